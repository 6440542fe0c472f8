"""What is asked about recorders. Nothing here writes."""

from datetime import datetime

from django.db.models import Q, QuerySet

from devices.models import Assignment, Device, DeviceQuerySet
from enforcement.actors import Actor
from enforcement.law import local_day
from enforcement.models import Person, Post, Token


def device_list(actor: Actor, *, words: str = "", state: str = "") -> DeviceQuerySet:
    """The recorders that `actor` sees, with who has them; `words` in number, maker, model or serial.

    `state` is a stored state, or `issued` / `in` for usable ones that are out or at hand.
    """
    found = Device.objects.visible_to(actor).with_holder()
    if words:
        found = found.filter(
            Q(number__icontains=words)
            | Q(maker__icontains=words)
            | Q(model__icontains=words)
            | Q(serial__icontains=words)
        )
    out = Assignment.objects.filter(returned_at__isnull=True).values("device")
    if state == "issued":
        return found.filter(pk__in=out)
    if state == "in":
        return found.filter(state="usable").exclude(pk__in=out)
    return found.filter(state=state) if state else found


def page_of_devices(found: DeviceQuerySet, after: str, size: int) -> tuple[list[Device], str]:
    """`size` recorders in order of their numbers behind the one whose row id is `after`, and the next page's cursor."""
    if after.isdigit() and (last := Device.objects.filter(pk=int(after)).first()):
        found = found.filter(Q(number__gt=last.number) | Q(number=last.number, pk__gt=last.pk))
    rows = list(found.order_by("number", "pk")[: size + 1])
    return rows[:size], str(rows[size - 1].pk) if len(rows) > size else ""


def device_page(actor: Actor, key: str) -> Device:
    """One recorder that `actor` sees. Raises Device.DoesNotExist."""
    return (
        Device.objects.visible_to(actor).with_holder().select_related("agency", "dossier__agency").get(dossier__key=key)
    )


def running_assignment(device: Device) -> Assignment | None:
    return device.assignments.filter(returned_at__isnull=True).select_related("wearer").first()


def assignments(device: Device) -> list[Assignment]:
    """Who had it, the latest first."""
    return list(device.assignments.select_related("wearer", "issued_by__person", "returned_to__person")[:200])


def wearer_at(device: Device, moment: datetime) -> Person | None:
    """Who had the recorder at `moment`, or None where it was at nobody's."""
    worn = (
        device.assignments.filter(issued_at__lte=moment)
        .filter(Q(returned_at__isnull=True) | Q(returned_at__gte=moment))
        .select_related("wearer")
        .first()
    )
    return worn.wearer if worn else None


def last_wearer(device: Device, *, before: datetime) -> Person | None:
    """Who had it last before `before`: the one to ask where a file tells no time."""
    worn = device.assignments.filter(issued_at__lte=before).select_related("wearer").first()
    return worn.wearer if worn else None


def tokens(device: Device) -> list[Token]:
    return list(Token.objects.filter(device_key=device.dossier.key))


def possible_holders(actor: Actor, now: datetime) -> QuerySet[Person]:
    """Who may be given a recorder: whoever holds a post in the actor's agency today."""
    posts = Post.objects.held_on(local_day(now)).filter(agency=actor.agency, person__is_active=True)
    return Person.objects.filter(pk__in=posts.values("person"))
