"""The whole: homes first, then documents, a batch and a transaction at a time."""

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from library.models import (
    Document,
    DocumentTag,
    Embedding,
    Library,
    Membership,
    Page,
    Passage,
    ProcessingRun,
    StoredFile,
    Summary,
    Tag,
    TextVersion,
)
from library.seeding.batches import Batch, BatchMaker
from library.seeding.chance import Chance
from library.seeding.copying import copy_rows
from library.seeding.homes import make_homes
from library.seeding.plan import Plan

# What is in memory at a time: some 30 MB.
BATCH = 5_000
# What a row refers to goes before it. References to runs and texts are looked at when
# the transaction ends.
ORDER = (
    StoredFile,
    Document,
    ProcessingRun,
    TextVersion,
    Page,
    Summary,
    DocumentTag,
    Passage,
    Embedding,
)


def seed_database(
    plan: Plan, *, tell: Callable[[int], object] = lambda count: None
) -> None:
    """Make everything up; `tell` hears how many documents there are.

    Raises `AlreadySeededError`. Interrupted, it leaves whole batches.
    """
    chance = Chance(plan.seed)
    with transaction.atomic():
        homes = make_homes(plan, chance)
    maker = BatchMaker(plan, chance, homes)
    for start in range(0, plan.documents, BATCH):
        numbers = range(start, min(start + BATCH, plan.documents))
        _save(maker.make(numbers))
        tell(numbers.stop)


def tidy_tables() -> None:
    """What autovacuum does minutes later. Not within a transaction.

    The planner learns what is there, and what an index alone can answer is marked.
    """
    tables = [model._meta.db_table for model in (Library, Membership, *ORDER, Tag)]
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")


@transaction.atomic
def _save(batch: Batch) -> None:
    with connection.cursor() as cursor:
        # Parts of titles go into their index 64 MB at a time instead of 4.
        cursor.execute("SET LOCAL gin_pending_list_limit = '64MB'")
    for name, content in batch.contents.items():
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
    for model in ORDER:
        copy_rows(model, batch.rows.get(model, []))
