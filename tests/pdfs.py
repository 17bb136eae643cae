"""PDFs made in code, the same bytes every time."""

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from PIL import Image, ImageDraw

empty_bytes = b""
garbage_bytes = bytes(random.Random(7).randrange(256) for _ in range(4096))

_FILE_ID = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)")
MADE_AT = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
_SUBJECTS = [
    "The river survey",
    "The county council",
    "A group of engineers",
    "The water board",
    "The museum",
    "Every second farmer",
    "The research station",
    "The railway company",
    "The city archive",
    "An independent auditor",
    "The fishing fleet",
    "The new library",
    "The harbour master",
    "The weather service",
    "The regional hospital",
    "The bridge committee",
]
_VERBS = [
    "measured",
    "restored",
    "described",
    "financed",
    "postponed",
    "inspected",
    "extended",
    "compared",
    "recorded",
    "defended",
    "replaced",
    "published",
    "questioned",
    "approved",
    "surveyed",
    "protected",
]
_OBJECTS = [
    "the old stone dam",
    "the northern wetlands",
    "seventeen pumping stations",
    "the spring flood",
    "a collection of maps",
    "the annual budget",
    "the drainage plan",
    "its oldest records",
    "the salmon ladder",
    "a network of sensors",
    "the coastal road",
    "the drinking water supply",
    "the wooden locks",
    "the groundwater model",
    "the migration of birds",
    "the winter timetable",
]
_CLOSINGS = [
    "before the first snow fell",
    "although the costs had doubled",
    "in spite of heavy rain",
    "because the law required it",
    "with the help of volunteers",
    "for the third year in a row",
    "after a long public hearing",
    "while the valley was still flooded",
    "without any delay",
    "under the supervision of two ministries",
    "as the report of the previous year had advised",
    "so that the harvest could begin on time",
]


