"""How PostgreSQL answers a query: its plan, its buffers, its time.

A query is run as the program runs it, and each statement is explained when it is sent:
what is explained is what pages and API ask, to the letter.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction

# Sent beside the queries: they look for no row.
_NOT_EXPLAINED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "EXPLAIN", "COPY")


@dataclass(frozen=True)
class Explained:
    """One statement that was run once for its result and once for its plan."""

    sql: str
    plan: dict[str, Any]
    milliseconds: float
    text: str = ""

    @property
    def buffers(self) -> int:
        """Looks at pages of 8 kB, in memory or on the disk."""
        hit, read = self.plan["Shared Hit Blocks"], self.plan["Shared Read Blocks"]
        return int(hit + read)

    @property
    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes() if "Index Name" in node}

    @property
    def scanned_tables(self) -> set[str]:
        """Tables that were read from end to end."""
        return {
            node["Relation Name"]
            for node in self.nodes()
            if node["Node Type"].endswith("Seq Scan")
        }

    def nodes(self) -> Iterator[dict[str, Any]]:
        """Every step that was taken; those never come to are left out."""
        yield from _nodes(self.plan)


def explain(run: Callable[[], object], *, with_text: bool = False) -> list[Explained]:
    """What each statement costs that `run` sends. Nothing that it changes is kept.

    Every statement runs twice, and with `with_text` once more for the plan in words:
    figures are those of pages that are in memory.
    """
    explained: list[Explained] = []
    with transaction.atomic():
        with _explained_into(explained, with_text=with_text):
            run()
        transaction.set_rollback(True)
    return explained


@contextmanager
def _explained_into(found: list[Explained], *, with_text: bool) -> Iterator[None]:
    def wrapper(
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001 - Django's signature
        context: Any,
    ) -> Any:
        # A claim changes what it finds, so it is explained before it is made.
        if not many and not sql.lstrip("( \n").upper().startswith(_NOT_EXPLAINED):
            with transaction.atomic():
                ask = partial(_ask, execute, sql, params, context)
                found.append(_explain(sql, ask, with_text=with_text))
                transaction.set_rollback(True)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


def _explain(
    sql: str, ask: Callable[[str], list[Any]], *, with_text: bool
) -> Explained:
    lines = ask("ANALYZE, BUFFERS") if with_text else []
    (answer,) = ask("ANALYZE, BUFFERS, FORMAT JSON")
    (told,) = json.loads(answer) if isinstance(answer, str) else answer
    return Explained(sql, told["Plan"], told["Execution Time"], "\n".join(lines))


def _ask(
    execute: Callable[..., Any], sql: str, params: Any, context: Any, options: str
) -> list[Any]:
    execute(f"EXPLAIN ({options}) {sql}", params, False, context)  # noqa: FBT003
    return [line for (line,) in context["cursor"].fetchall()]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node.get("Actual Loops", 1):
        yield node
        for inner in node.get("Plans", ()):
            yield from _nodes(inner)
