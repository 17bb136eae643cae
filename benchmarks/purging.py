"""Deletion for good of thousands of documents with text and vectors.

Real PostgreSQL and Valkey of its own, seeded; every document in the trash, then out of
it for good by batches, as `manage.py empty_trash` does. Memory is what the peak of this
process grows by. Rows are as they are, but the made-up files hold nothing.
Usage: python -m benchmarks.purging [--documents 5000] [--passages 5] [--json]
"""

import argparse
import json
import logging
import resource
import time
from io import StringIO
from typing import Any

from django.core.management import call_command

from benchmarks.environment import installation


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--passages", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with installation():
        size = {"documents": options.documents, "passages": options.passages}
        call_command("seed", libraries=4, stdout=StringIO(), **size)
        logging.disable()  # A line for each file.
        measured = _measure()
    print(
        "{documents} documents, {passages} passages with vectors: {seconds:.1f} s, "
        "{processor_seconds:.1f} s of them this process's own\n"
        "{milliseconds_each:.1f} ms for a document, {megabytes:.1f} MB above "
        "before".format(**measured)
    )
    if options.json:
        print(json.dumps(measured))


def _measure() -> dict[str, Any]:
    """Django is set up by now, so models are imported here."""
    from django.db.models.functions import Now

    from library.actions import purge_documents
    from library.models import Document, Embedding

    Document.objects.update(trashed_at=Now())
    vectors, before = Embedding.objects.count(), _peak()
    start, processor = time.perf_counter(), time.process_time()
    purged = purge_documents(documents=Document.objects.trashed())
    seconds = time.perf_counter() - start
    return {
        "documents": purged,
        "passages": vectors,
        "seconds": seconds,
        "processor_seconds": time.process_time() - processor,
        "milliseconds_each": seconds / purged * 1000,
        "megabytes": (_peak() - before) / 1024,
    }


def _peak() -> int:
    """Of this process, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
