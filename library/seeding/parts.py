"""What belongs to a made-up document: its run, its text, its summary, its passages."""

import json
from datetime import datetime, timedelta

from library.models import Document, Page, ProcessingRun, Summary
from library.models.passages import DEFAULT_DIMENSIONS, DEFAULT_SPACE_ID
from library.seeding.chance import Chance
from library.seeding.documents import Made
from library.seeding.rows import (
    DocumentRow,
    EmbeddingRow,
    PageRow,
    PassageRow,
    RunRow,
    SummaryRow,
    TextVersionRow,
)

WORDS_PER_PAGE = 350
READER = "seed"
WAIT, WORK = timedelta(seconds=2), timedelta(seconds=9)
State, Queue, Stage = ProcessingRun.State, ProcessingRun.Queue, ProcessingRun.Stage
_STATES = {
    Document.Status.QUEUED: State.QUEUED,
    Document.Status.PROCESSING: State.RUNNING,
    Document.Status.FAILED: State.FAILED,
}


def ready_at(made: Made) -> datetime:
    return made.created_at + WAIT + WORK


def run_row(made: Made, row: DocumentRow, number: int) -> RunRow:
    """How it was processed, or is being, or will be: a third of them soon."""
    state = _STATES.get(made.status, State.DONE)
    is_over = state in (State.DONE, State.FAILED)
    started = None if state == State.QUEUED else made.created_at + WAIT
    done = made.pages if state == State.DONE else 0
    return RunRow(
        id=row.current_run_id,
        document_id=row.id,
        user_id=row.added_by_id,
        attempt=1,
        queue=Queue.BULK if number % 3 else Queue.INTERACTIVE,
        state=state,
        stage=Stage.DONE if state == State.DONE else Stage.WAITING,
        pages_done=done,
        pages_total=done,
        percent=100 if done else 0,
        queued_at=made.created_at,
        due_at=made.created_at,
        started_at=started,
        heartbeat_at=started,
        finished_at=ready_at(made) if is_over else None,
        timings="{}",
        retries=0,
        times_gave_way=0,
        error_code=made.error[0],
        error_detail=made.error[1],
    )


def text_row(row: DocumentRow, pk: int) -> TextVersionRow:
    return TextVersionRow(
        id=pk,
        document_id=row.id,
        reader=READER,
        settings="{}",
        outline="[]",
        created_at=row.created_at,
        completed_at=row.updated_at,
    )


def page_row(made: Made, text: int) -> PageRow:
    """The first page, whose heading is the title."""
    return PageRow(
        text_version_id=text,
        number=1,
        text=f"{made.title}\n\n{made.sentence}",
        width=595,
        height=842,
        source=Page.Source.TEXT,
        failure="",
        headings=json.dumps([[0, len(made.title)]]),
        text_map=b"",
    )


def summary_row(made: Made, row: DocumentRow, text: int, chance: Chance) -> SummaryRow:
    start, end = _span(made)
    sentence = {
        "text": made.sentence,
        "page": 1,
        "start": start,
        "end": end,
        "quote_found": True,
    }
    return SummaryRow(
        id=chance.uuid7(row.updated_at),
        document_id=row.id,
        text_version_id=text,
        automatic=True,
        state=Summary.State.READY,
        attempts=0,
        error_code="",
        error_detail="",
        style=Summary.Style.BALANCED,
        focus="",
        text=made.sentence,
        sentences=json.dumps([sentence]),
        pages_read=made.pages,
        pages_total=made.pages,
        engine="extractive",
        model="",
        word_count=len(made.sentence.split()),
        original_word_count=made.pages * WORDS_PER_PAGE,
        processing_seconds=1.5,
        created_at=row.updated_at,
    )


def passage_row(
    made: Made, row: DocumentRow, pk: int, number: int, chance: Chance
) -> PassageRow:
    start, end = _span(made)
    words = f"{made.title} {made.sentence}".lower().replace("'", "").split()
    return PassageRow(
        id=pk,
        text_version_id=row.current_text_id or 0,
        document_id=row.id,
        library_id=row.library_id,
        # Ten thousand for each page before it and for its own.
        ordinal=10_000 + number,
        heading=made.title,
        text=made.sentence,
        first_page=1,
        last_page=1,
        spans=json.dumps([[1, start, end]]),
        search=" ".join(f"'{word}'" for word in words),
        fingerprints=[chance.getrandbits(62) for _ in range(4)],
    )


def embedding_row(passage: PassageRow, chance: Chance) -> EmbeddingRow:
    """A unit vector in a direction that chance picks evenly."""
    numbers = [chance.gauss(0, 1) for _ in range(DEFAULT_DIMENSIONS)]
    length = sum(number * number for number in numbers) ** 0.5
    vector = ",".join(f"{number / length:.5f}" for number in numbers)
    return EmbeddingRow(passage.id, passage.library_id, DEFAULT_SPACE_ID, f"[{vector}]")


def _span(made: Made) -> tuple[int, int]:
    """Where the sentence stands on the page: below the title."""
    start = len(made.title) + 2
    return start, start + len(made.sentence)
