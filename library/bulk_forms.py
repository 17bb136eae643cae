"""What the form of a list says: which documents, and what is to become of them."""

from collections.abc import Iterable

from django.http import QueryDict
from django.shortcuts import get_object_or_404

from library.actions.bulk import MOST_IDS, Action, Change
from library.browsing import filter_of
from library.errors import (
    NothingSelectedError,
    TooManySelectedError,
    UnknownActionError,
    UnknownFilterError,
)
from library.listing import NO_FOLDER, Selection
from library.models import Folder
from pdfsum.accounts.models import User
from pdfsum.lib.ids import ids_in
from pdfsum.lib.text import tidy_name


def read_selection(data: QueryDict) -> Selection:
    """The documents that are ticked, or all that match the filters of the page.

    Raises `NothingSelectedError`, `TooManySelectedError` or `UnknownFilterError`.
    """
    if data.get("all"):
        matching = filter_of(data.get("filter", ""))
        if matching is None:
            raise UnknownFilterError
        return Selection(filter=matching)
    # A field holds one id, or several by commas.
    ids = tuple(dict.fromkeys(ids_in(",".join(data.getlist("document")).split(","))))
    if not ids:
        raise NothingSelectedError
    if len(ids) > MOST_IDS:
        raise TooManySelectedError(MOST_IDS)
    return Selection(ids=ids)


def read_change(user: User, data: QueryDict) -> tuple[Change, Folder | None]:
    """The change, and the folder that it names, or a 404 if that is not visible."""
    try:
        action = Action(data.get("action", ""))
    except ValueError as exc:
        raise UnknownActionError from exc
    if action == Action.MOVE:
        folder = _folder(user, data.get("folder", ""))
        return Change(action, folder=folder.pk if folder else None), folder
    names = data.get("tags", "").split(",")
    if action == Action.REMOVE_TAGS and (chosen := data.get("tag")):
        names = [chosen]  # One that was chosen, whose name may hold a comma.
    return Change(action, tags=clean_tag_names(names)), None


def clean_tag_names(names: Iterable[str]) -> tuple[str, ...]:
    """Tidy, each once, and without the empty ones that a comma too many leaves."""
    tidy = [tidy_name(name) for name in names]
    return tuple({name.lower(): name for name in tidy if name}.values())


def _folder(user: User, text: str) -> Folder | None:
    if text == NO_FOLDER:
        return None
    return get_object_or_404(Folder.objects.visible_to(user), pk__in=ids_in([text]))
