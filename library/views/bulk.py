"""What a page does with the documents that are ticked on it."""

import json
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from library.actions.bulk import change_documents, restore_trashed
from library.browsing import filter_of, shown_count
from library.bulk_answers import Undo, describe, describe_restored, undo_of
from library.bulk_forms import read_change, read_selection
from library.errors import UnknownActionError
from library.in_work import describe_batch
from library.listing import DocumentFilter, Selection
from library.selected import selected_entries, selected_lines
from library.waiting import explain
from library.zipping import zip_response
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.going_back import page_before
from pdfsum.lib.htmx import wants_partial
from pdfsum.lib.streaming import stream


@login_required
@require_POST
def document_bulk(request: UserRequest) -> HttpResponse:
    """Change what is ticked. htmx gets the rows as they are now, and a notice."""
    selection = read_selection(request.POST)
    change, folder = read_change(request.user, request.POST)
    outcome = change_documents(user=request.user, selection=selection, change=change)
    sentence = describe(change, outcome, folder)
    undo = undo_of(change, outcome)
    if wants_partial(request) and selection.filter is None:
        return _answer_rows(request, selection, sentence, undo)
    level = messages.SUCCESS if outcome.changed else messages.INFO
    _tell(request, level, sentence, undo)
    if wants_partial(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(_next(request))


@login_required
@require_POST
def bulk_restore(request: UserRequest) -> HttpResponse:
    """Undo a move to the trash: everything that went there at that moment."""
    at = _parse_time(request.POST.get("at", ""))
    if at is None:
        raise UnknownActionError
    restored, conflicts = restore_trashed(user=request.user, at=at)
    level = messages.WARNING if conflicts else messages.SUCCESS
    messages.add_message(request, level, describe_restored(restored, conflicts))
    return redirect(_next(request))


@login_required
@require_POST
def bulk_zip(request: UserRequest) -> StreamingHttpResponse:
    """The PDFs of a selection under their own names, in an archive."""
    entries = selected_entries(request.user, read_selection(request.POST))
    return zip_response(entries, filename="pdfsum.zip")


@login_required
@require_POST
def bulk_export(request: UserRequest) -> StreamingHttpResponse:
    """What is known of the documents of a selection, as the API tells it."""
    root = request.build_absolute_uri("/").removesuffix("/")
    lines = selected_lines(request.user, read_selection(request.POST), root=root)
    headers = {"Content-Disposition": 'attachment; filename="pdfsum.ndjson"'}
    return stream(lines, content_type="application/x-ndjson", headers=headers)


def _answer_rows(
    request: UserRequest, selection: Selection, sentence: str, undo: Undo | None
) -> HttpResponse:
    """Rows that still belong on the page, and the ids of those that do not any more."""
    matching = filter_of(request.POST.get("filter", "")) or DocumentFilter()
    documents = matching.of(request.user).for_list().in_bulk(list(selection.ids))
    running = [row for row in documents.values() if row.is_unfinished]
    states = explain(running)
    for row in running:
        row.state = states[row.pk]
    context = {
        "rows": documents.values(),
        "gone": [pk for pk in selection.ids if pk not in documents],
        "is_running": bool(running),
        "batch": describe_batch(request.user) if running else "",
        "sentence": sentence,
        "undo": undo,
        "next": _next(request),
        "count": shown_count(request),
    }
    return render(request, "library/bulk_answer.html", context)


def _tell(request: UserRequest, level: int, sentence: str, undo: Undo | None) -> None:
    # The one place beside its text where a message can carry something along.
    tags = json.dumps({"url": undo.url, "fields": undo.fields}) if undo else ""
    messages.add_message(request, level, sentence, extra_tags=tags)


def _next(request: UserRequest) -> str:
    return page_before(request, default=reverse("library:document_list"))


def _parse_time(text: str) -> datetime | None:
    try:
        time = parse_datetime(text)
        # PostgreSQL knows no zones as far off as Python does.
        return time.astimezone(UTC) if time and time.tzinfo else None
    except (ValueError, OverflowError):
        return None
