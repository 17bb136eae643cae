from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from library.actions import requeue_stuck
from library.models import ProcessingRun
from library.models.runs import PATIENCE
from library.processing.heartbeat import silent_since


class Command(BaseCommand):
    help = (
        "Queue again what a dead worker or a lost message left behind. The scheduler "
        "does so by itself; this is for when it does not run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="count, and queue nothing"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        runs = ProcessingRun.objects
        since = silent_since()
        silent = runs.silent(since=since).count()
        waiting = runs.waiting(longer_than=PATIENCE).count()
        self.stdout.write(f"Jobs whose worker went silent: {silent}.")
        self.stdout.write(f"Jobs that no worker has taken yet: {waiting}.")
        if dry_run:
            self.stdout.write("Dry run: nothing was queued.")
        else:
            self.stdout.write(f"Queued again: {requeue_stuck(silent_since=since)}.")
