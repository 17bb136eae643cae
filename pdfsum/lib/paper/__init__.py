"""What is written out for people: one text, as Markdown, plain text or PDF."""

from pdfsum.lib.paper.content import Block, Kind, Paper
from pdfsum.lib.paper.response import Format, attachment, paper_response, write_paper

__all__ = [
    "Block",
    "Format",
    "Kind",
    "Paper",
    "attachment",
    "paper_response",
    "write_paper",
]
