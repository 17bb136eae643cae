"""Makes the sample PDF: `python -m tests.make_sample`. The result is committed."""

from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF, XPos, YPos

TARGET = Path(__file__).parent.parent / "static/sample/welcome-to-pdfsum.pdf"
TITLE = "Welcome to pdfsum"

# A page is a list of paragraphs; those that begin with "# " are headings.
PAGES = [
    [
        "pdfsum is a private library for PDFs. You drop files into it, it reads every "
        "page, and from then on you can find things in them by meaning or by word. "
        "This short guide is itself a PDF in your library, so everything it describes "
        "can be tried on it.",
        "# What happens to a file",
        "An upload is stored once, however often it is sent. The program recognises "
        "a file by a fingerprint of its content, so the same report under two names "
        "is noticed, and you are shown the copy that is already there.",
        "A worker then reads the pages one after the other. The text is cut into "
        "passages of a few sentences each, and every passage remembers the page and "
        "the exact place it came from. Nothing that is shown to you later loses that "
        "thread: each summary sentence and each search result leads back to its page.",
        "Reading takes a few seconds for a document of twenty pages. The library page "
        "shows how far it has come, and you can close the browser in the meantime. "
        "If the machine is switched off in the middle, the work is taken up again "
        "when it starts.",
        "# Where everything stays",
        "All of it stays on the machine that runs pdfsum: the files, the text, the "
        "index and the accounts. No page is sent to another service, no account "
        "elsewhere is needed, and the program works without a network connection.",
    ],
    [
        "# Summaries that show their evidence",
        "When a document has been read, pdfsum picks the sentences that say the most "
        "about it and puts them in order. These are the document's own words, not a "
        "retelling, which is why the summary can name the page of every sentence. "
        "Follow a page mark such as p. 2, and the sentence is shown in yellow where "
        "it stands.",
        "A summary made this way is honest but plain. It cannot explain, compare or "
        "translate, and a document that never states its point in a sentence will not "
        "have it stated in the summary either. Below each summary you can see how many "
        "of the pages it rests on.",
        "# Finding things again",
        "The search field at the top looks through all your documents at once. It "
        "compares words and meaning together: a search for cancelling a contract also "
        "finds a passage about the end of an agreement, even though the two share no "
        "word. Put a phrase in quotation marks to find exactly that wording, and put "
        "a minus sign in front of a word to leave it out.",
        "Every result shows the passage, not just the file. Open it, and the document "
        "appears at the right page with the passage marked. Press the slash key on "
        "any page to begin a new search without reaching for the mouse.",
    ],
    [
        "# Keeping order",
        "pdfsum suggests a few tags for each document, taken from its own key phrases. "
        "A tag is a way to see related documents together: choose one, and everything "
        "that carries it is listed, newest first.",
        "A document you no longer need goes to the trash. It disappears from the "
        "library and from every search at once, and it can be restored from the trash "
        "with everything that was known about it.",
        "# What it cannot do",
        "A PDF is a description of printed paper, and its text has to be recovered "
        "from the positions of letters. Tables, formulas and text in several columns "
        "are the hard cases, and sometimes a line ends up in the wrong place. Pages "
        "that are only pictures have no text of their own. When part of a document "
        "could not be read, the document says so, and names the pages.",
        "Files protected with a password cannot be read until the password is removed. "
        "Everything else that goes wrong is told in a sentence beside the file, with a "
        "button to try again.",
        "# A good way to begin",
        "Search for leaving out a word, and watch the search find the second page of "
        "this guide. Then drop in a few documents of your own, such as manuals, "
        "contracts or articles that you half remember, and look for the thing you "
        "could never find in them. This guide can go to the trash whenever you like.",
    ],
]


class Sample(FPDF):
    def footer(self) -> None:
        self.set_y(-18)
        self.set_font("helvetica", size=9)
        self.set_text_color(110)
        self.cell(0, 6, str(self.page_no()), align="C")


def make_sample() -> bytes:
    pdf = Sample(format="A4")
    pdf.set_title(TITLE)
    pdf.set_author("pdfsum")
    pdf.set_lang("en")
    # The same script makes the same bytes, and so the same fingerprint.
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    pdf.set_margins(28, 26, 28)
    pdf.set_auto_page_break(auto=True, margin=24)
    for number, paragraphs in enumerate(PAGES):
        pdf.add_page()
        if number == 0:
            _write_title(pdf)
        for paragraph in paragraphs:
            _write(pdf, paragraph)
    return bytes(pdf.output())


def _write_title(pdf: FPDF) -> None:
    pdf.set_font("helvetica", "B", 26)
    pdf.set_text_color(29, 30, 36)
    pdf.cell(0, 14, TITLE, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("helvetica", size=12)
    pdf.set_text_color(90)
    subtitle = "A short guide, and something to try the program with"
    pdf.cell(0, 8, subtitle, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_draw_color(59, 91, 219)
    pdf.set_line_width(0.8)
    pdf.line(28, pdf.get_y() + 4, 58, pdf.get_y() + 4)
    pdf.ln(14)


def _write(pdf: FPDF, paragraph: str) -> None:
    pdf.set_text_color(29, 30, 36)
    if paragraph.startswith("# "):
        pdf.ln(3)
        pdf.set_font("helvetica", "B", 15)
        pdf.multi_cell(0, 8, paragraph[2:], align="L", new_x=XPos.LMARGIN)
        pdf.ln(1.5)
    else:
        pdf.set_font("times", size=13)
        pdf.multi_cell(0, 6.8, paragraph, align="L", new_x=XPos.LMARGIN)
        pdf.ln(3)


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(make_sample())
