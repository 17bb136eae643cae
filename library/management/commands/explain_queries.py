from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from library.explaining import MAJOR_QUERIES, Cast, MajorQuery, explain, find_cast
from pdfsum.lib.errors import AppError


class Command(BaseCommand):
    help = (
        "Print EXPLAIN (ANALYZE, BUFFERS) of every major query over this database, "
        "under the planner settings that it has. Nothing is changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "part", nargs="?", default="", help="of a name: only these queries"
        )
        parser.add_argument(
            "--summary", action="store_true", help="a line each, without plans"
        )

    def handle(self, *, part: str, summary: bool, **options: Any) -> None:
        chosen = [query for query in MAJOR_QUERIES if part.lower() in query.name]
        if not chosen:
            names = "\n".join(query.name for query in MAJOR_QUERIES)
            raise CommandError(
                f"No query has “{part}” in its name. There are:\n{names}"
            )
        try:
            cast = find_cast()
        except AppError as exc:
            raise CommandError(str(exc)) from exc
        for query in chosen:
            self._tell(query, cast, with_plans=not summary)

    def _tell(self, query: MajorQuery, cast: Cast, *, with_plans: bool) -> None:
        explained = explain(lambda: query.run(cast), with_text=with_plans)
        buffers = sum(one.buffers for one in explained)
        milliseconds = sum(one.milliseconds for one in explained)
        figures = f"{buffers} buffers, {milliseconds:.1f} ms"
        self.stdout.write(f"{query.name}: {figures}. {query.why}")
        if with_plans:
            for one in explained:
                self.stdout.write(f"\n{one.sql}\n{one.text}\n")
