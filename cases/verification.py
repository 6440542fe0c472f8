"""Do the rows of cases say what the journal says?"""

from collections.abc import Iterator
from datetime import datetime

from cases.models import Case
from enforcement import journal
from enforcement.models import Entry


def stages(now: datetime) -> Iterator[str]:
    """Every case stands in the stage, and has the ending, that follow from its facts."""
    entries: dict[int, list[Entry]] = {}
    for entry in (
        Entry.objects.filter(kind__in=["stage.changed", "case.ended", "entry.retracted"], dossier__kind="case")
        .select_related("dossier", "amends")
        .order_by("dossier_id", "seq")
        .iterator(chunk_size=2000)
    ):
        entries.setdefault(entry.dossier_id, []).append(entry)
    for case in Case.objects.select_related("dossier").order_by("pk").iterator(chunk_size=500):
        stage, ending = "initiation", ""
        for fact in journal.effective(entries.get(case.dossier_id, [])):
            if fact.kind == "stage.changed":
                stage = str(fact.data["to"])
            elif fact.kind == "case.ended":
                ending = str(fact.data["ending"])
        if (case.stage, case.ending) != (stage, ending):
            yield f"案件 {case.dossier.number} 的阶段或终结方式与事实推算不一致。"
