"""What the set-up pages show: agencies, units, people with their posts and certificates, tokens."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from enforcement import paging
from enforcement.actors import Actor
from enforcement.models import Agency, Certificate, Person, Post, RuleSetChoice, Token, Unit


def agencies(actor: Actor) -> QuerySet[Agency]:
    """The agencies that `actor` may set up: the whole-country administrator's are all, others have their own."""
    found = Agency.objects.order_by("region", "name")
    if actor.agency is None:
        return found.none()
    return found if actor.agency.is_whole_country else found.filter(pk=actor.agency.pk)


@dataclass(frozen=True)
class Overview:
    agency: Agency
    rule_sets: list[RuleSetChoice]
    units: list[tuple[int, Unit]]
    """(depth, unit), in the order of the tree; `unit.in_office` counts its posts of today."""


def overview(agency: Agency, *, today: date) -> Overview:
    in_office = Q(posts__from_on__lte=today) & (Q(posts__to_on__isnull=True) | Q(posts__to_on__gte=today))
    units = agency.units.annotate(in_office=Count("posts", filter=in_office))
    return Overview(agency, list(agency.rule_sets.order_by("from_on")), _tree(list(units)))


def _tree(units: list[Unit]) -> list[tuple[int, Unit]]:
    below: dict[int | None, list[Unit]] = {}
    for unit in sorted(units, key=lambda unit: unit.pk):
        below.setdefault(unit.parent_id, []).append(unit)
    ordered: list[tuple[int, Unit]] = []

    def walk(parent: int | None, depth: int) -> None:
        for unit in below.get(parent, []):
            ordered.append((depth, unit))
            walk(unit.pk, depth + 1)

    walk(None, 0)
    return ordered


def _of_agency(agency: Agency) -> Q:
    return Q(posts__agency=agency) | Q(posts__isnull=True)


def people_of(agency: Agency) -> QuerySet[Person]:
    """Whoever holds or held a post in the agency, and those who hold none anywhere yet."""
    return Person.objects.filter(_of_agency(agency)).distinct()


def people_page(agency: Agency, *, words: str, today: date, after: str) -> paging.Page:
    """People with their posts of today and their certificates, by account."""
    found = people_of(agency)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(username__icontains=words))
    posts = Post.objects.held_on(today).filter(agency=agency).select_related("unit")
    found = found.prefetch_related(Prefetch("posts", queryset=posts, to_attr="posts_today"), "certificates")
    return paging.keyset(found, "username", "pk", after=after)


def posts_of(person: Person) -> QuerySet[Post]:
    return person.posts.select_related("unit", "agency").order_by("-from_on", "-pk")


def certificates_of(person: Person) -> QuerySet[Certificate]:
    return person.certificates.order_by("-valid_to")


def tokens_of(agency: Agency) -> QuerySet[Token]:
    return agency.tokens.select_related("post__person", "post__unit").order_by("-created_at", "-pk")
