"""A batch as a whole: how many documents are in work, and for how long still."""

from datetime import timedelta

from django.db.models import Avg, Count, F, Q

from library.models import Document, ProcessingRun
from library.waiting import about
from pdfsum.accounts.models import User

# Enough of the user's last jobs to even them out, few enough to be like the next.
SAMPLE = 20


def describe_batch(user: User) -> str:
    """“12 documents in work, about 8 minutes left”; empty for fewer than two.

    The time is that of the user's last jobs, spread over the slots at work for them
    now. Costs two queries.
    """
    documents = Document.objects.visible_to(user).live().order_by()
    unfinished = documents.filter(status__in=Document.UNFINISHED)
    running = Count("pk", filter=Q(status=Document.Status.PROCESSING))
    found = unfinished.aggregate(all=Count("pk"), running=running)
    if found["all"] < 2:
        return ""
    text = f"{found['all']} documents in work"
    # Without a slot at work, nobody knows when the first will be free.
    seconds = _seconds_of_a_job(user) if found["running"] else None
    if seconds is None:
        return text
    # Those at work are half done, as far as anybody knows.
    jobs = found["all"] - found["running"] / 2
    left = jobs * seconds / found["running"]
    return f"{text}, {about(left)} left"


def _seconds_of_a_job(user: User) -> float | None:
    done = ProcessingRun.objects.filter(
        user=user, state=ProcessingRun.State.DONE, started_at__isnull=False
    )
    last = done.order_by("-started_at").values("pk")[:SAMPLE]
    took: timedelta | None = ProcessingRun.objects.filter(pk__in=last).aggregate(
        took=Avg(F("finished_at") - F("started_at"))
    )["took"]
    return took.total_seconds() if took else None
