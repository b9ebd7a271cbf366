"""Compile every template of ours, so that a misspelt tag is found before anybody opens the page."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        folders = [settings.BASE_DIR / "training_site" / "templates"]
        folders += [settings.BASE_DIR / name.replace(".", "/") / "templates" for name in settings.ROOMS]
        names = [(folder, path) for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*")) if path.suffix in {".html", ".txt"}]
        faults = [fault for folder, path in names if (fault := self.fault(path.relative_to(folder)))]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} templates do not compile.")
        self.stdout.write(f"{len(names)} templates compile.")

    def fault(self, name: Path) -> str:
        """What is wrong with one template, or nothing."""
        try:
            get_template(name.as_posix())
        except TemplateSyntaxError as error:
            return f"{name}: {error}"
        return ""