def make_sentences(count: int, *, seed: int = 1) -> list[str]:
    """English sentences of 8 to 25 words, all different in wording."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        subject, verb = chance.choice(_SUBJECTS), chance.choice(_VERBS)
        sentence = f"{subject} {verb} {chance.choice(_OBJECTS)}"
        if number % 3:
            sentence += f" and {chance.choice(_VERBS)} {chance.choice(_OBJECTS)}"
        if number % 4 == 1:
            sentence += f" in {chance.randrange(1950, 2024)}"
        made.append(f"{sentence} {chance.choice(_CLOSINGS)}.")
    return made


def make_paragraphs(words: int, *, seed: int = 1) -> list[str]:
    """Paragraphs of four to seven sentences with `words` words in all."""
    chance = random.Random(seed)
    sentences = iter(make_sentences(words // 6 + 10, seed=seed))
    paragraphs, left = [], words
    while left > 0:
        taken = " ".join(next(sentences) for _ in range(chance.randrange(4, 8))).split()
        if len(taken) >= left:
            taken = taken[:left]
            taken[-1] = taken[-1].rstrip(".") + "."
        paragraphs.append(" ".join(taken))
        left -= len(taken)
    return paragraphs


def _new(*, title: str = "", author: str = "", size: int = 11) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.set_creation_date(MADE_AT)
    pdf.set_auto_page_break(auto=True, margin=20)
    pdf.set_font("Times", size=size)
    if title:
        pdf.set_title(title)
    if author:
        pdf.set_author(author)
    return pdf


def _write(pdf: FPDF, paragraphs: Sequence[str], *, height: float = 5.5) -> None:
    for paragraph in paragraphs:
        pdf.multi_cell(0, height, paragraph, align="J", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(height / 2)


def text_pdf(
    pages: Sequence[str | Sequence[str]] = ("A page of text.",),
    *,
    title: str = "",
    author: str = "",
) -> bytes:
    """One page for each item: a text, or its paragraphs."""
    pdf = _new(title=title, author=author)
    for page in pages:
        pdf.add_page()
        _write(pdf, [page] if isinstance(page, str) else page)
    return bytes(pdf.output())


def multi_column_pdf(*, columns: int = 2, words: int = 700) -> bytes:
    """A page of justified columns with a heading over them all."""
    pdf = _new(size=10)
    pdf.add_page()
    pdf.set_font("Times", "B", 18)
    pdf.cell(0, 12, "Water in the Northern Valley", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Times", size=10)
    with pdf.text_columns(ncols=columns, gutter=8, text_align="JUSTIFY") as flow:
        flow.write("\n\n".join(make_paragraphs(words, seed=3)))
    return bytes(pdf.output())


def lines_pdf(lines: Sequence[str]) -> bytes:
    """A page of lines broken as given."""
    pdf = _new()
    pdf.add_page()
    for line in lines:
        pdf.cell(0, 5.5, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def hyphenated_pdf() -> bytes:
    """Lines that end in divided words, compounds and figures."""
    lines = [
        "The committee published a detailed exam-",
        "ple of the method and described its well-",
        "known weakness. A later report on the Anglo-",
        "Saxon charters covers the years 1990-",
        "2010 and shows how the measure-",
        "ments were repeated in every county.",
    ]
    return lines_pdf(lines)


def headings_pdf() -> bytes:
    """Three sections over three pages, a running header and page numbers."""
    pdf = _new(title="The Valley Report", author="A. Writer")
    names = ["1 Introduction", "2 Methods of the Survey", "3 Results and Outlook"]
    for number, name in enumerate(names, start=1):
        pdf.add_page()
        pdf.set_font("Times", size=9)
        pdf.cell(0, 6, "The Valley Report, 2024", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
        pdf.set_font("Times", "B", 16)
        pdf.cell(0, 10, name, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Times", size=11)
        _write(pdf, make_paragraphs(220, seed=number))
        pdf.set_y(-19)
        pdf.set_auto_page_break(auto=False)
        pdf.cell(0, 6, f"Page {number} of {len(names)}", align="C")
        pdf.set_auto_page_break(auto=True, margin=20)
    return bytes(pdf.output())


def long_pdf(pages: int = 300) -> bytes:
    """Many short pages, each of which names its number in words of its own."""
    pdf = _new()
    for number in range(1, pages + 1):
        pdf.add_page()
        _write(
            pdf,
            [f"Station {number} reports. " + " ".join(make_sentences(6, seed=number))],
        )
    return bytes(pdf.output())


def twenty_page_pdf() -> bytes:
    """20 pages of 500 words each: the average document of the promises."""
    pdf = _new(title="Rivers, Roads and Records", author="The County", size=11)
    for number in range(1, 21):
        pdf.add_page()
        pdf.set_font("Times", "B", 14)
        pdf.cell(0, 8, f"Part {number}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Times", size=11)
        _write(pdf, make_paragraphs(498, seed=100 + number), height=5)
    return bytes(pdf.output())


def encrypted_pdf(password: str = "secret") -> bytes:  # noqa: S107
    pdf = _new(title="Locked")
    pdf.set_encryption(
        owner_password=f"{password}-owner",
        user_password=password,
        encryption_method=EncryptionMethod.RC4,
        permissions=AccessPermission.all(),
    )
    pdf.add_page()
    _write(pdf, ["This page can be read with the password."])
    return bytes(pdf.output())


def scanned_pdf(text: str = "Scanned letter of 1887") -> bytes:
    """One page that is a picture of text, without a text layer."""
    picture = Image.new("L", (1240, 1754), 250)
    ImageDraw.Draw(picture).text((150, 200), text, fill=20, font_size=64)
    pdf = _new()
    pdf.add_page()
    pdf.image(picture, x=0, y=0, w=210)
    return bytes(pdf.output())


def blank_pdf() -> bytes:
    return text_pdf([""])


def german_pdf() -> bytes:
    text = (
        "Die Gemeinde hat im vergangenen Jahr die Wasserversorgung erneuert. "
        "Der Bericht beschreibt die Kosten der Wasserversorgung und den Zustand der "
        "Brücken. "
        "Am 3. Oktober wurde die größte Brücke über den Fluss gesperrt, "
        "z. B. für Lastwagen. "
        "Nach Angaben der Gemeinde sollen die Brücken bis zum Sommer repariert werden. "
        "Die Wasserversorgung der älteren Stadtteile bleibt davon unberührt."
    )
    return text_pdf([[text, text.replace("Gemeinde", "Stadtverwaltung")]], title="")


def rotated_pdf(angle: int = 90) -> bytes:
    """A page whose content is turned by its /Rotate entry."""
    return _changed(text_pdf([make_paragraphs(200, seed=5)]), rotation=angle)


def cropped_pdf(*, angle: int = 0) -> bytes:
    """A page that shows less than its media box, from another corner."""
    return _changed(
        text_pdf([make_paragraphs(200, seed=6)]),
        rotation=angle,
        crop=(40, 60, 580, 820),
    )


def _changed(
    data: bytes,
    *,
    rotation: int = 0,
    crop: tuple[float, float, float, float] | None = None,
) -> bytes:
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[0]
        page.set_rotation(rotation)
        if crop:
            page.set_cropbox(*crop)
        made = BytesIO()
        document.save(made)
        # pdfium gives each file it saves a number of its own.
        return _FILE_ID.sub(lambda found: b"0" * len(found.group()), made.getvalue())
    finally:
        document.close()
