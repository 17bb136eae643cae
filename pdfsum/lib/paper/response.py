"""A paper as a file to be saved."""

from enum import StrEnum

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from pdfsum.lib.filenames import clean_name
from pdfsum.lib.paper.content import Paper
from pdfsum.lib.paper.pdf import to_pdf
from pdfsum.lib.paper.texts import to_markdown, to_text


class Format(StrEnum):
    MD = "md"
    TXT = "txt"
    PDF = "pdf"


_TYPES = {
    Format.MD: "text/markdown; charset=utf-8",
    Format.TXT: "text/plain; charset=utf-8",
    Format.PDF: "application/pdf",
}


def write_paper(paper: Paper, written_as: Format) -> bytes:
    if written_as is Format.PDF:
        return to_pdf(paper)
    write = to_markdown if written_as is Format.MD else to_text
    return write(paper).encode()


def paper_response(paper: Paper, written_as: Format) -> HttpResponse:
    """To be saved under the title, in whatever script that is."""
    return attachment(
        write_paper(paper, written_as),
        filename=clean_name(f"{paper.title}.{written_as}"),
        content_type=_TYPES[written_as],
    )


def attachment(content: bytes, *, filename: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=filename
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
