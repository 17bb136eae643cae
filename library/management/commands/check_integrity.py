from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from library.integrity import Verdict, examine


class Command(BaseCommand):
    help = "Compare files, rows, pages, passages, vectors and jobs; --fix mends them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="mend what can be")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="with --fix: tell, and change nothing",
        )
        parser.add_argument(
            "--hash",
            action="store_true",
            help="compare the bytes of every file with its SHA-256 (reads them all)",
        )

    def handle(
        self, *, fix: bool, dry_run: bool, verbosity: int, **options: Any
    ) -> None:
        left = 0
        try:
            for verdict in examine(
                fix=fix and not dry_run, with_hashes=options["hash"]
            ):
                left += verdict.left
                self.stdout.write(_line(verdict, would_fix=fix and dry_run))
                if verbosity > 1:
                    for key in verdict.keys:
                        self.stdout.write(f"    {key}")
        except KeyboardInterrupt as exc:
            raise CommandError("Interrupted.", returncode=130) from exc
        if left:
            raise CommandError(f"{left} found and not mended.")
        self.stdout.write("Everything fits together.")


def _line(verdict: Verdict, *, would_fix: bool) -> str:
    check, found, left = verdict.check, verdict.found, verdict.left
    mark = "✗" if left else "✓"
    line = f"{mark} {check.wrong}: {found}"
    if not found:
        return line
    if not left:
        return f"{line}, mended ({check.mend})"
    if left < found:
        return f"{line}, {left} of them left"
    if check.fix is None:
        return f"{line}. Nothing mends this: {check.mend}."
    return f"{line}. {'Would mend' if would_fix else '--fix mends'}: {check.mend}."
