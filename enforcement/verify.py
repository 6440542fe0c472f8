"""Do journal, rows and stored bytes agree? Names the first disagreement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.apps import apps
from django.db import connection, models, transaction

from enforcement import blobs, deadlines, journal, sealing
from enforcement.models import Blob, Deadline, Dossier, DossierKey, Entry
from enforcement.sealing import mac

Check = Callable[[datetime], Iterator[str]]
"""Yields a Chinese sentence for each disagreement."""

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Called from `AppConfig.ready()`; checks run in the order of registration."""
    _checks[name] = check


def register_ground_floor() -> None:
    register("日志链", chains)
    register("受保护的数据", rows)
    register("期限", clocks)


def run(*, now: datetime, with_bytes: bool = False) -> Iterator[tuple[str, str]]:
    """(check, disagreement), the first first. One snapshot of the database, so a running server does not disturb it."""
    asked = {**_checks, "存储的文件": stored_bytes} if with_bytes else _checks
    with snapshot():
        for name, check in asked.items():
            for disagreement in check(now):
                yield name, disagreement


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see the database as it is at the beginning."""
    if connection.vendor == "sqlite":
        # a deferred transaction: IMMEDIATE would hold the write lock for as long as the check reads
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def chains(now: datetime) -> Iterator[str]:
    """Every dossier's entries are numbered without a hole, chained, and end at the head that the dossier names."""
    heads = {dossier.pk: dossier for dossier in Dossier.objects.order_by("pk")}
    keys = {row.dossier_id: row for row in DossierKey.objects.all()}
    previous: Entry | None = None
    ends: dict[int, Entry] = {}
    entries = Entry.objects.select_related("dossier", "amends").order_by("dossier_id", "seq")
    for entry in entries.iterator(chunk_size=2000):
        if previous is None or previous.dossier_id != entry.dossier_id:
            previous = None
        expected = previous.seq + 1 if previous else 1
        where = f"案卷 {entry.dossier.key} 第 {entry.seq} 条记录"
        if entry.seq != expected:
            yield f"案卷 {entry.dossier.key} 第 {expected} 条记录缺失。"
        elif entry.prev_hash != (previous.hash if previous else ""):
            yield f"{where}与前一条不相衔接。"
        elif entry.hash != journal.entry_hash(entry, entry.dossier.key):
            yield f"{where}（{entry.kind}）的内容被改动。"
        elif names := sealing.altered(keys.get(entry.dossier_id), entry.sealed):
            yield f"{where}（{entry.kind}）的密封内容（{'、'.join(names)}）被改动。"
        previous = ends[entry.dossier_id] = entry
    for pk, dossier in heads.items():
        end = ends.get(pk)
        if (end.seq if end else 0) != dossier.head_seq or (end.hash if end else "") != dossier.head_hash:
            yield f"案卷 {dossier.key} 的末尾记录与案卷所载（第 {dossier.head_seq} 条）不一致。"


def protected_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if hasattr(model, "PROTECTED")]


def rows(now: datetime) -> Iterator[str]:
    """Every protected row is as the last entry that speaks of it left it, and none is missing or added."""
    latest: dict[tuple[str, str], tuple[str, str]] = {}
    for key, seq, digests in (
        Entry.objects.order_by("pk").values_list("dossier__key", "seq", "rows").iterator(chunk_size=2000)
    ):
        for digest in digests:
            latest[digest["model"], digest["pk"]] = (digest["mac"], f"案卷 {key} 第 {seq} 条记录")
    for model in protected_models():
        label = model._meta.label_lower
        name = f"{model._meta.verbose_name}（{label}）"
        columns: tuple[str, ...] = model.PROTECTED  # type: ignore[attr-defined]
        present = set()
        for values in model._base_manager.order_by("pk").values("pk", *columns).iterator(chunk_size=2000):
            pk = str(values["pk"])
            present.add(pk)
            stands = {column: journal._plain(values[column]) for column in columns}
            known = latest.get((label, pk))
            if known is None:
                yield f"{name}第 {pk} 行没有任何记录可以说明，系绕过系统添加。"
            elif known[0] != mac([label, pk, stands]):
                yield f"{name}第 {pk} 行与{known[1]}不一致，系绕过系统改动。"
        for (other, pk), (digest, where) in latest.items():
            if other == label and pk not in present and digest != mac([label, pk, None]):
                yield f"{name}第 {pk} 行（见{where}）已不存在，系绕过系统删除。"


def clocks(now: datetime) -> Iterator[str]:
    """Every stored clock is what the law makes of the facts, and none is missing or added."""
    stored: dict[int, dict[tuple[str, str], Deadline]] = {}
    for row in Deadline.objects.all().iterator(chunk_size=2000):
        stored.setdefault(row.dossier_id, {})[row.limit, row.opened_by] = row
    for dossier in Dossier.objects.exclude(rule_set="").order_by("pk"):
        present = stored.get(dossier.pk, {})
        wanted = {clock.key: deadlines.columns(clock, now) for clock in deadlines.clocks_of(dossier, now=now)}
        for key in sorted(wanted.keys() | present.keys()):
            row = present.get(key)
            if row is None:
                yield f"案卷 {dossier.key} 缺少期限 {key[0]}。"
            elif key not in wanted:
                yield f"案卷 {dossier.key} 的期限 {key[0]} 没有依据。"
            elif wrong := [name for name, value in wanted[key].items() if getattr(row, name) != value]:
                yield f"案卷 {dossier.key} 的期限 {key[0]} 与事实推算不一致（{wrong[0]}）。"


def stored_bytes(now: datetime) -> Iterator[str]:
    """Re-read every stored file and compare both hashes; reads everything, so it runs only when asked for."""
    for blob in Blob.objects.order_by("pk").iterator(chunk_size=500):
        try:
            found = blobs.reread(blob.sha256)
        except blobs.BlobLost:
            yield f"文件 {blob.sha256} 在存储中已不存在。"
            continue
        if (found.sha256, found.sm3, found.size_bytes) != (blob.sha256, blob.sm3, blob.size_bytes):
            yield f"文件 {blob.sha256} 的内容与入库时不一致。"
