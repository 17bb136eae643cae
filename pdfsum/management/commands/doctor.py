from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pdfsum.doctor import examine


class Command(BaseCommand):
    help = (
        "Say in plain words what is wrong with this installation, and how to mend it."
    )
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        wrong = 0
        for finding in examine():
            mark = "✗" if finding.mend else "✓"
            self.stdout.write(f"{mark} {finding.part}: {finding.detail}")
            if finding.mend:
                wrong += 1
                self.stdout.write(f"    {finding.mend}")
        if wrong:
            raise CommandError(f"{wrong} of the parts need mending.")
        self.stdout.write("Everything is fine.")
