"""`./dev manage recompute_grades --check`: prove every stored grade."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams.sittings.models import Attempt
from exams.sittings.recomputing import recompute_all


class Command(BaseCommand):
    help = "Recompute every grade from the stored answers, keys and rules, and name what differs. Nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="End with an error when anything differs.")
        parser.add_argument("--exam", help="Only the attempts of the exam with this code.")

    def handle(self, *args: Any, **options: Any) -> None:
        attempts = Attempt.objects.select_related("exam_version").order_by("pk")
        if options["exam"]:
            attempts = attempts.filter(exam__code=options["exam"])
        count, faults = 0, []
        for found in recompute_all(attempts):
            count += 1
            for fault in found:
                faults.append(fault)
                self.stdout.write(fault)
        self.stdout.write(f"{count} attempts recomputed, {len(faults)} differences.")
        if options["check"] and faults:
            raise CommandError("Stored grades differ from what follows from the answers.")
