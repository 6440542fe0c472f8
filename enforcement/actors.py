"""Who acts: a person in a post, a recorder, or the system; as they are at this moment."""

from dataclasses import dataclass
from datetime import date, datetime

from enforcement.law import SHANGHAI
from enforcement.models import Agency, Person, Post, Unit
from enforcement.roles import ROLES, Role


@dataclass(frozen=True)
class Actor:
    """Given as `by=` to every action. `post` is None for devices and the system."""

    post: Post | None = None
    device_key: str = ""
    device_agency: Agency | None = None
    label: str = ""
    scopes: tuple[str, ...] | None = None
    """What a token allows; None for a signed-in person: everything that the post may do."""

    @classmethod
    def of(cls, post: Post, *, scopes: tuple[str, ...] | None = None) -> "Actor":
        return cls(post=post, label=post.person.name, scopes=scopes)

    @classmethod
    def device(cls, key: str, *, agency: Agency, label: str, scopes: tuple[str, ...]) -> "Actor":
        return cls(device_key=key, device_agency=agency, label=label, scopes=scopes)

    @classmethod
    def system(cls) -> "Actor":
        return cls(label="系统")

    @property
    def is_system(self) -> bool:
        return self.post is None and not self.device_key

    @property
    def person(self) -> Person | None:
        return self.post.person if self.post else None

    @property
    def agency(self) -> Agency | None:
        return self.post.agency if self.post else self.device_agency

    @property
    def unit(self) -> Unit | None:
        return self.post.unit if self.post else None

    @property
    def role(self) -> Role | None:
        return ROLES[self.post.role] if self.post else None

    @property
    def ref(self) -> str:
        """Stable and short, for keys: `post/12`, `device/…`, `system`."""
        if self.post:
            return f"post/{self.post.pk}"
        return self.device_key or "system"

    def is_in_office(self, day: date) -> bool:
        if self.post is None:
            return True
        person = self.post.person
        return (
            person.is_active
            and self.post.from_on <= day
            and (self.post.to_on is None or day <= self.post.to_on)
            and (person.ended_on is None or day <= person.ended_on)
        )

    def describe(self) -> dict[str, object]:
        """As the journal keeps it: names and offices as they are now, whatever they become later."""
        if self.post is None:
            return {"type": "device" if self.device_key else "system", "key": self.device_key, "name": self.label}
        return {
            "type": "person",
            "person": self.post.person_id,
            "post": self.post.pk,
            "name": self.post.person.name,
            "role": self.post.role,
            "office": ROLES[self.post.role].label,
            "unit": self.post.unit.name,
            "agency": self.post.agency.name,
        }


def certificate_number(person: Person, day: date) -> str:
    """The number of the certificate that `person` holds on `day`, or ""."""
    for certificate in person.certificates.all():
        if certificate.is_valid_on(day):
            return certificate.number
    return ""


def posts_today(person: Person, now: datetime) -> list[Post]:
    """The posts that `person` may act in at the moment `now`, first the oldest."""
    day = now.astimezone(SHANGHAI).date()
    return list(
        Post.objects.held_on(day)
        .filter(person=person)
        .select_related("person", "agency", "unit")
        .order_by("from_on", "pk")
    )
