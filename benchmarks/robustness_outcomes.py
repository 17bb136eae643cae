"""Files of a manifest sent through a running instance, and what each one ends in."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from benchmarks.instance import Instance

POLL = 0.25
FINAL = ("ready", "ready_with_warnings", "failed")
READY = ("ready", "ready_with_warnings")


@dataclass(frozen=True)
class Limits:
    """In seconds: one file from its first page on, and all files together."""

    file: float
    all: float


@dataclass(frozen=True)
class Sample:
    """One line of `manifest.jsonl`."""

    path: Path
    kind: str
    sha256: str
    password: str | None
    pages: int | None

    @classmethod
    def all_of(cls, folder: Path) -> list["Sample"]:
        text = (folder / "manifest.jsonl").read_text(encoding="utf-8")
        return [cls._of(folder, json.loads(line)) for line in text.splitlines()]

    @classmethod
    def _of(cls, folder: Path, row: dict[str, Any]) -> "Sample":
        return cls(
            path=folder / row["file"],
            kind=row["class"],
            sha256=row["sha256"],
            password=row.get("password"),
            pages=row.get("pages_pdfium"),
        )


@dataclass
class Outcome:
    """How far a file has come. `answer` is the API's last word on it."""

    sample: Sample
    status_code: int
    answer: dict[str, Any]
    seconds: float = 0.0
    is_late: bool = False
    twin: "Outcome | None" = None
    _began: float = field(default=0.0, repr=False)

    @property
    def document_id(self) -> str:
        return str(self.answer.get("id", ""))

    @property
    def status(self) -> str:
        return str(self.answer.get("status", ""))

    @property
    def is_final(self) -> bool:
        return not self.document_id or self.status in FINAL

    @property
    def is_ready(self) -> bool:
        """Also when the same bytes are in the library under another name."""
        return self.twin.is_ready if self.twin else self.status in READY

    @property
    def error(self) -> dict[str, str]:
        """Code and sentence: of the refusal, of the failure, or empty."""
        told = self.answer.get("error") if self.document_id else self.answer
        return told or {}

    @property
    def label(self) -> str:
        if self.is_late:
            return f"late:{self.status}"
        if not self.document_id:
            return f"refused:{self.status_code} {self.error.get('code')}"
        code = f":{self.error.get('code')}" if self.status == "failed" else ""
        return f"{self.status}{code}"

    def follow(self, instance: Instance, limit: float) -> None:
        """Ask once how far it is. The clock starts when a worker has taken it."""
        self.answer = instance.get(f"documents/{self.document_id}")
        now = time.monotonic()
        if self.status != "queued" and not self._began:
            self._began = now
        self.seconds = now - self._began if self._began else 0.0
        self.is_late = not self.is_final and self.seconds > limit

    def begin_again(self, answer: dict[str, Any]) -> None:
        """It was queued once more: its clock stands still until a worker takes it."""
        self.answer, self.is_late, self._began = answer, False, 0.0


def send(instance: Instance, sample: Sample, earlier: Iterable[Outcome]) -> Outcome:
    """Upload one file. Bytes that were sent before are a 409 and have a twin."""
    response = instance.upload(sample.path)
    outcome = Outcome(sample, response.status_code, body_of(response))
    if response.status_code == 409:
        same = (o for o in earlier if o.sample.sha256 == sample.sha256)
        outcome.twin = next(same, None)
    return outcome


def wait_until_final(
    instance: Instance, outcomes: Sequence[Outcome], limits: Limits
) -> None:
    """Until each is final or late; at the end of all time, all others are late."""
    deadline = time.monotonic() + limits.all
    while left := [o for o in outcomes if not (o.is_final or o.is_late)]:
        for outcome in left:
            outcome.follow(instance, limits.file)
            if time.monotonic() > deadline and not outcome.is_final:
                outcome.is_late = True
        time.sleep(POLL)


def body_of(response: requests.Response) -> dict[str, Any]:
    """What the program answered, or an error without a code if that is not JSON."""
    try:
        body = response.json()
    except requests.JSONDecodeError:
        return {"code": "", "detail": "The answer is not JSON."}
    return body if isinstance(body, dict) else {}
