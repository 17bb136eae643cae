"""What is said of a change to many documents, and how it is undone."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from library.actions.bulk import Action, Change, Outcome
from library.listing import NO_FOLDER
from library.models import Folder

# More ids would make the notice heavier than the page.
MOST_UNDONE = 1_000


@dataclass(frozen=True)
class Undo:
    """A form that takes a change back: its address and fields."""

    url: str
    fields: dict[str, str]


def describe(change: Change, outcome: Outcome, folder: Folder | None) -> str:
    """One sentence for each thing that became of the selection."""
    sentences = [
        _changed(change, len(outcome.changed), folder),
        _unchanged(change, outcome.unchanged),
        _left_alone(outcome),
    ]
    if outcome.elsewhere:
        sentences.append(
            f"{outcome.elsewhere:,} left alone: of another library than the folder."
        )
    if outcome.is_going_on:
        sentences.append("The rest follows in the background; reload to see how far.")
    if outcome.is_cut_short:
        sentences.append(
            "The rest was left alone: the workers cannot be reached. Do it once more "
            "later."
        )
    told = " ".join(filter(None, sentences))
    return told or "None of these documents is here any more."


def undo_of(change: Change, outcome: Outcome) -> Undo | None:
    """How to take it back, where that is simple: not what came from many folders."""
    if not outcome.changed or outcome.is_going_on:
        return None
    if change.action == Action.TRASH:
        return Undo(reverse("library:bulk_restore"), {"at": change.at.isoformat()})
    if len(outcome.changed) > MOST_UNDONE:
        return None
    fields = {"document": ",".join(map(str, outcome.changed))}
    url = reverse("library:document_bulk")
    if change.action == Action.MOVE and len(outcome.folders_before) == 1:
        (before,) = outcome.folders_before
        return Undo(url, fields | {"action": Action.MOVE, "folder": _place(before)})
    opposites = {
        Action.ADD_TAGS: Action.REMOVE_TAGS,
        Action.REMOVE_TAGS: Action.ADD_TAGS,
    }
    if (opposite := opposites.get(change.action)) and len(change.tags) == 1:
        (name,) = change.tags
        # A form's `tags` are told apart by commas.
        if "," not in name:
            return Undo(url, fields | {"action": opposite, "tags": name})
    return None


def describe_restored(restored: int, conflicts: int) -> str:
    told = f"{restored:,} restored." if restored else "Nothing was restored."
    if not conflicts:
        return told
    return f"{told} {conflicts:,} left in the trash: the same files are back already."


def _place(folder: UUID | None) -> str:
    return str(folder) if folder else NO_FOLDER


def _changed(change: Change, count: int, folder: Folder | None) -> str:
    if not count:
        return ""
    documents = "1 document" if count == 1 else f"{count:,} documents"
    tags = ", ".join(f"“{name}”" for name in change.tags)
    return {
        Action.TRASH: f"{documents} moved to the trash.",
        Action.MOVE: f"{documents} moved to “{folder}”."
        if folder
        else f"{documents} taken out of folders.",
        Action.ADD_TAGS: f"{documents} tagged {tags}.",
        Action.REMOVE_TAGS: f"{tags} taken off {documents}.",
        Action.REPROCESS: f"{documents} will be read anew.",
    }[change.action]


def _unchanged(change: Change, count: int) -> str:
    if not count:
        return ""
    return {
        Action.TRASH: "",
        Action.MOVE: f"{count:,} there already.",
        Action.ADD_TAGS: f"{count:,} tagged so already.",
        Action.REMOVE_TAGS: f"{count:,} without it anyway.",
        Action.REPROCESS: f"{count:,} at work already.",
    }[change.action]


def _left_alone(outcome: Outcome) -> str:
    if not outcome.read_only:
        return ""
    names = ", ".join(f"“{title}”" for title in outcome.read_only_titles)
    more = ", …" if outcome.read_only > len(outcome.read_only_titles) else ""
    which = "it" if outcome.read_only == 1 else "them"
    return (
        f"{outcome.read_only:,} left alone: you may only read {which} ({names}{more})."
    )
