"""Work outside the request. The table is the truth; a broker only wakes a worker, and may be gone.

A handler is called with the job's key. It MUST be idempotent: a worker that dies after the effect and before
`done` is followed by another. MUST NOT assume that a job runs soon, once, or in order.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import current_app
from django.db import OperationalError, connection, transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Least
from django.utils import timezone

from enforcement.models import Job

LEASE = timedelta(seconds=30)
HEARTBEAT_SECONDS = 10
MAX_ATTEMPTS = 8

Handler = Callable[[str], None]
_handlers: dict[str, Handler] = {}
log = logging.getLogger(__name__)


def register(kind: str, handler: Handler) -> None:
    """Called from `AppConfig.ready()`."""
    _handlers[kind] = handler


def enqueue(kind: str, key: str, *, now: datetime | None = None, delay: timedelta = timedelta()) -> None:
    """Put a job in the table, in the caller's transaction; wake a worker when it commits. One open job a (kind, key).

    One that runs just now runs once more afterwards, since it may have read what the caller has changed since.
    """
    now = now or timezone.now()
    fresh, is_new = Job.objects.get_or_create(kind=kind, key=key, defaults={"created_at": now, "run_at": now + delay})
    if not is_new:
        _ask_again(Job.objects.filter(pk=fresh.pk), now + delay)
    transaction.on_commit(lambda: _wake(fresh.pk))


def _ask_again(job: QuerySet[Job], moment: datetime) -> None:
    # also a queued row is written: its lock keeps a worker from starting before the caller's commit
    if job.filter(state="queued").update(run_at=Least(F("run_at"), moment)):
        return
    # another moment than the one that the worker began with tells it to go round again
    another = Case(When(run_at=moment, then=moment + timedelta(microseconds=1)), default=moment)
    if job.filter(state="running").update(run_at=another):
        return
    job.update(state="queued", run_at=moment, attempts=0, error="", done_at=None)


def _wake(job_id: int) -> None:
    try:
        current_app.send_task("enforcement.tasks.run_job", args=[job_id], retry=False)
    except Exception:
        # without a broker the sweep finds the job within seconds: nothing is lost, so nobody is bothered
        log.warning("no broker to wake a worker for job %s", job_id)


def open_jobs(now: datetime) -> Q:
    return Q(state="queued", run_at__lte=now) | Q(state="running", lease_until__lt=now)


def run(job_id: int, *, now: datetime | None = None) -> bool:
    """Claim the job and run it. False where somebody else holds it or it is not open."""
    now = now or timezone.now()
    claimed = Job.objects.filter(open_jobs(now), pk=job_id).update(
        state="running", lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    job = Job.objects.get(pk=job_id)
    try:
        with _heartbeat(job):
            _handlers[job.kind](job.key)
    except Exception as error:
        _put_back(job, error)
        return True
    # only of this attempt: a worker that lost its lease must not close what another one does now
    own = Job.objects.filter(pk=job_id, attempts=job.attempts, state="running")
    finished = own.filter(run_at=job.run_at).update(state="done", done_at=timezone.now(), lease_until=None, error="")
    if not finished and own.update(state="queued", lease_until=None, attempts=0):
        _wake(job_id)
    return True


def _put_back(job: Job, error: Exception) -> None:
    log.exception("job %s (%s) failed", job.pk, job.kind)
    is_last = job.attempts >= MAX_ATTEMPTS
    Job.objects.filter(pk=job.pk, attempts=job.attempts, state="running").update(
        state="parked" if is_last else "queued",
        run_at=timezone.now() + timedelta(seconds=min(2**job.attempts, 600)),
        lease_until=None,
        error=f"{type(error).__name__}: {error}"[:2000],
    )


def run_due(*, now: datetime | None = None) -> int:
    """Run every open job in this process, also those that the jobs put in; for tests, commands and the sweep."""
    done = 0
    while True:
        moment = now or timezone.now()
        ids = list(Job.objects.filter(open_jobs(moment)).order_by("id").values_list("pk", flat=True)[:50])
        ran = [run(job_id, now=moment) for job_id in ids]
        if not any(ran):
            return done
        done += sum(ran)


def wake_open(*, now: datetime) -> int:
    """Wake workers for jobs that nobody woke or whose worker died."""
    ids = list(Job.objects.filter(open_jobs(now)).order_by("id").values_list("pk", flat=True)[:200])
    for job_id in ids:
        _wake(job_id)
    return len(ids)


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Keep the lease while the handler works; a thread of its own, with a connection of its own."""
    finished = threading.Event()

    def beat() -> None:
        try:
            while not finished.wait(HEARTBEAT_SECONDS):
                held = Job.objects.filter(pk=job.pk, attempts=job.attempts, state="running")
                try:
                    held.update(lease_until=timezone.now() + LEASE)
                except OperationalError:
                    # a busy database is no reason to give the lease up: the next beat comes in time
                    log.warning("job %s could not beat", job.pk)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()
