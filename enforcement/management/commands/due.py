"""`manage.py due`: when a limit ends, and why. Needs no database and no environment."""

import io
import sys
from argparse import Namespace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from enforcement.law import cli


class Command(BaseCommand):
    help = "计算一个期限何时届满，并说明理由（期限计算表）。"
    # A check may ask for a database or a folder; reckoning a limit needs neither.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        cli.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        out, err = io.StringIO(), io.StringIO()
        status = cli.run(Namespace(**options), out=out, err=err)
        self.stdout.write(out.getvalue(), ending="")
        self.stderr.write(err.getvalue(), ending="")
        if status:
            sys.exit(status)
