"""The chooser of lesson files in the editor: search, choose, or upload."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.lessons.models import Attachment
from courses.lessons.uploads import describe
from training_site.lib.errors import Refused


class AttachmentForm(forms.ModelForm):
    """Title and file; what is not accepted is said at the file."""

    class Meta:
        model = Attachment
        fields = ["title", "file"]

    def clean_file(self) -> Any:
        """Sniffs the upload before anything is written."""
        upload = self.cleaned_data["file"]
        try:
            describe(Attachment(file=upload))
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
        return upload


class AttachmentChooserViewSet(ChooserViewSet):
    model = Attachment
    icon = "doc-full-inverse"
    choose_one_text = _("Choose a file")
    choose_another_text = _("Choose another file")
    creation_form_class = AttachmentForm
    create_action_label = _("Upload")
    creation_tab_label = _("Upload")
    per_page = 20
    register_widget = False


attachment_chooser = AttachmentChooserViewSet("lesson_file_chooser")
