"""The Celery application: it only wakes; what has to be done stands in the job table."""

import os

from celery import Celery

SWEEP_SECONDS = 10
FOOTAGE_SWEEP_SECONDS = 60
FOOTAGE_SECONDS = 60

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("zhiji")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep": {
        "task": "enforcement.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        # a worker that was away runs one sweep, not the hundred that it missed
        "options": {"expires": SWEEP_SECONDS},
    },
    "footage-sweep": {
        "task": "media_evidence.tasks.sweep",
        "schedule": FOOTAGE_SWEEP_SECONDS,
        "options": {"expires": FOOTAGE_SWEEP_SECONDS},
    },
    "footage": {
        "task": "media_evidence.tasks.sweep",
        "schedule": FOOTAGE_SECONDS,
        "options": {"expires": FOOTAGE_SECONDS},
    },
}
