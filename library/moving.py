"""Files moved to another folder of the same disk, never over another file."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

# Disks take names of 255 bytes. Some are left for a number and `.txt`.
_LONGEST_NAME = 230


def take_aside(path: Path, folder: Path) -> Path:
    """Where the file is now: under its own name, which others cannot take any more.

    Raises FileExistsError where somebody has it already.
    """
    target = folder / path.name
    _reserve_and_rename(path, target)
    return target


def move_aside(path: Path, folder: Path) -> Path:
    """Where the file is now: under its name, or with a number if that is taken.

    A name whose `.txt` is there counts as taken too. For a folder of our own: the name
    is reserved by an empty file, which the rename replaces. Whoever writes another
    file under the old name meanwhile keeps it.
    """
    return _move(path, folder, _reserve_and_rename)


def put_back(path: Path, folder: Path) -> Path:
    """Like `move_aside`, for a folder where others write.

    They might open the empty file and lose what they write; a second name for the file
    is made instead, then the first one goes.
    """
    return _move(path, folder, _link_and_unlink)


def _move(path: Path, folder: Path, move: Callable[[Path, Path], None]) -> Path:
    for target in _names(path, folder):
        if not target.with_name(f"{target.name}.txt").exists():
            with suppress(FileExistsError):
                move(path, target)
                return target
    raise AssertionError("Numbers do not end.")


def _reserve_and_rename(path: Path, target: Path) -> None:
    target.touch(exist_ok=False)
    try:
        path.rename(target)
    except BaseException:
        target.unlink()
        raise


def _link_and_unlink(path: Path, target: Path) -> None:
    try:
        target.hardlink_to(path)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:  # No second names on this disk, or not for this file.
        _reserve_and_rename(path, target)
    else:
        path.unlink()


def _names(path: Path, folder: Path) -> Iterator[Path]:
    stem, suffix = path.stem, path.suffix
    while len(os.fsencode(stem + suffix)) > _LONGEST_NAME:
        stem, suffix = (stem[:-1], suffix) if stem else (stem, suffix[:-1])
    yield folder / f"{stem}{suffix}"
    for number in count(2):
        yield folder / f"{stem} ({number}){suffix}"
