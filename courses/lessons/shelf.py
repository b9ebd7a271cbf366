"""Files that come with content files: taken in once, and found again by what they hold."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from courses.lessons.models.files import Attachment
from training_site.lib.errors import Refused


class Shelf:
    """A folder of files for one import; `by` is who takes them in. Without a folder there are no files."""

    def __init__(self, folder: Path | None, by: Any) -> None:
        self.folder = folder
        self.by = by

    def take(self, name: str, title: str) -> int:
        """Primary key of the lesson file with the content of `name`, made under `title` where there is none yet.

        Raises Refused for a name that is not in the folder, and for content that lessons do not use.
        """
        place = self.folder / Path(name).name if self.folder else None
        if place is None or not place.is_file():
            raise Refused(_("The file “%(name)s” is not there.") % {"name": name})
        content = place.read_bytes()
        row = Attachment.objects.filter(sha256=hashlib.sha256(content).hexdigest()).exclude(kind="image").order_by("pk").first()
        if row is None:
            row = Attachment(title=title[:160], file=ContentFile(content, name=place.name), uploaded_by=self.by)
            row.save()
        return int(row.pk)
