"""How long lists take over 200,000 documents in 50 libraries, beside their SQL alone.

A real `manage.py serve` on a seeded database of its own is asked over HTTP, by a member
of all libraries and by the owner of the largest one (some 15,600 documents). Floors, in
turn with the requests of the same round: the very statements through psycopg alone,
with all their rows fetched, and an answer of the same server that reads nothing.
Usage: python -m benchmarks.lists [--documents 200000] [--runs 40] [--json]
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import django
import psycopg
import requests

from benchmarks.instance import REQUEST_SECONDS, Instance, running
from pdfsum.lib.embedded import read_addresses

LIBRARIES, LIMIT = 50, 50
OWNER, MEMBER = (f"{name}.seed-1@example.org" for name in ("library-1", "everywhere"))
Statement = tuple[str, Any]


@dataclass(frozen=True)
class Case:
    """What is asked, by whom. `page` counts from 1 and goes by cursor."""

    name: str
    user: str
    page: int = 1
    offset: int | None = None
    ordering: str = "-created_at"
    fields: str = ""
    filters: dict[str, Any] = field(default_factory=dict)


def _cases() -> list[Case]:
    words = {"q": "invoice"}
    rare = {"q": "2024-0123"}
    return [
        Case("one library, page 1", OWNER),
        Case("one library, page 300", OWNER, page=300),
        Case("one library by title", OWNER, ordering="title"),
        Case("one library, only id and title", OWNER, fields="id,title"),
        Case("one library, word of title", OWNER, filters=words),
        Case("50 libraries, page 1", MEMBER),
        Case("50 libraries, page 1,000", MEMBER, page=1000),
        Case("50 libraries by title", MEMBER, ordering="title"),
        Case("50 libraries by title, page 1,000", MEMBER, page=1000, ordering="title"),
        Case("50 libraries, only id and title", MEMBER, fields="id,title"),
        Case("50 libraries, word of title", MEMBER, filters=words),
        Case("50 libraries, part of a number", MEMBER, filters=rare),
        Case("50 libraries, failed", MEMBER, filters={"status": "failed"}),
        Case("50 libraries, Arabic", MEMBER, filters={"language": "ar"}),
        Case("one library, offset 0, with count", OWNER, offset=0),
        Case("one library, offset 10,000, with count", OWNER, offset=10_000),
        Case("50 libraries, offset 0, with count", MEMBER, offset=0),
        Case("50 libraries, offset 100,000, with count", MEMBER, offset=100_000),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with running() as instance:
        seed(instance, options.documents)
        database_url = _set_up_django(instance)
        keys = {user: key_of(instance, user) for user in (OWNER, MEMBER)}
        with _connected(database_url) as database:
            rows = [
                _measure(case, instance, keys[case.user], database, options.runs)
                for case in _cases()
            ]
    _print_table(rows)
    if options.json:
        print(json.dumps({"documents": options.documents, "rows": rows}))


def seed(instance: Instance, documents: int) -> None:
    """Unless the database is seeded already."""
    if not instance.rows("SELECT 1 FROM library_document LIMIT 1"):
        size = ["--documents", str(documents), "--libraries", str(LIBRARIES)]
        instance.manage("seed", *size)


def key_of(instance: Instance, email: str) -> str:
    """A new API key of a seeded user."""
    name = f"benchmark {time.time_ns()}"
    printed = instance.manage("create_api_key", email, "--name", name)
    return printed.splitlines()[-1]


def _set_up_django(instance: Instance) -> str:
    """So that the statements can be taken from the very code. Models come after it."""
    addresses = read_addresses(instance.data)
    if addresses is None:
        raise SystemExit(f"The program has ended:\n{instance.log}")
    os.environ["DATABASE_URL"] = addresses.database_url
    os.environ["REDIS_URL"] = addresses.redis_url
    os.environ["PDFSUM_DATA_DIR"] = str(instance.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pdfsum.settings")
    django.setup()
    return addresses.database_url


def _connected(database_url: str) -> psycopg.Connection[Any]:
    """As the program is: values go within the statement, so plans are made for them."""
    return psycopg.connect(
        database_url, autocommit=True, cursor_factory=psycopg.ClientCursor
    )


def _measure(
    case: Case,
    instance: Instance,
    key: str,
    database: psycopg.Connection[Any],
    runs: int,
) -> dict[str, Any]:
    cursor = _cursor_before(case)
    statements = _statements(case, cursor)
    query = _query(case, cursor)
    path = "documents" if case.offset is None else "library"
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {key}"

    def ask() -> None:
        url = f"{instance.url}/api/v1/{path}"
        answer = session.get(url, params=query, timeout=REQUEST_SECONDS)
        answer.raise_for_status()

    def ask_nothing() -> None:
        session.get(f"{instance.url}/health/live", timeout=REQUEST_SECONDS)

    def ask_database() -> None:
        for sql, values in statements:
            database.execute(sql.encode(), values).fetchall()

    for warm in (ask, ask_nothing, ask_database) * 3:
        warm()
    asked: tuple[list[float], ...] = ([], [], [])
    for _ in range(runs):
        for times, call in zip(asked, (ask, ask_database, ask_nothing), strict=True):
            times.append(_milliseconds(call))
    request, sql, nothing = asked
    return {
        "name": case.name,
        "median": statistics.median(request),
        "p95": statistics.quantiles(request, n=20)[-1],
        "sql": statistics.median(sql),
        "empty_answer": statistics.median(nothing),
    }


def _milliseconds(call: Callable[[], None]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def _query(case: Case, cursor: str | None) -> dict[str, Any]:
    query: dict[str, Any] = {"limit": LIMIT, "ordering": case.ordering, **case.filters}
    if case.fields:
        query["fields"] = case.fields
    if cursor:
        query["cursor"] = cursor
    if case.offset is not None:
        query["offset"] = case.offset
    return query


def _user(case: Case) -> Any:
    from pdfsum.accounts.models import User

    return User.objects.get(email=case.user)


def _cursor_before(case: Case) -> str | None:
    """The cursor that the page before this one would have given."""
    from library.listing import DocumentFilter
    from library.models.document_queries import DocumentQuerySet
    from pdfsum.lib.keyset import Cursor

    if case.page == 1:
        return None
    user, chosen = _user(case), DocumentFilter(**case.filters)
    position = (case.page - 1) * LIMIT - 1
    [last] = chosen.of(user).at(
        position, limit=1, ordering=case.ordering, within=chosen.within(user)
    )
    column = DocumentQuerySet.orderings[case.ordering].removeprefix("-")
    value = "" if column == "pk" else str(getattr(last, column))
    return Cursor(case.ordering, value, last.pk).encode()


def _statements(case: Case, cursor: str | None) -> list[Statement]:
    """What the program sends for this list, without signing in."""
    from django.db import connection

    from library.explaining.lists import fetch, fetch_at
    from library.fields import ALL_FIELDS, DocumentFields
    from library.listing import DocumentFilter

    sent: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        sent.append((sql, params))
        return execute(sql, params, many, context)

    user = _user(case)
    fields = DocumentFields.parse(case.fields) if case.fields else ALL_FIELDS
    with connection.execute_wrapper(note):
        if case.offset is None:
            fetch(
                user,
                ordering=case.ordering,
                cursor=cursor,
                fields=fields,
                **case.filters,
            )
        else:
            DocumentFilter().of(user).count()
            fetch_at(user, case.offset)
    return sent


def _print_table(rows: list[dict[str, Any]]) -> None:
    print(f"{'milliseconds':<44}{'median':>9}{'p95':>9}{'SQL':>9}{'nothing':>9}")
    for row in rows:
        figures = (row[name] for name in ("median", "p95", "sql", "empty_answer"))
        print(f"{row['name']:<44}" + "".join(f"{value:>9.1f}" for value in figures))


if __name__ == "__main__":
    main()
