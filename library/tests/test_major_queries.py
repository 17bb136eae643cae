"""Every major query over 200,000 documents: its index, and how much it looks at.

The documents are seeded once, into a database of their own, a clone of the test
database that is thrown away afterwards: no other test meets them, and a run that is
killed leaves nothing behind in the database of the others. The planner's settings are
those of `manage.py serve`.

Buffers are pages of 8 kB, each time one is looked at: unlike seconds, they are the same
on every machine. Each limit is what was counted and a quarter more.
"""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection

from library.explaining import MAJOR_QUERIES, explain, find_cast
from library.models import Document, EmbeddingSpace
from library.models.passages import DEFAULT_DIMENSIONS, DEFAULT_SPACE_ID
from library.seeding import Plan, seed_database, tidy_tables
from pdfsum.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.journey]

DOCUMENTS, LIBRARIES = 200_000, 50
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
# What is never read from end to end. The others have a few thousand rows at most.
LARGE = {
    f"library_{name}"
    for name in (
        "document",
        "documenttag",
        "storedfile",
        "processingrun",
        "textversion",
        "page",
        "summary",
        "passage",
        "embedding",
    )
}
NEWEST, TITLE, DATE, STATUS, LANGUAGE = (
    f"library_document_{name}"
    for name in ("newest", "title", "date", "status", "language")
)
TITLE_PART, AUTHOR_PART, IN_FOLDER, TRASH = (
    f"library_document_{name}"
    for name in ("title_part", "author_part", "in_folder", "trash")
)
OF_TAG, ON_DOCUMENT = "library_documenttag_of_tag", "library_documenttag_once"
MEMBERSHIP = "library_membership_of_user"
# Each holds the live documents of a library: which of them is counted is the same.
ANY_LIST = f"{NEWEST} {TITLE} {DATE} {STATUS} {LANGUAGE}"
PRIMARY = "library_document_pkey"
COLUMNS = {"created_at": NEWEST, "title": TITLE, "document_date": DATE}
# By name: the most buffers, and the indexes that lead it (of several in one string,
# one). A table that is behind them may be read from end to end.
EXPECTED = {
    f"{what} by {way}{column}": (most, [index, ON_DOCUMENT])
    for what, most in (
        ("list of one library", 1700),
        ("list over all libraries", 2000),
        ("page from a cursor", 2200),
    )
    for way in ("", "-")
    for column, index in COLUMNS.items()
} | {
    "title with a common word, one library": (2700, [TITLE_PART]),
    "title with a common word, all libraries": (2200, [f"{PRIMARY} {TITLE_PART}"]),
    "title with a rare part, one library": (250, [TITLE_PART]),
    "title with a rare part, all libraries": (700, [TITLE_PART]),
    "title with two letters, one library": (21_000, [ANY_LIST]),
    "author, one library": (2700, [AUTHOR_PART]),
    "author, all libraries": (2200, [f"{PRIMARY} {AUTHOR_PART}"]),
    "tag, one library": (2200, ["library_tag_slug_once", OF_TAG]),
    "tag, all libraries": (4300, ["library_tag_slug_once", OF_TAG]),
    "tag by title, one library": (2700, [TITLE, OF_TAG]),
    "tag by title, all libraries": (4900, [f"{TITLE} {PRIMARY}", OF_TAG]),
    "folder, one library": (4500, [IN_FOLDER]),
    "folder, all libraries": (1700, [IN_FOLDER]),
    "unfiled, one library": (1700, [NEWEST]),
    "unfiled, all libraries": (8900, [NEWEST]),
    "status, one library": (1900, [STATUS]),
    "status, all libraries": (1900, [STATUS]),
    "language, one library": (2900, [LANGUAGE]),
    "language, all libraries": (1900, [LANGUAGE]),
    "date range, one library": (1800, [DATE]),
    "date range, all libraries": (2000, [DATE]),
    "upload range, one library": (1500, [NEWEST]),
    "upload range, all libraries": (1900, [NEWEST]),
    "tag, language and dates, one library": (6500, ["library_tag_slug_once", OF_TAG]),
    "tag, language and dates, all libraries": (
        14_000,
        ["library_tag_slug_once", OF_TAG],
    ),
    "named library, one library": (1400, [NEWEST]),
    "named library, all libraries": (1400, [NEWEST]),
    "only id and title": (360, [NEWEST]),
    "count of one library": (250, [ANY_LIST]),
    "count over all libraries": (4800, [ANY_LIST]),
    "offset page of one library": (1700, [NEWEST]),
    "offset page over all libraries": (4300, [NEWEST]),
    "tags with counts, one library": (1100, [OF_TAG, TRASH]),
    # All links there are: from end to end is the quickest way.
    "tags with counts, all libraries": (19_000, [TRASH], "library_documenttag"),
    "folders with counts, one library": (500, [IN_FOLDER]),
    "languages of a library": (270, [LANGUAGE]),
    "trash": (2200, [TRASH]),
    "trash to empty": (400, [TRASH]),
    "trash that is due": (4000, [TRASH]),
    "document for the API": (30, [MEMBERSHIP_ONCE := "library_membership_once"]),
    "document and its version": (45, [MEMBERSHIP_ONCE]),
    "page of a text": (6, ["library_page_once"]),
    "summaries of a document": (16, ["library_summary_of_document"]),
    "same bytes in a library": (
        8,
        ["library_document_file_hash library_document_once_while_live"],
    ),
    "near-duplicates of a document": (14, ["library_nearduplicate_once"]),
    "passages with common fingerprints": (36, ["library_passage_prints"]),
    # Two thousand passages are ranked exactly; search's own tests are about the index.
    "nearest passages": (13_000, [], "library_passage", "library_embedding"),
    "claim": (700, ["library_run_waiting", "library_run_served"]),
    "places in the queue": (1500, ["library_run_waiting", "library_run_served"]),
    "silent runs": (10, ["library_run_open library_run_one_open"]),
    "unfinished documents": (150, [f"{STATUS} library_document_unfinished"]),
    # Tags of each document by themselves: more buffers, and half the time, than those
    # of all in one query with an object for each.
    "part of an export": (13_500, [NEWEST, ON_DOCUMENT]),
    "use of one user": (150, ["library_document_added"]),
    # More where VACUUM found pages that some transaction might still see as they were.
    "newest documents of all": (250, [PRIMARY]),
    "documents by status": (400, ["library_document_not_ready"]),
    "queues": (300, ["library_run_open library_run_one_open library_run_waiting"]),
    "API key": (3, ["accounts_apikey_hash"]),
    "may this be changed": (11, [f"{MEMBERSHIP} {MEMBERSHIP_ONCE}"]),
    # A hundred memberships are one page, which is read as soon as its index.
    "libraries of a user": (25, []),
}


