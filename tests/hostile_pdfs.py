"""PDFs made to hurt whoever reads them, the same bytes every time."""

import zlib
from collections.abc import Sequence

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_RESOURCES = b"/Resources<</Font<</F 4 0 R>>>>"


def _file(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """Objects numbered from 1; the first is the catalogue."""
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(made)
    size = len(objects) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n" % size
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer <</Root 1 0 R/Size %d%b>>\n" % (size, trailer)
    return bytes(made) + b"startxref\n%d\n%%%%EOF\n" % start


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(data), entries, data)


def _page(content: int, *, box: str = "0 0 600 800", more: bytes = b"") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents %d 0 R%b%b>>" % (
        box.encode(),
        content,
        _RESOURCES,
        more,
    )


def _text(words: bytes) -> bytes:
    return b"BT /F 12 Tf 50 700 Td (%b) Tj ET" % words


def _pages(numbers: Sequence[int], count: int | None = None) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    count = len(numbers) if count is None else count
    return b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count)


def many_pages_claimed(count: int = 1_000_000) -> bytes:
    """A page tree of one page that says it has a million."""
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    page = _page(5)
    return _file(
        [catalogue, _pages([3], count), page, _FONT, _stream(_text(b"Only me."))]
    )


def one_page_many_times(count: int = 20_000) -> bytes:
    """Every page is the same object."""
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    content = _stream(_text(b"The same page."))
    return _file([catalogue, _pages([3] * count), _page(5), _FONT, content])


def cyclic_page_tree() -> bytes:
    """A good page, then a branch of the page tree that holds the root."""
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    branch = b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 2>>"
    root = _pages([3, 6], 3)
    content = _stream(_text(b"Before the circle."))
    return _file([catalogue, root, _page(5), _FONT, content, branch])


def deflate_bomb(megabytes: int = 300, *, good_pages: int = 1) -> bytes:
    """Page 1 unpacks to so much content; the others are a sentence each."""
    packer = zlib.compressobj(9)
    block = b"q 1 0 0 1 0 0 cm BT /F 9 Tf (bomb) Tj ET Q\n" * 25_000
    rounds = megabytes * 1024**2 // len(block)
    packed = b"".join(packer.compress(block) for _ in range(rounds)) + packer.flush()
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    good = [_page(5)] * good_pages
    numbers = range(6, 7 + good_pages)
    content = _stream(_text(b"A good page."))
    bomb = _stream(packed, b"/Filter/FlateDecode")
    head = [catalogue, _pages(numbers), b"null", _FONT, content]
    # The bomb's own content is the last object.
    return _file([*head, _page(7 + good_pages), *good, bomb])


def page_of_size(width: float | str, height: float | str) -> bytes:
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    page = _page(5, box=f"0 0 {width} {height}")
    return _file([catalogue, _pages([3]), page, _FONT, _stream(_text(b"Wide."))])


def unstorable_text() -> bytes:
    """NULs and halves of letters in title, outline and text of a page."""
    # Maps A to NUL, B to a lone surrogate and C to a letter beyond 16 bits.
    to_unicode = _stream(
        b"/CIDInit /ProcSet findresource begin begincmap\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"3 beginbfchar <41> <0000> <42> <D800> <43> <D83DDE00> endbfchar\n"
        b"endcmap end"
    )
    font = _FONT.replace(b">>", b"/ToUnicode 6 0 R>>")
    content = _stream(_text(b"before A mid B and C after"))
    broken = b"<FEFF0054006900000074D800006C0065>"
    info = b"<</Title%b/Author%b/CreationDate(D:20240229)>>" % (broken, broken)
    outline = b"<</First 9 0 R/Last 9 0 R/Count 1>>"
    entry = b"<</Title%b/Parent 8 0 R/Dest[3 0 R/Fit]>>" % broken
    catalogue = b"<</Type/Catalog/Pages 2 0 R/Outlines 8 0 R>>"
    objects = [catalogue, _pages([3]), _page(5), font, content, to_unicode, info]
    return _file([*objects, outline, entry], trailer=b"/Info 7 0 R")


def cyclic_outline() -> bytes:
    """Two entries that are each other's next, and one that is its own child."""
    catalogue = b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>"
    outline = b"<</First 7 0 R/Last 8 0 R/Count 2>>"
    first = b"<</Title(First)/Next 8 0 R/First 7 0 R/Dest[3 0 R/Fit]>>"
    second = b"<</Title(Second)/Next 7 0 R/Dest[99 0 R/Fit]>>"
    content = _stream(_text(b"With an outline."))
    objects = [catalogue, _pages([3]), _page(5), _FONT, content]
    return _file([*objects, outline, first, second])


def endless_outline(entries: int = 5000) -> bytes:
    """More entries than a table of contents has."""
    catalogue = b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>"
    last = 6 + entries
    outline = b"<</First 7 0 R/Last %d 0 R/Count %d>>" % (last, entries)
    chain = [
        b"<</Title(Entry %d)/Next %d 0 R>>" % (number, number + 1)
        for number in range(7, last)
    ]
    content = _stream(_text(b"With an outline."))
    objects = [catalogue, _pages([3]), _page(5), _FONT, content, outline]
    return _file([*objects, *chain, b"<</Title(Last)>>"])


def form_pdf() -> bytes:
    """A page with a filled field and a note drawn as a black square."""
    field = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Alice)/Rect[50 600 250 640]"
        b"/DA(/F 24 Tf 0 g)/MK<</BC[0]/BG[0.5]>>/F 4/P 3 0 R>>"
    )
    mark = _stream(
        b"0 g 0 0 100 100 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 100 100]"
    )
    note = b"<</Type/Annot/Subtype/Stamp/Rect[400 100 500 200]/AP<</N 8 0 R>>/F 4>>"
    form = b"/AcroForm<</Fields[6 0 R]/NeedAppearances true/DR<</Font<</F 4 0 R>>>>>>"
    catalogue = b"<</Type/Catalog/Pages 2 0 R%b>>" % form
    page = _page(5, more=b"/Annots[6 0 R 7 0 R]")
    content = _stream(_text(b"Please fill in."))
    return _file([catalogue, _pages([3]), page, _FONT, content, field, note, mark])
