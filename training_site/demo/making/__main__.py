"""Make everything anew."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.dev")
django.setup()

from training_site.demo.making import documents, film, sound  # noqa: E402  (settings first)

FOLDER = Path(__file__).resolve().parent.parent / "content" / "media"

for part in (sound, documents, film):
    part.make(FOLDER)
for path in sorted(FOLDER.iterdir()):
    print(f"{path.stat().st_size:>8}  {path.name}")
