"""What `verify` checks of documents: their declarations, their bodies against their hashes."""

from collections.abc import Iterator
from datetime import datetime

from cryptography.exceptions import InvalidTag

from enforcement import law
from enforcement.law.documents import declared
from records.contents import Contents
from records.models import DeclarationVersion, Document


def declarations(now: datetime) -> Iterator[str]:
    """Every stored declaration still has the hash that names it."""
    for version in DeclarationVersion.objects.order_by("pk"):
        try:
            found = declared(version.kind, version.source).hash
        except law.LawError:
            found = ""
        if found != version.hash:
            yield f"文书格式 {version.hash[:12]}（{version.kind}）的内容被改动。"


def documents(now: datetime) -> Iterator[str]:
    """Every document's content hash is that of what it says now, sealed values included."""
    for document in Document.objects.select_related("dossier").order_by("pk").iterator(chunk_size=500):
        try:
            contents = Contents.of(document)
            found = contents.declaration.content_hash(contents.values, salt=contents.salt)
        except (InvalidTag, law.LawError, ValueError, KeyError):
            yield f"文书第 {document.pk} 号的密封内容无法打开。"
            continue
        if found != document.content_hash:
            yield f"文书第 {document.pk} 号的内容与内容摘要不一致。"
