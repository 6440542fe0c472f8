from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from enforcement import verify
from enforcement.models import Blob, Dossier, Entry


class Command(BaseCommand):
    help = "Check that journal, rows, clocks and (with --bytes) stored files agree; names the first disagreement."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bytes", action="store_true", help="re-read every stored file, too")
        parser.add_argument("--all", action="store_true", help="name every disagreement, not only the first")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify.run(now=timezone.now(), with_bytes=options["bytes"])
        count = 0
        for name, disagreement in found:
            count += 1
            self.stderr.write(f"不一致（{name}）：{disagreement}")
            if not options["all"]:
                break
        if count:
            found.close()  # type: ignore[attr-defined]
            raise CommandError("日志、数据与存储的文件不一致，见上。", returncode=1)
        self.stdout.write(
            f"一致：{Dossier.objects.count()} 个案卷、{Entry.objects.count()} 条记录、{Blob.objects.count()} 个文件"
            f"（{'已逐一重读' if options['bytes'] else '未重读内容，可加 --bytes'}）。"
        )
