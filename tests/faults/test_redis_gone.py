"""Work goes on while Redis is gone, and what waits for the worker is done when it is back."""

import os
import signal

import pytest

from tests.cast import ID_NUMBER
from tests.journeys.api.client import Docket, bureau_of
from tests.journeys.town import founded
from tests.stack import Product, eventually


@pytest.mark.on_both
def test_a_case_goes_on_without_redis_and_its_documents_are_printed_later(installation: Product) -> None:
    town = founded(installation.start())
    docket = Docket(bureau_of(town, "liaoning"))
    docket.say("parties", kind="person", name="周建国", number=ID_NUMBER)
    # the supervisor would have Redis back in a second
    os.kill(installation.process.pid, signal.SIGSTOP)
    try:
        os.kill(installation.children()["redis"], signal.SIGKILL)
        form = docket.finished("initiation-approval", is_approved=True)
        docket.say("advance", expected="initiation")
        assert docket.look()["stage"] == "investigation"
        town.verify()
    finally:
        os.kill(installation.process.pid, signal.SIGCONT)
    printed = f"from records.models import Document; print(Document.objects.get(pk={form}).page_count)"
    eventually(lambda: installation.manage("shell", "-v", "0", "-c", printed).stdout.split()[-1] != "None", within=60)
    town.verify()
