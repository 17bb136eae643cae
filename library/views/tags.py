from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_list_or_404
from django.views.decorators.http import require_safe

from library.models import Document, Tag
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.htmx import render_either

PAGE_SIZE = 25


@login_required
@require_safe
def tag_detail(request: UserRequest, slug: str) -> HttpResponse:
    """Documents of the tag, or of the tags: two libraries may spell one alike."""
    tags = get_list_or_404(Tag.objects.visible_to(request.user), slug=slug)
    documents = Document.objects.visible_to(request.user).live().tagged(tags)
    page = documents.for_list().fetch_page(
        cursor=request.GET.get("cursor"), limit=PAGE_SIZE
    )
    return render_either(
        request,
        page="library/tag_detail.html",
        partial="library/_document_rows_answer.html",
        context={
            "name": ", ".join(sorted({tag.name for tag in tags})),
            "page": page,
            "is_running": any(row.is_unfinished for row in page.results),
        },
    )
