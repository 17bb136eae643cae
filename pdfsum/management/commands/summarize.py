from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pdfsum.engines.page_reader import PageReader
from pdfsum.engines.pdf import PageText, PdfFacts
from pdfsum.engines.titles import find_title
from pdfsum.engines.writer import PageSource, SummaryDraft, get_writer
from pdfsum.lib.errors import AppError

# A title stands on one of them, or nowhere.
FIRST_PAGES = 3


class Command(BaseCommand):
    help = "Print title, summary with page references, and tags of PDF files."
    # It works without a database and without any service.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        failed = 0
        for number, path in enumerate(files):
            if number:
                self.stdout.write("")
            try:
                self._print(path)
            except (AppError, OSError) as exc:
                failed += 1
                self.stderr.write(f"{path}: {_sentence(exc)}")
        if failed:
            raise CommandError(
                f"{failed} of {len(files)} files could not be read.", returncode=1
            )

    def _print(self, path: Path) -> None:
        facts, pages = _read(path)
        title = find_title(facts, pages[:FIRST_PAGES], path.name).value
        sources = [PageSource(page.number, page.text, page.headings) for page in pages]
        writer = get_writer()
        draft = writer.summarise(sources)
        tags = writer.suggest_tags(title, sources)
        self.stdout.write(self.style.MIGRATE_HEADING(title))
        self.stdout.write(f"{_pages(facts.page_count)}, {path.name}")
        self.stdout.write(_body(draft))
        if tags:
            self.stdout.write(f"Tags: {', '.join(tags)}")


def _read(path: Path) -> tuple[PdfFacts, list[PageText]]:
    """A page that cannot be read costs that page; scanned ones are recognised."""
    with path.open("rb"):
        # Says what is wrong with the path before a reader is started.
        pass
    with PageReader(path) as reader:
        numbers = range(1, reader.facts.page_count + 1)
        pages = [reader.read(number) for number in numbers]
        return reader.facts, [page for page in pages if page.source != "failed"]


def _body(draft: SummaryDraft) -> str:
    if draft.sentences:
        return " ".join(f"{one.text} [p. {one.page}]" for one in draft.sentences)
    if draft.pages_read:
        return "The text has no whole sentences to make a summary of."
    return "No page has text that could be read."


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count} pages"


def _sentence(error: AppError | OSError) -> str:
    if isinstance(error, OSError):
        return f"This file cannot be opened ({error.strerror or error})."
    return str(error)
