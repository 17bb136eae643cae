"""The jobs: one row per attempt at processing a document."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.db.models.lookups import IsNull

from library.models.documents import Document

# An idle worker takes a message within it; who waits longer waits for a slot.
PATIENCE = timedelta(seconds=1)
# Long enough for the promised slot to be taken, or else it is asked for again.
PROMISE = timedelta(seconds=30)

_HEADS = """
WITH RECURSIVE waiting (user_id) AS (
    (SELECT user_id FROM library_processingrun
     WHERE state = 'queued' AND queue = %(queue)s AND user_id IS NOT NULL
     ORDER BY user_id LIMIT 1)
    UNION ALL
    SELECT (SELECT run.user_id FROM library_processingrun AS run
            WHERE state = 'queued' AND queue = %(queue)s
              AND run.user_id > waiting.user_id
            ORDER BY run.user_id LIMIT 1)
    FROM waiting WHERE waiting.user_id IS NOT NULL
)
SELECT head.id FROM waiting CROSS JOIN LATERAL (
    SELECT id FROM library_processingrun AS run
    WHERE state = 'queued' AND queue = %(queue)s AND run.user_id = waiting.user_id
      AND due_at <= statement_timestamp()
    ORDER BY due_at, id LIMIT 1
) AS head
UNION ALL
(SELECT id FROM library_processingrun
 WHERE state = 'queued' AND queue = %(queue)s AND user_id IS NULL
   AND due_at <= statement_timestamp()
 ORDER BY due_at, id LIMIT 1)
"""


class ProcessingRunQuerySet(models.QuerySet["ProcessingRun"]):
    def silent(self, *, since: datetime) -> Self:
        """Running, yet without a heartbeat: the worker must have died."""
        return self.filter(state=ProcessingRun.State.RUNNING, heartbeat_at__lt=since)

    def running(self) -> Self:
        return self.filter(state=ProcessingRun.State.RUNNING)

    def due(self) -> Self:
        """Queued, and not in the back-off of a retry."""
        return self.filter(state=ProcessingRun.State.QUEUED, due_at__lte=Now())

    def open(self) -> Self:
        """Queued or running: what is still to come to an end."""
        open_states = (ProcessingRun.State.QUEUED, ProcessingRun.State.RUNNING)
        return self.filter(state__in=open_states)

    def open_of(self, user_id: int | None) -> Self:
        """Queued or running, of one user's documents."""
        return self.open().filter(user=user_id)

    def waiting(self, *, longer_than: timedelta) -> Self:
        """Due, and not taken for so long."""
        since = Now() - longer_than
        return self.due().filter(due_at__lt=since, queued_at__lt=since)

    def first_of_each_user(self, queue: str) -> Self:
        """The run of a queue that each user's turn would go to. One query of its own.

        It leaps from user to user through the index, however long their lines are.
        """
        with connection.cursor() as cursor:
            cursor.execute(_HEADS, {"queue": queue})
            heads = [pk for (pk,) in cursor.fetchall()]
        return self.filter(pk__in=heads)

    def next_in(self, queue: str) -> "ProcessingRun | None":
        """The run to take next: of the user who was served least recently.

        What belongs to nobody any more comes last. Two queries.
        """
        last = ProcessingRun.objects.filter(
            user=OuterRef("user"), started_at__isnull=False
        ).order_by("-started_at")
        served = Subquery(last.values("started_at")[:1])
        return (
            self.first_of_each_user(queue)
            .annotate(served_at=served)
            .order_by(
                IsNull(F("user"), True),  # noqa: FBT003 - Django's own order
                F("served_at").asc(nulls_first=True),
                "due_at",
                "pk",
            )
            .first()
        )

    def claim(self, queue: str) -> "ProcessingRun | None":
        """Take the next run of a queue, or None if there is none to take.

        The UPDATE is the lock: of two workers, one changes the row, the other looks
        for the next.
        """
        while run := self.next_in(queue):
            taken = self.filter(pk=run.pk, state=ProcessingRun.State.QUEUED).update(
                state=ProcessingRun.State.RUNNING,
                started_at=Now(),
                heartbeat_at=Now(),
                slot_promised_at=None,
                error_code="",
                error_detail="",
            )
            if taken:
                return self.select_related("document").get(pk=run.pk)
        return None

    def promise_slot(self, run: "ProcessingRun", *, turn_is_over: bool) -> bool:
        """Whether somebody waits for the slot of this run, who then is promised it.

        Any short document may have it; after a turn, also a long one of a user for
        whom less is at work. The UPDATE is the lock: two runs never give way for one.
        """
        queued_long = self.waiting(longer_than=PATIENCE).filter(
            Q(slot_promised_at=None) | Q(slot_promised_at__lt=Now() - PROMISE)
        )
        wanted = queued_long.filter(queue=ProcessingRun.Queue.INTERACTIVE)
        waiting = wanted.order_by("due_at", "pk").first()
        if waiting is None and turn_is_over:
            others = queued_long.exclude(user=None).exclude(
                user__in=self._served_like(run)
            )
            waiting = others.order_by("due_at", "pk").first()
        if waiting is None:
            return False
        same = queued_long.filter(pk=waiting.pk)
        return same.update(slot_promised_at=Now()) == 1

    def _served_like(self, run: "ProcessingRun") -> list[int]:
        """Users with as many runs at work as the user of this one, or more."""
        by_user = dict(
            self.running().order_by().values_list("user").annotate(n=Count("pk"))
        )
        mine = by_user.get(run.user_id, 1)
        return [user for user, count in by_user.items() if user and count >= mine]

    def beat(self, run: "ProcessingRun", **changes: Any) -> bool:
        """Save progress and a heartbeat. False when the run was taken away."""
        mine = self.filter(pk=run.pk, state=ProcessingRun.State.RUNNING)
        return mine.update(heartbeat_at=Now(), **changes) == 1


