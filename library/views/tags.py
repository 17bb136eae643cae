"""The tags one may see, the documents of one of them, and names to choose from."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_list_or_404, render
from django.views.decorators.http import require_safe

from library.browsing import Browsing
from library.models import Library, Tag
from library.tag_counts import get_tag_counts
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.htmx import render_either

TAGS_ON_PAGE = 100
# As many as a browser shows in a list of proposals.
OPTIONS = 50


@login_required
@require_safe
def tag_list(request: UserRequest) -> HttpResponse:
    """Tags by use; `?q=` those with these letters in their name."""
    q = request.GET.get("q", "").strip()
    tags = _matching(get_tag_counts(request.user), q)
    start = _number(request.GET.get("cursor", ""))
    following = start + TAGS_ON_PAGE
    return render_either(
        request,
        page="library/tag_list.html",
        partial="library/_tag_rows.html",
        context={
            "tags": tags[start:following],
            "count": len(tags),
            "next": following if following < len(tags) else None,
            "q": q,
            "libraries": _names_of_libraries(request),
        },
    )


@login_required
@require_safe
def tag_detail(request: UserRequest, slug: str) -> HttpResponse:
    """Documents of the tag, or of the tags: two libraries may spell one alike."""
    visible = Tag.objects.visible_to(request.user).accepted()
    tags = get_list_or_404(visible, slug=slug)
    browsing = Browsing(request, tag=slug)
    page = browsing.fetch_page()
    response = render_either(
        request,
        page="library/tag_detail.html",
        partial="library/_document_rows_answer.html",
        context={
            "name": ", ".join(sorted({tag.name for tag in tags})),
            "tags": tags,
            "browsing": browsing,
            "page": page,
            "is_running": any(row.is_unfinished for row in page.results),
        },
    )
    return browsing.remember(response)


@login_required
@require_safe
def tag_options(request: UserRequest) -> HttpResponse:
    """Options of a `<datalist>`: the most used tags with what is typed in `name`."""
    typed = request.GET.get("name", "").rpartition(",")[2].strip()
    tags = _matching(get_tag_counts(request.user), typed)
    names = dict.fromkeys(tag["name"] for tag in tags)
    context = {"names": list(names)[:OPTIONS]}
    return render(request, "library/_tag_options.html", context)


def _matching(tags: list[dict[str, Any]], q: str) -> list[dict[str, Any]]:
    folded = q.casefold()
    return [tag for tag in tags if folded in tag["name"].casefold()] if q else tags


def _names_of_libraries(request: UserRequest) -> dict[str, str]:
    """By id, where there is more than one to tell apart."""
    libraries = Library.objects.visible_to(request.user).values_list("pk", "name")
    names = {str(pk): name for pk, name in libraries}
    return names if len(names) > 1 else {}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
