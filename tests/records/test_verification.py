"""`verify` sees a document, a signature or a declaration that was altered behind the product's back."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from enforcement import sealing, verify
from records import actions, verification
from records.models import DeclarationVersion, Document, Signature
from tests.records.desk import Desk, draft


def disagreements() -> list[str]:
    """What the checks say inside the transaction of a test."""
    now = timezone.now()
    return [found for check in (verify.rows, verification.declarations, verification.documents) for found in check(now)]


def alter_body(desk: Desk) -> None:
    Document.objects.update(body={"conclusion": "没有违法行为"})


def alter_sealed(desk: Desk) -> None:
    Document.objects.update(sealed=sealing.seal(desk.dossier, {"values": {}, "salt": "0" * 32}))


def spoil_sealed(desk: Desk) -> None:
    Document.objects.update(sealed="AAAA" * 12)


def alter_state(desk: Desk) -> None:
    Document.objects.update(state="approved")


def alter_signature(desk: Desk) -> None:
    Signature.objects.update(name="李四")


def remove_signature(desk: Desk) -> None:
    Signature.objects.all().delete()


def add_signature(desk: Desk) -> None:
    one = Signature.objects.get()
    Signature.objects.create(
        document=one.document, role="party", name="周某", content_hash=one.content_hash, signed_at=one.signed_at,
        recorded_by=one.recorded_by,
    )  # fmt: skip


def alter_declaration(desk: Desk) -> None:
    version = DeclarationVersion.objects.get()
    DeclarationVersion.objects.update(source={**version.source, "title": "另一种笔录"})


@pytest.mark.parametrize(
    "alter",
    [
        alter_body,
        alter_sealed,
        spoil_sealed,
        alter_state,
        alter_signature,
        remove_signature,
        add_signature,
        alter_declaration,
    ],
)
def test_an_alteration_behind_the_products_back_is_named(desk: Desk, alter: Callable[[Desk], None]) -> None:
    actions.sign(draft(desk, "inspection-record"), by=desk.zhang, role="officer")
    assert disagreements() == []
    alter(desk)
    assert disagreements()


def test_a_document_is_read_by_the_declaration_under_which_it_was_made(desk: Desk) -> None:
    from enforcement.law.documents import declared
    from records.contents import declaration_of

    document = draft(desk, "closing-report")
    source = {**document.declaration.source, "title": "旧格式结案报告"}
    old = declared("closing-report", source)
    stored = DeclarationVersion.objects.create(hash=old.hash, kind="closing-report", source=source)
    Document.objects.update(declaration=stored)
    document.refresh_from_db()
    assert declaration_of(document).title == "旧格式结案报告"
