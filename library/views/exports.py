"""Files made of a document: its summary to be saved, its entry for a bibliography."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from library.bibtex import bibtex_of, citation_key
from library.exporting import summary_paper
from library.models import Document, Summary
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.paper import Format, attachment, paper_response


@login_required
@require_safe
def summary_export(request: UserRequest, pk: UUID, summary_pk: UUID) -> HttpResponse:
    """A summary as Markdown, text or PDF, by `?format=`."""
    try:
        written_as = Format(request.GET.get("format", Format.MD))
    except ValueError as exc:
        raise Http404 from exc
    summaries = Summary.objects.visible_to(request.user).written()
    summary = get_object_or_404(
        summaries.select_related("document"), pk=summary_pk, document=pk
    )
    paper = summary_paper(
        summary.document, summary, absolute=request.build_absolute_uri
    )
    return paper_response(paper, written_as)


@login_required
@require_safe
def document_citation(request: UserRequest, pk: UUID) -> HttpResponse:
    """The document as BibTeX."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    url = request.build_absolute_uri(document.get_absolute_url())
    return attachment(
        bibtex_of(document, url=url).encode(),
        filename=f"{citation_key(document)}.bib",
        content_type="application/x-bibtex; charset=utf-8",
    )
