"""A copy of an open PDF without its encryption. Runs in the child process."""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium


def save_unprotected(document: Any, write: Callable[[bytes], None]) -> bool:
    """Whether pdfium could write all of it. `write` gets it block by block."""

    def write_block(_: Any, data: Any, size: int) -> int:
        write(ctypes.string_at(data, size))
        return 1

    target = pdfium.FPDF_FILEWRITE(version=1)
    signature = dict(pdfium.FPDF_FILEWRITE._fields_)["WriteBlock"]
    target.WriteBlock = signature(write_block)
    return bool(pdfium.FPDF_SaveAsCopy(document, target, pdfium.FPDF_REMOVE_SECURITY))
