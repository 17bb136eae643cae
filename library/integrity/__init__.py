"""Do files, rows, pages, passages, vectors and jobs fit together?"""

from collections.abc import Iterator

from library.integrity.check import Check, Verdict, judge
from library.integrity.files import file_checks
from library.integrity.jobs import job_checks
from library.integrity.texts import text_checks

__all__ = ["Check", "Verdict", "examine"]


def examine(*, fix: bool = False, with_hashes: bool = False) -> Iterator[Verdict]:
    """One verdict after the other. Without `fix` nothing is written.

    Holds a batch of keys at a time. `with_hashes` reads every stored file.
    """
    checks = [*file_checks(with_hashes=with_hashes), *text_checks(), *job_checks()]
    for check in checks:
        yield judge(check, fix=fix)
