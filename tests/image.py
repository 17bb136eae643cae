"""What the Dockerfile and compose.yaml say, and the image's steps in a plain folder.

No engine is needed: RUN and COPY are carried out below a folder that stands for the
image's root. Both stages share it, since the second copies the first's paths unchanged.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import yaml

from tests.serving import PROJECT

# Folders of the image that stand below the root folder here.
_PATHS = re.compile(r"(?<![\w./])/(?=(?:opt/venv|app|data|backups|tmp)\b)")
# They need root and a system of their own.
LEFT_OUT = ("groupadd",)


def instructions():
    """(name, rest) of each, comments dropped and lines joined."""
    text = (PROJECT / "Dockerfile").read_text()
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = lines.replace("\\\n", " ")
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line]


def compose():
    return yaml.safe_load((PROJECT / "compose.yaml").read_text())


def interpolate(text, variables):
    """As compose does: `${NAME:-default}`, `${NAME:?sentence}`, and `$$`."""

    def value(match):
        name, kind, rest = match.groups()
        if found := variables.get(name):
            return found
        if kind == ":?":
            raise LookupError(f"{name}: {rest}")
        return rest or ""

    found = re.sub(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}", value, text)
    return found.replace("$$", "$")


class Image:
    """The image's files below `root`, once `build` has run."""

    def __init__(self, root):
        self.root = root
        self.environment = {}
        self.left_out = []
        self.command = []
        (root / "tmp").mkdir()
        # The `python` of the base image.
        (root / "bin").mkdir()
        base = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
        (root / "bin" / "python").symlink_to(base)

    def here(self, text):
        return _PATHS.sub(f"{self.root}/", text)

    def build(self):
        folder = self.root
        for name, rest in instructions():
            if name == "WORKDIR":
                folder = Path(self.here(rest))
                folder.mkdir(exist_ok=True)
            elif name == "COPY":
                self._copy(rest, folder)
            elif name == "RUN":
                self._run(rest, folder)
            elif name == "ENV":
                pairs = dict(re.findall(r"(\w+)=(\S+)", rest))
                self.environment |= {k: self.here(v) for k, v in pairs.items()}
            elif name == "CMD":
                self.command = json.loads(rest)
        for name in ("data", "backups"):
            (self.root / name).mkdir(mode=0o700)

    def _copy(self, rest, folder):
        if rest.startswith("--from=build "):
            _, source, target = rest.split()
            assert source == target
            assert Path(self.here(source)).exists()
            return
        *sources, target = rest.split()
        for source in sources:
            place = folder / target
            place.parent.mkdir(parents=True, exist_ok=True)
            if (PROJECT / source).is_dir():
                shutil.copytree(PROJECT / source, place, ignore=_ignored)
            else:
                assert not _is_ignored(Path(source)), source
                shutil.copy2(PROJECT / source, place)

    def _run(self, rest, folder):
        command = self.here(re.sub(r"--mount=\S+", "", rest))
        if any(word in command for word in LEFT_OUT):
            self.left_out.append(command)
            return
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=folder,
            env=_base_environment(f"{self.root}/bin:{os.environ['PATH']}"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"

    def environment_of(self, service, **changes):
        """What a container of the service would find, with servers of the tests."""
        variables = {"POSTGRES_PASSWORD": "a" * 64, "VALKEY_PASSWORD": "b" * 64}
        said = {
            name: interpolate(str(value), variables)
            for name, value in service["environment"].items()
        }
        path = self.environment["PATH"].replace("$PATH", os.environ["PATH"])
        return (
            _base_environment(path)
            | {**self.environment, "PATH": path}
            | said
            | changes
        )

    def run(self, command, environment):
        return subprocess.run(
            self._words(command),
            cwd=self.root / "app",
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, command, environment, log):
        with log.open("ab") as file:
            return subprocess.Popen(
                self._words(command),
                cwd=self.root / "app",
                env=environment,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def _words(self, command):
        """The program is found in the image's PATH, not in that of the tests."""
        program, *arguments = [self.here(word) for word in command]
        return [str(self.root / "opt/venv/bin" / program), *arguments]

    def files(self):
        """Every file of the program with its size and time."""
        app = self.root / "app"
        found = {}
        for path in app.rglob("*"):
            with contextlib.suppress(FileNotFoundError):
                status = path.stat()
                found[str(path.relative_to(app))] = status.st_size, status.st_mtime_ns
        return found


def _base_environment(path):
    """What pip needs to find its index and its cache, and nothing of the tests'."""
    kept = ("HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
    found = {
        name: value
        for name, value in os.environ.items()
        if name in kept or name.lower().endswith("_proxy") or name.startswith("PIP_")
    }
    return found | {"PATH": path}


def _patterns():
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _is_ignored(path):
    ignored = False
    for pattern in _patterns():
        wanted = not pattern.startswith("!")
        pattern = pattern.removeprefix("!")
        name = str(path)
        if pattern.startswith("**/"):
            name, pattern = path.name, pattern.removeprefix("**/")
        if fnmatch(name, pattern):
            ignored = wanted
    return ignored


def _ignored(folder, names):
    here = Path(folder).relative_to(PROJECT)
    return {name for name in names if _is_ignored(here / name)}