# How to drop and to make the indexes of tables, but for those that a constraint is made
# of, and their references to others.
MADE_AFTERWARDS = """
SELECT format('DROP INDEX %%I', indexname), indexdef
FROM pg_indexes WHERE tablename = ANY(%(tables)s)
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
UNION ALL
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,
              pg_get_constraintdef(oid))
FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY(%(tables)s::regclass[])
"""


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The cast of a database with 200,000 documents, and 2,000 more with passages."""
    creation, usual = connection.creation, connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        creation.clone_test_db(suffix="scale", verbosity=0)
        _use(creation.get_test_db_clone_settings("scale")["NAME"])
        try:
            _seed()
            yield find_cast()
        finally:
            _use(usual)
            creation.destroy_test_db(suffix="scale", verbosity=0)


def _use(name):
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def _seed():
    space = {"model": "m", "dimensions": DEFAULT_DIMENSIONS, "state": "active"}
    EmbeddingSpace.objects.get_or_create(pk=DEFAULT_SPACE_ID, defaults=space)
    many = {"documents": DOCUMENTS, "libraries": LIBRARIES}
    read = {"documents": 2000, "libraries": 1, "passages": 1}
    with _quick_to_fill():
        seed_database(Plan(**many, seed=1, until=UNTIL))
        seed_database(Plan(**read, seed=2, until=UNTIL))
    tidy_tables()


@contextmanager
def _quick_to_fill():
    """Indexes are made, and references looked up, at the end: it is much quicker.

    The database is thrown away whatever happens, and test_seed_command.py seeds with
    both.
    """
    with connection.cursor() as cursor:
        cursor.execute(MADE_AFTERWARDS, {"tables": sorted(LARGE)})
        drop, make = zip(*cursor.fetchall(), strict=True)
        cursor.execute(";".join(drop))
        yield
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(";".join(make))
        cursor.execute("RESET maintenance_work_mem")


def complaints(query, cast):
    """What is wrong with how PostgreSQL answers: nothing, if all is well."""
    most, indexes, *scans = EXPECTED[query.name]
    explained = explain(lambda: query.run(cast))
    used = set().union(*(one.indexes for one in explained))
    scanned = set().union(*(one.scanned_tables for one in explained))
    buffers = sum(one.buffers for one in explained)
    wrong = [
        f"{names} is not used, but {sorted(used)}"
        for names in indexes
        if used.isdisjoint(names.split())
    ]
    wrong += [f"{name} is read whole" for name in (scanned & LARGE) - set(scans)]
    if buffers > most:
        wrong.append(f"{buffers} buffers instead of {most}")
    return wrong


@pytest.mark.parametrize("query", MAJOR_QUERIES, ids=lambda query: query.name)
def test_it_is_answered_by_its_index(seeded, query):
    found = complaints(query, seeded)
    if found:
        # Statistics are a random sample: one in many takes a rare word for a common
        # one. A plan that is wrong stays wrong with another sample.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE library_document")
        found = complaints(query, seeded)
    assert found == []


def test_every_query_has_an_expectation():
    assert {query.name for query in MAJOR_QUERIES} == set(EXPECTED)


def test_there_is_as_much_as_is_said(seeded):
    assert Document.objects.count() == DOCUMENTS + 2000
    assert User.objects.get(pk=seeded.member.pk).memberships.count() == LIBRARIES
    assert Document.objects.filter(library=seeded.library).count() > 10_000


@pytest.mark.parametrize(
    ("index", "name"),
    [
        (NEWEST, "list of one library by -created_at"),
        (TITLE, "list over all libraries by title"),
        (OF_TAG, "tags with counts, one library"),
        ("library_document_title_part", "title with a rare part, one library"),
        ("library_document_added", "use of one user"),
    ],
)
def test_it_notices_when_an_index_is_gone(seeded, index, name):
    [query] = [query for query in MAJOR_QUERIES if query.name == name]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {index}")  # Rolled back with the test.
    assert complaints(query, seeded)


def test_the_command_prints_plans_and_figures(seeded, capsys):
    call_command("explain_queries", "count of one")
    out = capsys.readouterr().out
    assert "count of one library:" in out
    assert "buffers" in out
    assert "Index Only Scan using library_document_" in out
    call_command("explain_queries", "count o", summary=True)
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_the_command_changes_nothing(seeded, capsys):
    queued = Document.objects.filter(current_run__state="queued").count()
    call_command("explain_queries", "claim", summary=True)
    assert Document.objects.filter(current_run__state="queued").count() == queued > 0
