"""Kill the parts of a running `serve` at random, and look at what is left."""

import contextlib
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
import psycopg
from fpdf import FPDF

from pdfsum.lib.embedded import read_addresses
from tests.pdfs import make_sentences

# What dies. Each kind at least once; the worker and the database cost most.
KINDS = ("worker", "pool process", "broker", "database", "database backend")
PATIENCE_SECONDS = 90
_LETTERS = "bdfgklmnprstvz"
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Kill:
    """What was killed, when, and how many runs were at work at that moment."""

    kind: str
    second: float
    at_work: int

    def __str__(self):
        return f"{self.second:6.1f} s  {self.kind:<17} {self.at_work} runs at work"


def made_up_word(number, *, seed=0):
    """A word of ten letters that is in no dictionary, another for each number."""
    chance = random.Random(f"{seed} {number}")
    return "".join(chance.choice(_LETTERS) + chance.choice(_VOWELS) for _ in range(5))


def marked_pdf(word, *, seed, pages=20):
    """Pages of some 200 words, each with the word and its number in each line.

    Lines of a fixed length: breaking them by width takes a second for each file.
    """
    pdf = FPDF(format="A4")
    pdf.set_font("Times", size=11)
    for number in range(1, pages + 1):
        pdf.add_page()
        for sentence in make_sentences(10, seed=seed * 1000 + number):
            for line in (f"On sheet {number} of {word} it is said:", sentence):
                pdf.cell(0, 5.5, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


class Database:
    """Queries to the database of a `serve`, across its deaths."""

    def __init__(self, serve):
        self.serve = serve

    def rows(self, query, *values):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with self._connect(autocommit=True) as connection:
                    return connection.execute(query, values).fetchall()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "the database did not come back"
                time.sleep(0.1)

    def rows_after(self, change, query):
        """As if the change had been made: it is rolled back."""
        with self._connect() as connection:
            connection.execute(change)
            found = connection.execute(query).fetchall()
            connection.rollback()
        return found

    def _connect(self, **options):
        addresses = read_addresses(self.serve.data)
        return psycopg.connect(addresses.database_url, **options)

    def count(self, query, *values):
        return self.rows(query, *values)[0][0]

    def at_work(self, since):
        """Runs that have shown life since then: those of a dead worker are none."""
        return self.count(
            "SELECT count(*) FROM library_processingrun"
            " WHERE state = 'running' AND heartbeat_at > %s",
            since,
        )

    def unfinished(self):
        return self.count(
            "SELECT count(*) FROM library_document"
            " WHERE status IN ('queued', 'processing')"
        )


class Chaos:
    """Kills of all kinds, in an order and at moments that a seed decides."""

    def __init__(self, serve, *, seed, at_work):
        self.serve = serve
        self.database = Database(serve)
        self.wanted = at_work
        self.chance = random.Random(seed)
        self.kills = []
        self._began = time.monotonic()
        self._last = datetime.now(UTC)

    def run(self, *, more=1):
        """Every kind once, and `more` of any kind."""
        kinds = [*KINDS, *self.chance.choices(KINDS, k=more)]
        self.chance.shuffle(kinds)
        for kind in kinds:
            self._wait_for_work(kind)
            time.sleep(self.chance.uniform(0, 2))
            self._wait_for_work(kind)
            self._kill(kind)

    def _wait_for_work(self, kind):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (count := self.database.at_work(self._last)) < self.wanted:
            assert time.monotonic() < deadline, (
                f"Only {count} runs were at work before the {kind} was to be killed; "
                f"unfinished: {self.database.unfinished()}.\n{tail(self.serve)}"
            )
            time.sleep(0.1)
        self._at_work = count

    def _kill(self, kind):
        victim = self._victim(kind)
        second = time.monotonic() - self._began
        victim.kill()
        self._last = datetime.now(UTC)
        self.kills.append(Kill(kind, second, self._at_work))

    def _victim(self, kind):
        if kind == "broker":
            return psutil.Process(self.serve.pid_of("valkey-server"))
        if kind.startswith("database"):
            postmaster = psutil.Process(self.serve.pid_of("bin/postgres"))
            return self._backend(postmaster) if kind != "database" else postmaster
        worker = self._worker()
        children = sorted(_alike(worker), key=lambda child: child.pid)
        return worker if kind == "worker" else self.chance.choice(children)

    def _worker(self):
        """The Celery process with the most pool processes: it takes the documents."""
        pids = [pid for pid, command in self.serve.processes() if " worker" in command]
        return max(map(psutil.Process, pids), key=lambda process: len(_alike(process)))

    def _backend(self, postmaster):
        found = [c for c in postmaster.children() if "pdfsum" in " ".join(c.cmdline())]
        return self.chance.choice(sorted(found, key=lambda child: child.pid))


def _alike(process):
    """Children that run the same program: a pool process is a copy of its worker."""
    with contextlib.suppress(psutil.NoSuchProcess):
        command = process.cmdline()
        return [c for c in process.children() if _command(c) == command]
    return []


def _command(process):
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return None


def tail(serve, lines=40):
    """The end of its log: a killed database fills it with tracebacks."""
    return "\n".join(serve.log.splitlines()[-lines:])


def stored_files(serve):
    """Names of what lies in the storage, as rows spell them."""
    root = serve.data / "files"
    return {str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()}


def spooled_uploads(serve):
    return list((serve.data / "uploads").iterdir())