class ProcessingRun(models.Model):
    """One attempt at reading, embedding, summarising and tagging a document."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        LOST = "lost", "Lost with its worker"

    class Queue(models.TextChoices):
        """Small and recent documents go ahead of books and of large batches."""

        INTERACTIVE = "interactive"
        BULK = "bulk"

    class Stage(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        SPLITTING = "splitting"
        EMBEDDING = "embedding"
        SUMMARISING = "summarising"
        TAGGING = "tagging"
        DONE = "done"

    document = models.ForeignKey(
        Document,
        models.CASCADE,
        related_name="runs",
        db_index=False,  # library_run_of_document starts with document
    )
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="1, and one more for each worker that died on it."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,  # library_run_served
        help_text="Who added the document: the slots rotate among users.",
    )
    queue = models.CharField(max_length=11, choices=Queue, default=Queue.INTERACTIVE)
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    stage = models.CharField(max_length=11, choices=Stage, default=Stage.WAITING)
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(
        db_default=Now(), help_text="Not before this time: the back-off of a retry."
    )
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    timings = models.JSONField(default=dict, help_text="Seconds spent in each stage.")
    peak_memory = models.PositiveBigIntegerField(
        null=True, help_text="In bytes: the worker process and its children."
    )
    pages_per_minute = models.FloatField(
        null=True, help_text="Over the last half minute; empty while not known."
    )
    retries = models.PositiveSmallIntegerField(
        default=0, help_text="How often in a row something around it was missing."
    )
    times_gave_way = models.PositiveIntegerField(
        default=0, help_text="How often it let others have its slot."
    )
    slot_promised_at = models.DateTimeField(
        null=True, help_text="When another run gave way for this one."
    )
    error_code = models.CharField(max_length=50, blank=True)
    error_detail = models.TextField(blank=True)

    # When the main thread of its worker last moved, by the monotonic clock.
    moved_at: float = 0.0

    objects = ProcessingRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state__in=["queued", "running"]),
                name="library_run_one_open",
            ),
        ]
        indexes = [
            # The history of one document.
            models.Index(fields=["document", "id"], name="library_run_of_document"),
            # requeue_stuck, every ten seconds. Few rows are open.
            models.Index(
                fields=["state", "queued_at"],
                condition=Q(state__in=["queued", "running"]),
                name="library_run_open",
            ),
            # The claim and the place in the queue: each user's runs in their order.
            models.Index(
                fields=["queue", "user", "due_at", "id"],
                condition=Q(state="queued"),
                name="library_run_waiting",
            ),
            # Who was served least recently; and the user, for when one is deleted.
            models.Index(fields=["user", "started_at"], name="library_run_served"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}, attempt {self.attempt}"
