"""The date that a document gives itself.

Only a printed one. Of 15 documents without one, whose date is known otherwise, the
file was created more than a year later for 10: scans, archives, files converted anew.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from pdfsum.engines.date_formats import PrintedDate, printed_dates
from pdfsum.engines.fact import Fact
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import PdfFacts

# A report may be dated ahead, but hardly by more.
_AHEAD = timedelta(days=366)
# A line with more is a paragraph: a date in the midst of it is one it tells of.
_SHORT_LINE = 150
_ARXIV = re.compile(r"arXiv:\S+\s+\[[\w.-]+\]\s*$")
_CUE = re.compile(
    r"(?:^|[\s(\[|])(?:date[ds]?(?: filed| of (?:issue|publication))?|issued|"
    r"issue date|"
    r"effective(?: date)?|published|publication date|posted|released?|release date|"
    r"revised|revision(?: date)?|(?:last )?(?:updated|modified|reviewed)|approved|"
    r"adopted|version(?: \S+)?|"
    r"datum|stand|erstellt(?: am)?|ver[öo]ffentlicht(?: am)?|ausgabe|fassung(?: vom)?|"
    r"g[üu]ltig ab|"
    r"dat[ée]e?(?: du)?|fait à [\w-]+,? le|publi[ée]e?(?: le)?|mis à jour(?: le)?|"
    r"version du|en vigueur(?: le)?|"
    r"fecha|publicado(?: el)?|actualizado(?: el)?|vigente desde)"
    r"(?: on| as of| in)?\s*[:.,;–-]?\s*$",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:^|\s)for\s+the\s+(?:fiscal\s+|financial\s+)?(?:years?|quarter|"
    r"quarterly period|"
    r"(?:three|six|nine|twelve)[- ]months?(?: period)?|period)\s+end(?:ed|ing):?\s*$|"
    r"^the\s+(?:fiscal|financial)\s+year\s+end(?:ed|ing):?\s*$|"
    r"gesch[äa]ftsjahr\s+(?:zum|bis)\s*$|exercice\s+clos\s+le\s*$",
    re.IGNORECASE,
)
# "Thursday, August 6, 2020", "Berlin, den 3. März 2021", "Paris, le 3 mars 2021".
_ALONE = re.compile(r"[^\W\d_]*(?: [^\W\d_]+){0,2},?(?: den| le| a)?\s*", re.IGNORECASE)
# "NEW YORK, N.Y. (January 24, 2023) –" and "Las Vegas, Nevada, February 8, 2023 –".
_PLACE = re.compile(r"[A-Z][\w.\-]*(?:,? [A-Z][\w.\-]*){0,4},? ?\(?")
_DASH = re.compile(r"\)?\s*(?:\([\w ]+\)\s*)?[-–—/]")
_MEETING = re.compile(
    r"\b(?:proceedings|conference|workshop|association for|tagung|actes)\b",
    re.IGNORECASE,
)
# What compositors' programs stamp at the foot.
_STAMP = re.compile(r"\bVerDate\b|\bJkt\b|^Downloaded from", re.IGNORECASE)


def find_date(pdf: PdfFacts, pages: Sequence[PageText]) -> Fact[date] | None:
    """The date nearest to saying "this document is of": by rank, then in order.

    Stamps and labels come before a date that stands alone, then datelines of news, the
    end of the period that is reported on, and the days of a conference.
    """
    latest = (pdf.created or datetime.now(UTC).date()) + _AHEAD
    ranked = [
        (rank, order, printed, page.number)
        for page in pages
        for order, (rank, printed) in enumerate(_candidates(page))
        if printed.value <= latest
    ]
    if not ranked:
        return None
    _, _, best, number = min(ranked, key=lambda one: (one[0], one[3], one[1]))
    return Fact(best.value, "page", number, best.precision)


def _candidates(page: PageText) -> Iterator[tuple[int, PrintedDate]]:
    for line in page.text.splitlines():
        if _STAMP.search(line):
            continue
        for printed in printed_dates(line):
            rank = _rank(line, printed, is_first=page.number == 1)
            if rank is not None:
                yield rank, printed


def _rank(line: str, printed: PrintedDate, *, is_first: bool) -> int | None:
    """How surely it is the document's own date, 0 for surest; None for no sign."""
    before, after = line[: printed.start], line[printed.end :]
    is_short = len(line) <= _SHORT_LINE
    if is_first and _ARXIV.search(before):
        return 0
    if _CUE.search(before) and (is_short or not before.strip().count(" ")):
        return 1
    if not is_first:
        return 4 if is_short and _PERIOD.search(before) else None
    if _ALONE.fullmatch(before) and not after.strip(" .,|"):
        return 2
    if _PLACE.fullmatch(before) and _DASH.match(after):
        return 3
    if _PERIOD.search(before):
        return 4
    if len(line) <= 2 * _SHORT_LINE and _MEETING.search(line):
        return 5
    return None
