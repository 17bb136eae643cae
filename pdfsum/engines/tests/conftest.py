import pytest

from pdfsum.engines.embedder import load_embedder
from pdfsum.engines.pdf import PdfReader


@pytest.fixture
def open_pdf(tmp_path):
    """Opens bytes as a PDF; closes it when the test ends."""
    readers = []

    def open_bytes(data, **options):
        path = tmp_path / f"{len(readers)}.pdf"
        path.write_bytes(data)
        readers.append(PdfReader(path, **options))
        return readers[-1]

    yield open_bytes
    for reader in readers:
        reader.close()


@pytest.fixture(scope="session")
def embedder():
    return load_embedder()
