"""Forms of single acts: sign, counter-sign, remark, report, bring somebody in, leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.partners.models import Organisation


class SignForm(PlainForm):
    """One's name, typed, and a promise that one may."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    signed_name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("Typed by you, as on paper. It is shown beside the signature."),
    )
    entitled = forms.BooleanField(label=_("I have read this version, and I may sign it for my organisation."))


class ReasonForm(PlainForm):
    """Why; everybody in the alliance can read it in the record of acts."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=_("The other parties read it. Name no person served."),
    )


class LeaveForm(ReasonForm):
    """Why one leaves, and where data stops flowing at once."""

    at_once = forms.BooleanField(
        label=_("Stop sharing at once, before the notice is over"),
        required=False,
        help_text=_(
            "Where going on would break the law or harm somebody. What else is owed is owed until then."
        ),
    )

    def __init__(self, *args: Any, may_at_once: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_at_once:
            del self.fields["at_once"]


class ScanForm(PlainForm):
    """A signature given on paper, with the scanned copy."""

    submit_label = _("Record the signature")

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    organisation = forms.ChoiceField(label=_("Who signed"))
    signed_name = forms.CharField(label=_("Name of the person who signed"), max_length=200)
    scan = forms.FileField(label=_("Scanned copy"), help_text=_("PDF, PNG or JPEG, at most 10 MB."))
    same = forms.BooleanField(label=_("I have compared it: the paper says what this version says."))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", [(str(one.pk), one.name) for one in organisations])


class RemarkForm(PlainForm):
    """What one thinks of a paragraph, or other words for it."""

    submit_label = _("Send the remark")

    paragraph = forms.TypedChoiceField(label=_("Paragraph"), coerce=int)
    text = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea, max_length=20_000)
    proposed = forms.CharField(
        label=_("Other words for this paragraph"),
        required=False,
        widget=forms.Textarea,
        max_length=20_000,
        help_text=_("The whole paragraph as you would write it. Empty: a remark only."),
    )

    def __init__(self, *args: Any, paragraphs: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "paragraph",
            [(0, _("The whole text"))]
            + [
                (position, f"{part[:70]}…" if len(part) > 70 else part)
                for position, part in enumerate(paragraphs, start=1)
            ],
        )


class ReportForm(PlainForm):
    """That a duty was done: when, and where it can be seen."""

    submit_label = _("Record that it was done")

    done = forms.DateField(label=_("Done on"), widget=forms.DateInput)
    note = forms.CharField(
        label=_("What was done"), required=False, widget=forms.Textarea, max_length=4000,
        help_text=_("The alliance can read it. Name no person served."),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Where it can be seen"), required=False, max_length=500, assume_scheme="https",
        help_text=_("The address of the report, if it has one."),
    )  # fmt: skip


class AccedeForm(PlainForm):
    """Who would join."""

    submit_label = _("Put the joining version out for signature")

    joining = forms.MultipleChoiceField(label=_("Who joins"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("joining", [(str(one.pk), one.name) for one in organisations])
