"""Who is there: libraries with their people, folders and tags."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from library.models import Folder, Library, Membership, Tag
from library.seeding.chance import Chance, Weighted
from library.seeding.plan import Plan
from library.seeding.vocabulary import (
    TAG_COLOURS,
    TAG_SUFFIXES,
    VOCABULARIES,
    Vocabulary,
)
from pdfsum.accounts.models import ApiKey, Scope, User
from pdfsum.accounts.models.api_keys import hash_key
from pdfsum.lib.errors import AppError

# A member of every library, and a reader of the first few.
EVERYWHERE, READER = "everywhere", "reader"
READ_LIBRARIES = 5
KEYS_PER_USER = 5
ROOT_FOLDERS, INNER_FOLDERS = 8, 3
TAGS, SUGGESTED_TAGS = 60, 40
FIRST_YEAR = 2019


class AlreadySeededError(AppError):
    def __init__(self, seed: int) -> None:
        super().__init__(f"Seed {seed} is here already. Name another with --seed.")


@dataclass
class Home:
    """One library, and what its documents can be given."""

    library: UUID
    owner: int
    folders: Weighted[UUID]
    tags: Weighted[UUID]
    suggested_tags: Weighted[UUID]
    # What a new version would take the place of.
    newest_ready: UUID | None = None


def make_homes(plan: Plan, chance: Chance) -> Weighted[Home]:
    """Libraries with people, folders and tags; a few are large, most are not.

    Raises `AlreadySeededError` when this seed's people are there.
    """
    users = _make_users(plan, chance)
    *owners, everywhere, reader = users
    start = plan.time_of(0, 0)
    libraries = Library.objects.bulk_create(
        Library(
            id=chance.uuid7(start), name=f"Library {number}", private_owner_id=owner.pk
        )
        for number, owner in enumerate(owners, start=1)
    )
    pairs = list(zip(libraries, owners, strict=True))
    roles = [(library.pk, owner.pk, "owner") for library, owner in pairs]
    roles += [(library.pk, everywhere.pk, "editor") for library in libraries]
    roles += [(one.pk, reader.pk, "reader") for one in libraries[:READ_LIBRARIES]]
    Membership.objects.bulk_create(
        Membership(library_id=library, user_id=user, role=role)
        for library, user, role in roles
    )
    homes = [_make_home(library, owner.pk, plan, chance) for library, owner in pairs]
    return Weighted.zipf(homes, exponent=0.5)


def _make_users(plan: Plan, chance: Chance) -> list[User]:
    """Without a password that anybody could know, and with keys that nobody has."""
    names = [f"library-{number}" for number in range(1, plan.libraries + 1)]
    emails = [plan.email(name) for name in (*names, EVERYWHERE, READER)]
    if User.objects.filter(email__in=emails).exists():
        raise AlreadySeededError(plan.seed)
    users = [User(email=email, date_joined=plan.time_of(0, 0)) for email in emails]
    for user in users:
        user.set_unusable_password()
    users = User.objects.bulk_create(users)
    ApiKey.objects.bulk_create(
        ApiKey(
            id=chance.uuid7(plan.time_of(0, 0)),
            user=user,
            name=f"Program {number}",
            prefix="pdfsum_seed",
            key_hash=hash_key(f"{plan.seed} {chance.random()}"),
            scopes=[Scope.READ],
        )
        for user in users
        for number in range(1, KEYS_PER_USER + 1)
    )
    return users


def _make_home(library: Library, owner: int, plan: Plan, chance: Chance) -> Home:
    words = chance.one_of(VOCABULARIES)
    tags = list(_tags(library, plan, chance))
    Tag.objects.bulk_create(tags)
    return Home(
        library=library.pk,
        owner=owner,
        folders=Weighted.zipf(_make_folders(library, words, plan, chance)),
        tags=Weighted.zipf([tag.pk for tag in tags if not tag.is_suggestion]),
        suggested_tags=Weighted.zipf([tag.pk for tag in tags if tag.is_suggestion]),
    )


def _make_folders(
    library: Library, words: Vocabulary, plan: Plan, chance: Chance
) -> Sequence[UUID]:
    """A tree of three levels: kinds, subjects, years."""

    def make(name: str, parent: Folder | None = None) -> Folder:
        pk = chance.uuid7(plan.time_of(0, 0))
        return Folder(id=pk, library=library, name=name, parent=parent)

    roots = [make(name) for name in words.kinds[:ROOT_FOLDERS]]
    inner = [
        make(name, root) for root in roots for name in words.subjects[:INNER_FOLDERS]
    ]
    years = [make(str(year), inner[0]) for year in range(FIRST_YEAR, FIRST_YEAR + 6)]
    for level in (roots, inner, years):
        Folder.objects.bulk_create(level)
    folders = [folder.pk for folder in (*roots, *inner, *years)]
    chance.shuffle(folders)
    return folders


def _tags(library: Library, plan: Plan, chance: Chance) -> Iterator[Tag]:
    by_slug = {Tag.slug_for(name): name for name in _tag_names(chance)}
    named = list(by_slug.items())[: TAGS + SUGGESTED_TAGS]
    for number, (slug, name) in enumerate(named):
        is_suggestion = number >= TAGS
        yield Tag(
            id=chance.uuid7(plan.time_of(0, 0)),
            library=library,
            name=name,
            slug=slug,
            color="" if is_suggestion else chance.one_of(TAG_COLOURS),
            is_suggestion=is_suggestion,
        )


def _tag_names(chance: Chance) -> Iterator[str]:
    """More than are needed, some of them twice, in lower case."""
    for _ in range(5 * (TAGS + SUGGESTED_TAGS)):
        words = chance.one_of(VOCABULARIES)
        year = FIRST_YEAR + int(chance.random() * 6)
        suffix = chance.one_of(TAG_SUFFIXES)
        ending = suffix.format(year=year, place=chance.one_of(words.places))
        yield (chance.one_of(words.subjects) + ending).lower()
