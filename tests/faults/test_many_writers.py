"""Web threads, a worker and beat write to one database at once, and nobody is told that it is locked."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.stack import ROOT, Product

WRITES = 1000
CLIENTS = 4


def test_a_thousand_writes_by_four_clients_meet_no_500(installation: Product) -> None:
    installation.start()
    seeded = subprocess.run(
        [sys.executable, "-m", "tests.journeys.ground"],
        cwd=ROOT,
        env=installation.env | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert seeded.returncode == 0, seeded.stderr
    token = json.loads(seeded.stdout)["liaoning"]["tokens"]["zhang"]

    def write(number: int) -> int:
        body = {"act_type": "penalty", "source": "ex_officio", "matter": f"并发写入第{number}件"}
        asked = urllib.request.Request(
            f"{installation.base_url}/api/v1/cases/",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(uuid.uuid4()),
            },
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = Counter(clients.map(write, range(WRITES)))
    assert answers == {201: WRITES}
    counted = installation.manage(
        "shell", "-v", "0", "-c", "from cases.models import Case; print(Case.objects.count())"
    )
    assert counted.stdout.split()[-1] == str(WRITES)
    assert installation.manage("verify").stdout.startswith("一致")
