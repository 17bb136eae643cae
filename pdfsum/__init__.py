"""A private library for PDFs that summarises, finds and answers with evidence."""

__version__ = "0.1.0"
