"""Collect, check and compile message catalogues."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from training_site.lib import catalogues


def catalogue_folders() -> list[Path]:
    """Every room, and the package of the shared templates."""
    return [settings.BASE_DIR / name.replace(".", "/") for name in settings.ROOMS] + [settings.BASE_DIR / "training_site"]


class Command(BaseCommand):
    """`messages [ROOM …]` adds new ids to the catalogues; `--check` names what is missing; `--compile` writes the .mo files."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", help="folders of rooms, such as etiquette/norms; all without one")
        parser.add_argument("--check", action="store_true", help="fail when a text is missing, wrong or said in two ways")
        parser.add_argument("--compile", action="store_true", help="compile only")

    def handle(self, *args: Any, **options: Any) -> None:
        folders = catalogue_folders()
        chosen = [folder for folder in folders if not options["paths"] or folder in [Path(path).resolve() for path in options["paths"]]]
        if options["compile"]:
            # Also what is not collected from code: the words for Wagtail, and those for its scripts.
            sources = {path for folder in chosen for path in folder.rglob("LC_MESSAGES/*.po")}
            written = sum(catalogues.compile_file(path) for path in sorted(sources))
            self.stdout.write(f"{written} message catalogues compiled.")
            return
        if options["check"]:
            self.examine(folders, chosen)
            return
        for folder, empty in catalogues.Collection(folders).collect(chosen).items():
            if empty:
                self.stdout.write(f"{catalogues.po_file(folder).relative_to(settings.BASE_DIR)}: {empty} messages want a text.")
        self.stdout.write("Catalogues collected.")

    def examine(self, folders: list[Path], chosen: list[Path]) -> None:
        """Name every message that is missing, wrong, against the house style, or said in two ways."""
        known = catalogues.translated_keys(folders)
        library = catalogues.library_catalogs(settings.BASE_DIR / "training_site" / "wagtail_words")
        found = [fault for folder in chosen for fault in catalogues.faults(folder, known)]
        found += [
            fault for path, catalog in library.items() for fault in catalogues.text_faults(path, (message for message in catalog if message.id))
        ]
        found += catalogues.clashes({**{folder: catalogues.stored(folder) for folder in folders}, **library})
        for fault in found:
            self.stderr.write(str(fault).replace(f"{settings.BASE_DIR}/", ""))
        if found:
            raise CommandError(f"{len(found)} messages are missing or wrong. Run ./dev manage messages and mend the catalogues.")
        self.stdout.write("Every message has its Chinese text.")
