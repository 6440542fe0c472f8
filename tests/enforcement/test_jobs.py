"""Jobs: the table is the truth; each piece of work is done once its effect stands, whoever dies on the way."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from enforcement import deadlines, jobs, journal, tasks
from enforcement.models import Dossier, Finding, Job
from tests.enforcement.ground import MONDAY, Body, at_once

pytestmark = pytest.mark.django_db
done: list[str] = []


@pytest.fixture(autouse=True)
def handlers() -> None:
    done.clear()
    jobs.register("test.note", done.append)
    jobs.register("test.fail", _fail)


def _fail(key: str) -> None:
    raise RuntimeError("disk is full")


def only() -> Job:
    return Job.objects.get(kind__startswith="test.")


def test_a_job_asked_for_twice_is_done_once() -> None:
    jobs.enqueue("test.note", "7")
    jobs.enqueue("test.note", "7")
    assert jobs.run_due() == 1
    assert (done, only().state) == (["7"], "done")
    assert jobs.run_due() == 0


def test_a_job_that_is_done_can_be_asked_for_again() -> None:
    jobs.enqueue("test.note", "7")
    jobs.run_due()
    jobs.enqueue("test.note", "7")
    jobs.run_due()
    assert (done, only().attempts) == (["7", "7"], 1)


def test_a_delayed_job_waits() -> None:
    now = timezone.now()
    jobs.enqueue("test.note", "7", now=now, delay=timedelta(minutes=5))
    assert not jobs.run(only().pk, now=now)
    assert jobs.run(only().pk, now=now + timedelta(minutes=5))


def test_a_delayed_job_is_not_put_off_by_asking_again() -> None:
    now = timezone.now()
    jobs.enqueue("test.note", "7", now=now, delay=timedelta(minutes=5))
    jobs.enqueue("test.note", "7", now=now + timedelta(minutes=4), delay=timedelta(minutes=5))
    assert only().run_at == now + timedelta(minutes=5)
    jobs.enqueue("test.note", "7", now=now)
    assert only().run_at == now


def test_a_job_asked_for_while_it_runs_is_run_once_more() -> None:
    def change_meanwhile(key: str) -> None:
        done.append(key)
        if len(done) == 1:
            jobs.enqueue("test.twice", key, now=Job.objects.get(kind="test.twice").run_at)

    jobs.register("test.twice", change_meanwhile)
    jobs.enqueue("test.twice", "7")
    assert jobs.run_due() == 2
    assert (done, only().state) == (["7", "7"], "done")


def test_a_job_of_an_undone_transaction_never_was() -> None:
    @transaction.atomic
    def undone() -> None:
        jobs.enqueue("test.note", "7")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert not Job.objects.filter(kind="test.note").exists()


def test_a_fact_and_its_job_are_written_together(dossier: Dossier, ground: Body) -> None:
    journal.record(dossier, "recording.received", by=ground["officer"], act="A1", media="M", jobs=[("test.note", "M")])
    assert jobs.run_due() == 1 and done == ["M"]


def test_a_dead_worker_s_job_is_taken_up_after_its_lease() -> None:
    jobs.enqueue("test.note", "7")
    now = timezone.now()
    Job.objects.filter(pk=only().pk).update(state="running", attempts=1, lease_until=now + jobs.LEASE)
    assert not jobs.run(only().pk, now=now)
    assert jobs.run(only().pk, now=now + jobs.LEASE + timedelta(seconds=1))
    assert (done, only().state, only().attempts) == (["7"], "done", 2)


def test_a_worker_that_lost_its_lease_closes_nothing() -> None:
    def overtaken(key: str) -> None:
        Job.objects.filter(kind="test.slow").update(attempts=2, lease_until=timezone.now() + jobs.LEASE)

    jobs.register("test.slow", overtaken)
    jobs.enqueue("test.slow", "7")
    jobs.run(only().pk)
    assert (only().state, only().attempts) == ("running", 2)


def test_a_failing_job_is_tried_later_and_parked_at_last() -> None:
    jobs.enqueue("test.fail", "7")
    now = timezone.now()
    jobs.run(only().pk, now=now)
    job = only()
    assert (job.state, job.error) == ("queued", "RuntimeError: disk is full")
    assert not jobs.run(job.pk, now=now)
    for _ in range(jobs.MAX_ATTEMPTS - 1):
        jobs.run(job.pk, now=timezone.now() + timedelta(hours=1))
    assert (only().state, only().attempts) == ("parked", jobs.MAX_ATTEMPTS)
    assert not jobs.run(job.pk, now=timezone.now() + timedelta(days=1))
    jobs.enqueue("test.fail", "7")
    assert (only().state, only().attempts, only().error) == ("queued", 0, "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_have_one_effect() -> None:
    jobs.enqueue("test.note", "7")
    job_id = only().pk
    assert sorted(at_once(4, lambda _: jobs.run(job_id))) == [False, False, False, True]
    assert done == ["7"]


@pytest.mark.django_db(transaction=True)
def test_a_long_job_keeps_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "HEARTBEAT_SECONDS", 0.01)
    kept = threading.Event()

    def long(key: str) -> None:
        before = only().lease_until
        while only().lease_until == before:
            kept.wait(0.01)
        done.append(key)

    jobs.register("test.long", long)
    jobs.enqueue("test.long", "7")
    assert jobs.run(only().pk)
    assert (done, only().lease_until) == (["7"], None)


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_job_stands_and_the_caller_does_not_wait() -> None:
    before = time.monotonic()
    jobs.enqueue("test.note", "7")
    assert time.monotonic() - before < 5
    assert only().state == "queued"
    assert jobs.run_due() == 1


def test_the_sweep_marks_what_ran_out(dossier: Dossier, ground: Body) -> None:
    journal.record(dossier, "recording.finished", by=ground["officer"], at=MONDAY, act="A1")
    Finding.objects.all().delete()
    assert not deadlines.unmarked_misses(timezone.now()).exists()
    tasks.sweep()
    assert not Finding.objects.exists()
    dossier.deadlines.update(due_at=MONDAY)
    tasks.sweep()
    assert Finding.objects.count() == 1


def test_a_worker_runs_the_job_that_it_was_woken_for() -> None:
    jobs.enqueue("test.note", "7")
    tasks.run_job(only().pk)
    assert done == ["7"]
