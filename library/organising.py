"""Where unfiled documents might go: folders that hold what is like them.

A dry run: nothing here changes a row. A document is compared by the mean of the vectors
of its first passages, which say what it is about; a folder by the mean of its newest
documents and by its name, which says the more the fewer these are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db import connection

from library.models import Document, Folder, Library
from library.models.passages import DEFAULT_SPACE_ID
from library.processing.known_tags import is_latin, name_vectors
from pdfsum.accounts.models import User

# Bounds of one look: 200 documents and 300 folders of 8 documents take 15 passages
# each, 39,000 vectors at most.
AT_ONCE = 200
_FOLDERS = 300
_SAMPLE = 8
_PASSAGES = 15

# 46 public PDFs in five folders by kind, or in none that fits: with one document in
# each folder 44 % of the others were ticked, with four 88 %, none for a wrong folder,
# and of those that fit nowhere less than 1 % (docs/organising.md). A name counts as
# much as a document.
SURE = 0.55
MARGIN = 0.05
# Worth a look: with one document in each folder 83 % right, 2 % wrong.
LEAST = 0.35

_VECTORS = """
SELECT document.id, avg(embedding.vector)::vector::real[]
FROM library_document AS document
CROSS JOIN LATERAL (
    SELECT passage.id FROM library_passage AS passage
    WHERE passage.text_version_id = document.current_text_id
    ORDER BY passage.ordinal LIMIT %s
) AS first
JOIN library_embedding AS embedding
    ON embedding.space_id = %s AND embedding.passage_id = first.id
WHERE document.id = ANY(%s)
GROUP BY document.id
"""
_SAMPLES = """
SELECT folder.id, newest.id, newest.title
FROM library_folder AS folder
CROSS JOIN LATERAL (
    SELECT document.id, document.title FROM library_document AS document
    WHERE document.folder_id = folder.id
      AND document.trashed_at IS NULL AND document.replaces_id IS NULL
    ORDER BY document.id DESC LIMIT %s
) AS newest
WHERE folder.id = ANY(%s)
"""

Vector = np.ndarray


@dataclass(frozen=True)
class Proposal:
    """One document towards one folder."""

    document: Document
    folder: Folder
    score: float
    reason: str
    is_sure: bool

    @property
    def percent(self) -> int:
        return round(100 * max(0, self.score))


@dataclass(frozen=True)
class Proposals:
    """What one look came to. `next_cursor` is None when it was the last."""

    results: list[Proposal]
    # Those that are like nothing in any folder, and those without text to compare.
    unlike: int
    textless: int
    next_cursor: str | None

    @property
    def groups(self) -> list[tuple[Folder, list[Proposal]]]:
        """By folder, in the order of the tree; the likeliest first."""
        groups: dict[Folder, list[Proposal]] = defaultdict(list)
        for proposal in self.results:
            groups[proposal.folder].append(proposal)
        return sorted(groups.items(), key=lambda group: group[0].path.lower())


@dataclass(frozen=True)
class _Place:
    """A folder that documents are compared with."""

    folder: Folder
    vector: Vector
    titles: Sequence[str]


def propose_folders(
    *, user: User, cursor: str | None = None, limit: int = AT_ONCE
) -> Proposals:
    """The likeliest folder for each of the newest unfiled documents.

    Only in libraries that `user` may change. Five queries; the time to compare some
    hundred documents with some hundred folders is well under a second.
    """
    libraries = Library.objects.writable_by(user)
    unfiled = Document.objects.visible_to(user).live().filter(folder=None)
    unfiled = unfiled.filter(library__in=libraries, status__in=Document.READABLE)
    page = unfiled.only("title", "library", "created_at").fetch_page(
        cursor=cursor, limit=limit
    )
    places = _places(user, {document.library_id for document in page.results})
    vectors = _document_vectors(document.pk for document in page.results)
    found, unlike = [], 0
    for document in page.results:
        if document.pk not in vectors:
            continue
        proposal = _propose(
            document, vectors[document.pk], places.get(document.library_id, [])
        )
        if proposal:
            found.append(proposal)
        else:
            unlike += 1
    return Proposals(
        results=sorted(found, key=lambda proposal: -proposal.score),
        unlike=unlike,
        textless=len(page.results) - len(vectors),
        next_cursor=page.next_cursor,
    )


def _propose(
    document: Document, vector: Vector, places: Sequence[_Place]
) -> Proposal | None:
    if not places:
        return None
    scores = np.stack([place.vector for place in places]) @ vector
    first = int(scores.argmax())
    score = float(scores[first])
    if score < LEAST:
        return None
    second = float(np.partition(scores, -2)[-2]) if len(places) > 1 else 0.0
    place = places[first]
    return Proposal(
        document=document,
        folder=place.folder,
        score=score,
        reason=_reason(place.titles),
        is_sure=score >= SURE and score - second >= MARGIN,
    )


def _reason(titles: Sequence[str]) -> str:
    if not titles:
        return "like the folder’s name"
    others = len(titles) - 1
    if not others:
        return f"like “{titles[0]}” in it"
    return f"like “{titles[0]}” and {others} other{'s' if others > 1 else ''} in it"


def _places(user: User, libraries: Set[UUID]) -> Mapping[UUID, list[_Place]]:
    """The folders of each library that have something to be compared by."""
    visible = Folder.objects.visible_to(user).filter(library__in=libraries)
    folders = visible.as_tree(limit=_FOLDERS)
    samples = _samples([folder.pk for folder in folders])
    vectors = _document_vectors(pk for rows in samples.values() for pk in rows)
    named = [folder for folder in folders if is_latin(folder.name)]
    names = dict(zip([one.pk for one in named], _name_vectors(named), strict=True))
    places: dict[UUID, list[_Place]] = defaultdict(list)
    for folder in folders:
        inside = samples.get(folder.pk, {})
        known = [pk for pk in inside if pk in vectors]
        parts = [vectors[pk] for pk in known]
        if folder.pk in names:
            parts.append(names[folder.pk])
        if parts:
            vector = _unit(np.sum(parts, axis=0))
            titles = [inside[pk] for pk in known]
            places[folder.library_id].append(_Place(folder, vector, titles))
    return places


def _name_vectors(folders: Sequence[Folder]) -> Sequence[Vector]:
    """Of the names with those of the folders round them: “2025” alone says little."""
    if not folders:
        return []
    return list(name_vectors.of([one.path.replace("/", ", ") for one in folders]))


def _samples(folders: Sequence[UUID]) -> Mapping[UUID, dict[UUID, str]]:
    """Some newest documents of each folder, and their titles. One query."""
    samples: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLES, [_SAMPLE, list(folders)])
        for folder, document, title in cursor.fetchall():
            samples[folder][document] = title
    return samples


def _document_vectors(documents: Iterable[UUID]) -> Mapping[UUID, Vector]:
    """What each is about; nothing for those without passages. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_VECTORS, [_PASSAGES, DEFAULT_SPACE_ID, list(documents)])
        rows = cursor.fetchall()
    return {pk: _unit(np.array(vector, dtype=np.float32)) for pk, vector in rows}


def _unit(vector: Vector) -> Vector:
    unit: Vector = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit
