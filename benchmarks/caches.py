"""What each cache saves: the same answer made anew, and taken from Valkey.

`python -m benchmarks.caches [--runs 200] [--json]` on real PostgreSQL and Valkey of its
own. Medians in milliseconds, in one process without HTTP; a miss also pays for storing.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from benchmarks.environment import installation

RUNS = 200


class Case(NamedTuple):
    """`name`, and how it is answered without a cache and with one."""

    name: str
    anew: Callable[[], Any]
    cached: Callable[[], Any]
    forget: Callable[[], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    print("| | anew | hit | miss | saved by a hit |\n|---|---|---|---|---|")
    results = []
    with installation():
        for case in _cases():
            row = _measure(case, options.runs)
            results.append(row)
            print(
                f"| {row['name']} | {row['anew']:.2f} | {row['hit']:.2f} | "
                f"{row['miss']:.2f} | {1 - row['hit'] / row['anew']:.0%} |",
                flush=True,
            )
    if options.json:
        print(json.dumps(results))


def _measure(case: Case, runs: int) -> dict[str, Any]:
    def missed() -> None:
        case.forget()
        start = time.perf_counter()
        case.cached()
        misses.append(time.perf_counter() - start)

    misses: list[float] = []
    case.anew(), case.cached()
    anew = _median(case.anew, runs)
    hit = _median(case.cached, runs)
    for _ in range(max(runs // 4, 3)):
        missed()
    miss = statistics.median(misses) * 1000
    return {"name": case.name, "anew": anew, "hit": hit, "miss": miss}


def _median(call: Callable[[], Any], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds) * 1000


def _cases() -> Iterator[Case]:
    """Django is set up by now, so its parts are imported here."""
    yield from _document_cases()
    yield _provider_case()
    yield from _page_cases()
    for documents, tags in ((1, 1), (50, 50), (5_000, 50), (5_000, 1_000)):
        yield _tag_case(documents, tags)


def _document_cases() -> list[Case]:
    from library.document_meta import (
        DOCUMENT_META,
        get_document_fields,
        get_document_meta,
    )
    from library.fields import ALL_FIELDS

    cases = []
    for tags, summaries in ((0, 1), (20, 10)):
        user, documents = _make_library(1, tags, each=tags)
        pk = documents[0].pk
        _summarise(documents[0], summaries)

        def anew(user: Any = user, pk: Any = pk) -> Any:
            return get_document_fields(user, pk, ALL_FIELDS)

        def cached(user: Any = user, pk: Any = pk) -> Any:
            return get_document_meta(user, pk)

        def forget(pk: Any = pk) -> None:
            DOCUMENT_META.forget(pk)

        name = f"document, {tags} tags, {summaries} summaries"
        cases.append(Case(name, anew, cached, forget))
    return cases


def _tag_case(documents: int, tags: int) -> Case:
    from library.tag_counts import TAG_COUNTS, _count, get_tag_counts

    user, _ = _make_library(documents, tags, each=min(tags, 3))
    return Case(
        f"tag counts, {documents:,} documents, {tags:,} tags",
        lambda: _count(user),
        lambda: get_tag_counts(user),
        lambda: TAG_COUNTS.forget(user.pk),
    )


def _provider_case() -> Case:
    from allauth.socialaccount.models import SocialAccount

    from pdfsum.accounts.models import User
    from pdfsum.accounts.provider_users import PROVIDER_USERS, find_provider_user

    user = _make_user()
    SocialAccount.objects.create(user=user, provider="google", uid="1")
    linked = User.objects.filter(
        is_active=True, socialaccount__provider="google", socialaccount__uid="1"
    )
    return Case(
        "user behind a sign-in",
        linked.first,
        lambda: find_provider_user(provider="google", provider_id="1"),
        lambda: PROVIDER_USERS.forget(("google", "1")),
    )


def _page_cases() -> list[Case]:
    from django.conf import settings
    from django.core.cache import caches
    from django.test import RequestFactory
    from django.urls import resolve

    # Nothing is collected here, and no page waits for that.
    plain_files = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain_files}}

    def case(name: str, path: str) -> Case:
        view = resolve(path).func
        requests = RequestFactory(SERVER_NAME="localhost")
        plain, asked = requests.get(f"{path}?anew"), requests.get(path)
        return Case(
            name, lambda: view(plain), lambda: view(asked), caches["pages"].clear
        )

    return [
        case("OpenAPI schema", "/api/v1/openapi.json"),
        case("API docs", "/api/v1/docs"),
        case("help", "/help/"),
    ]


def _make_user() -> Any:
    from pdfsum.accounts.models import User

    return User.objects.create_user(f"{random.random()}@example.org", "secret")


def _make_library(count: int, tag_count: int, *, each: int) -> tuple[Any, list[Any]]:
    """A user with so many documents, and on each so many of so many tags."""
    from django.db import connection
    from django.utils import timezone

    from library.models import Document, DocumentTag, Library, StoredFile, Tag

    user = _make_user()
    library = Library.objects.private_to(user)
    stored, _ = StoredFile.objects.get_or_create(
        sha256="0" * 64, defaults={"name": "none", "size": 1}
    )
    documents = Document.objects.bulk_create(
        (
            Document(
                library=library,
                added_by=user,
                stored_file=stored,
                file_hash=f"{number:064x}",
                size=1,
                title=f"Report {number}",
                filename="report.pdf",
                status="ready",
                page_count=1,
                processed_at=timezone.now(),
            )
            for number in range(count)
        ),
        batch_size=2_000,
    )
    tags = Tag.objects.bulk_create(
        Tag(library=library, name=f"tag {number}", slug=f"tag-{number}")
        for number in range(tag_count)
    )
    DocumentTag.objects.bulk_create(
        (
            DocumentTag(document=document, tag=tag)
            for document in documents
            for tag in random.sample(tags, each)
        ),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return user, documents


def _summarise(document: Any, count: int) -> None:
    from library.models import Summary, TextVersion

    text = TextVersion.objects.create(document=document, reader="benchmark")
    words = "The dam held for two days, and then it did not. " * 15
    for number in range(count):
        Summary.objects.create(
            document=document, text_version=text, text=words, automatic=number == 0
        )


if __name__ == "__main__":
    main()
