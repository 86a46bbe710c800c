"""Forms of packages on their way in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm

MOST_BYTES = 100 * 1024 * 1024


class ImportForm(PlainForm):
    """A package and where it comes from."""

    submit_label = _("Import the package")
    file = forms.FileField(
        label=_("Package"),
        help_text=_("A zip archive of CSV files or a JSON file, HSDS 1.1 to 3.0, up to 100 MB."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=80,
        help_text=_(
            "Where it comes from, such as miami-211. Give the same name each time: what it listed and no "
            "longer lists is then marked as gone."
        ),
        validators=[RegexValidator(r"^[\w.-]+$", _("Letters, digits, dots and hyphens only."))],
    )
    shrink = forms.BooleanField(
        label=_("The directory really shrank"),
        required=False,
        help_text=_(
            "Without this, a package that lacks more than half of the source's services is not imported."
        ),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """A file of a size that a page can wait for."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 100 MB: import it by `commonweal directory import`.")
            )
        return file
