"""Archives made by hand after docs/export-format.md, not by the exporter."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

MANIFEST = {
    "format": "pdfsum-export",
    "version": 1,
    "made_at": "2026-05-01T12:00:00Z",
    "program": "by hand",
}


def make_archive(*documents, manifest=None, library=None, extra=None):
    """The bytes of an archive: documents are (description, PDF or None)."""
    files = {
        "manifest.json": json.dumps(MANIFEST | (manifest or {})),
        "library.json": json.dumps(library or {}),
    }
    for number, (described, pdf) in enumerate(documents, start=1):
        name = f"documents/{number:06} a document"
        files[f"{name}.json"] = json.dumps({"file": f"{name}.pdf"} | described)
        if pdf is not None:
            files[f"{name}.pdf"] = pdf
    return pack(files | (extra or {}))


def pack(files, *, compression=ZIP_DEFLATED):
    target = BytesIO()
    with ZipFile(target, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()
