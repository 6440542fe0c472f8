from celery import shared_task
from django.utils import timezone

from enforcement import deadlines, jobs


@shared_task(name="enforcement.tasks.run_job", ignore_result=True)
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(name="enforcement.tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Every few seconds: wake workers for what nobody woke, mark what ran out."""
    now = timezone.now()
    jobs.wake_open(now=now)
    deadlines.mark_missed(now=now)
