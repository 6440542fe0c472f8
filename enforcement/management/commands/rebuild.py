from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from enforcement import deadlines
from enforcement.models import Dossier


class Command(BaseCommand):
    help = "Reckon every clock anew from the facts. Changes nothing where the rows are right already."

    def handle(self, *args: Any, **options: Any) -> None:
        dossiers = Dossier.objects.exclude(rule_set="").order_by("pk")
        for dossier in dossiers.iterator(chunk_size=500):
            with transaction.atomic():
                deadlines.refresh(Dossier.objects.select_for_update().get(pk=dossier.pk), now=timezone.now())
        self.stdout.write(f"已按记录重新推算 {dossiers.count()} 个案卷的期限。")
