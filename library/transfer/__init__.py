"""A library as an archive, out and in again: docs/export-format.md."""
