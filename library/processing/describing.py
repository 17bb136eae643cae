"""What a document says of itself, saved where nobody has said otherwise."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from library.models import Document, TextVersion
from library.processing.languages import tell_language
from pdfsum.engines.fact import Fact
from pdfsum.engines.facts import DocumentFacts, find_facts
from pdfsum.engines.outlines import contents
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import PdfFacts

PERSON = "person"
FIELDS = ("title", "authors", "document_date", "doi")
# What a field holds while nothing is known, and how much it can.
_UNKNOWN = {"authors": "", "document_date": None, "doi": ""}
_LONGEST = {"title": 300, "authors": 500, "doi": 200}


def describe(
    document: Document,
    reading: TextVersion,
    facts: PdfFacts,
    pages: Sequence[PageText],
    *,
    sample: str,
) -> None:
    """Save title, authors, date, DOI, outline, page count and language.

    `pages` are the first ones; `sample` is text from all over the document, "" while
    there is none. Safe to call again when more is known: what a person has set since
    stays, and `document` is brought up to date. Costs three queries.
    """
    found = find_facts(facts, pages, document.filename)
    outline = contents(facts.outline, page_count=facts.page_count)
    reading.outline = [asdict(entry) for entry in outline]
    reading.save(update_fields=["outline"])
    changes: dict[str, Any] = {"page_count": facts.page_count}
    if sample:
        changes["language"] = tell_language(document, sample)
    with transaction.atomic():
        # The row as it is now: it may have been edited since `document` was loaded.
        current = Document.objects.select_for_update().get(pk=document.pk)
        changes |= _changes(current, found)
        rows = Document.objects.filter(pk=document.pk)
        rows.update(**changes, updated_at=Now())
    for name, value in changes.items():
        setattr(document, name, value)


def _changes(document: Document, found: DocumentFacts) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    sources: dict[str, dict[str, Any]] = {}
    for name in FIELDS:
        if is_from_person(document, name):
            changes[name] = getattr(document, name)
            sources[name] = {"source": PERSON}
            continue
        fact: Fact[str] | Fact[date] | None = getattr(found, name)
        if fact is None or not _fits(name, fact):
            changes[name] = _UNKNOWN[name]
            continue
        changes[name] = fact.value
        sources[name] = _source(fact)
    return changes | {"fact_sources": sources}


def is_from_person(document: Document, name: str) -> bool:
    """Whether somebody set this field: by editing it, at upload, or before sources."""
    source = document.fact_sources.get(name)
    if source:
        return bool(source["source"] == PERSON)
    value = getattr(document, name)
    return bool(value) and not (
        name == "title" and value == document.title_from_filename
    )


def _fits(name: str, fact: Fact[str] | Fact[date]) -> bool:
    if isinstance(fact.value, date):
        return True
    return len(fact.value) <= _LONGEST[name]


def _source(fact: Fact[str] | Fact[date]) -> dict[str, Any]:
    source: dict[str, Any] = {"source": fact.source}
    if fact.page:
        source["page"] = fact.page
    if fact.precision == "month":
        source["precision"] = "month"
    return source
