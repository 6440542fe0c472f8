from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.demo import fill, people


class Command(BaseCommand):
    help = "The demo set: one agency for each shipped rule set, with people, recorders and cases in every stage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--enqueue", action="store_true", help="leave it to the workers; harmless when repeated")
        way.add_argument("--now", action="store_true", help="make it in this process")
        way.add_argument("--accounts", action="store_true", help="print the accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["enqueue"]:
            fill.enqueue()
        elif options["now"]:
            fill.run_all()
            self.stdout.write("演示数据已建立。")
        else:
            self.stdout.write("\n".join(people.accounts()))
