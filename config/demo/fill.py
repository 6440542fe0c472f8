"""Filling the demo set: one job an agency, then one a story and one a volume. A job that died is simply run again."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cases.models import Case
from config.demo import days, footage, people, plots
from config.demo.desk import Desk
from config.demo.tale import tales
from enforcement import deadlines, jobs, law, notices
from enforcement.actors import Actor
from enforcement.models import Job, Notice
from media_evidence.models import Media
from records import actions as records
from records import tasks as printing
from records.models import Volume

AGENCY, STORY, VOLUME = "demo.agency", "demo.story", "demo.volume"


def enqueue() -> int:
    """Put what the table does not know yet into it; gives how many jobs that was. Done ones stay done."""
    return sum(_once(AGENCY, place.rule_set) for place in people.PLACES)


def _once(kind: str, key: str) -> bool:
    if Job.objects.filter(kind=kind, key=key).exists():
        return False
    jobs.enqueue(kind, key)
    return True


def make_agency(rule_set: str) -> None:
    """The agency with its people and recorders, and the jobs of its stories; what stands already stays."""
    place = _place(rule_set)
    today = law.local_day(timezone.now())
    since = date(today.year - 1, 1, 1)
    began = days.moment(days.moved(date(today.year - 1, 1, 8), 0), "09:00")
    house = people.build(place, by=Actor.system(), since=since, now=began)
    footage.equip(house, since=began + timedelta(hours=2), later=days.moment(days.moved(today, -12), "17:30"))
    for story in tales(place):
        _once(STORY, f"{rule_set}:{story}")


def tell(key: str) -> None:
    """One story, told once: the matter is its marker. One that died on the way stays a case that got no further.

    No transaction spans it, since it cuts footage and others write meanwhile.
    """
    rule_set, _, story = key.partition(":")
    place = _place(rule_set)
    house, tale, now = people.find(place), tales(place)[story], timezone.now()
    if house is None:
        raise LookupError(f"演示机关“{place.name}”尚未建立，稍后重试。")
    if _case(house, tale.matter):
        return
    plots.PLOTS[tale.plot](Desk(house, tale, now))
    # people have read by now what they were told days ago
    for notice in Notice.objects.filter(dossier__case__matter=tale.matter, created_at__lt=now - timedelta(days=3)):
        notices.mark_read(notice.person, now=notice.created_at + timedelta(hours=1), notice=notice)
    if tale.plot in plots.ARCHIVED:
        _once(VOLUME, key)


def bind(key: str) -> None:
    """Store and print what the volume needs, then seal and bind it; each step is harmless the second time."""
    rule_set, _, story = key.partition(":")
    place, now = _place(rule_set), timezone.now()
    house = people.find(place)
    assert house is not None  # the story put this job into the table
    case = _case(house, tales(place)[story].matter).get()
    dossier = case.dossier
    if dossier.sealed_at is None:
        for media in Media.objects.filter(dossier__parents__parent=dossier):
            footage.process(media)
        for document in dossier.documents.filter(state="final"):
            printing.print_document(document.ref)
        concluded_at = case.concluded_at or now
        records.archive(dossier, by=house.act("吴档"), now=min(concluded_at + timedelta(days=1), now))
    printing.bind_volume(str(Volume.objects.get(dossier=dossier).pk))


def _place(rule_set: str) -> people.Place:
    return next(place for place in people.PLACES if place.rule_set == rule_set)


def _case(house: people.House, matter: str) -> QuerySet[Case]:
    return Case.objects.filter(dossier__agency=house.agency, matter=matter)


def run_all() -> None:
    """Everything at once in this process: the set, its footage and prints, and the marks of what is late."""
    enqueue()
    jobs.run_due()
    deadlines.mark_missed(now=timezone.now())
    parked = Job.objects.filter(kind__in=[AGENCY, STORY, VOLUME]).exclude(state="done")
    if broken := list(parked.values_list("key", "error")):
        raise RuntimeError(f"演示数据未能全部建立：{broken}")
