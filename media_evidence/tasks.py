"""What the job table and the beat call: load by id, do one step."""

from celery import shared_task

from media_evidence import ingest
from media_evidence.models import Media


def _media(key: str) -> Media:
    return Media.objects.select_related(
        "dossier__agency", "dossier__unit", "upload__owner", "device", "wearer", "blob"
    ).get(pk=key)


def store(key: str) -> None:
    ingest.store(_media(key))


def examine(key: str) -> None:
    ingest.examine(_media(key))


def make_proxy(key: str) -> None:
    ingest.make_proxy(_media(key))


@shared_task(name="media_evidence.tasks.sweep", ignore_result=True)
def sweep() -> None:
    ingest.sweep()
