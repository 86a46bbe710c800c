"""Forms of the charter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.charter.forms import area
from commonweal.charter.models import ProposedChange, Sentence
from commonweal.charter.queries.statements import Result
from commonweal.components.forms import PlainForm

PARTS = [
    ("purpose", _("Purpose: why the alliance exists")),
    ("mission", _("Mission: what it does, for whom")),
    ("vision", _("Vision: what will be true when it has succeeded")),
    ("values", _("Values: how its partners treat each other")),
]
_HIDDEN = forms.HiddenInput


class BeginForm(PlainForm):
    """Why a version begins."""

    submit_label = _("Begin the draft")
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=area(3))


class SentenceForm(PlainForm):
    """A sentence and the statements from which it was made."""

    submit_label = _("Save the sentence")
    part = forms.ChoiceField(label=_("Where it belongs"), choices=PARTS, widget=forms.RadioSelect)
    text = forms.CharField(label=_("The sentence"), max_length=1000, widget=area(3))
    statements = forms.MultipleChoiceField(
        label=_("Made from these statements"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What the sectors thought of each is kept with the sentence. Those that all accept come first."
        ),
    )

    def __init__(self, *args: Any, results: list[Result], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "statements",
            [
                (
                    str(one.statement.pk),
                    f"{one.statement.text} ({'accepted by all' if one.accepted else 'not by all'})",
                )
                for one in results
            ],
        )
        if not results:
            del self.fields["statements"]

    def chosen(self) -> list[UUID]:
        """Identifiers of the chosen statements."""
        return [UUID(one) for one in self.cleaned_data.get("statements", [])]


class CommentForm(PlainForm):
    """A comment on a version or a line of it."""

    submit_label = _("Send the comment")
    line = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(label=_("What you want to say"), max_length=2000, widget=area(3))

    def __init__(self, *args: Any, sentences: list[Sentence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("line", [("", _("The whole charter")), *_lines(sentences)])


class ProposeForm(PlainForm):
    """A change that somebody proposes."""

    submit_label = _("Propose the change")
    kind = forms.ChoiceField(
        label=_("What should change"), choices=ProposedChange.KINDS, widget=forms.RadioSelect
    )
    line = forms.ChoiceField(
        label=_("Which sentence"), required=False, help_text=_("Not for a new sentence.")
    )
    part = forms.ChoiceField(
        label=_("Where a new sentence belongs"),
        required=False,
        choices=[("", _("as the sentence above")), *PARTS],
    )
    text = forms.CharField(
        label=_("The words you propose"), required=False, max_length=1000, widget=area(3),
        help_text=_("Empty where the sentence should be left out."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=area(3))

    def __init__(self, *args: Any, sentences: list[Sentence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("line", [("", _("A new sentence")), *_lines(sentences)])

    def facts(self) -> dict[str, Any]:
        """What the action needs."""
        data = self.cleaned_data
        line = UUID(data["line"]) if data["line"] else None
        return {name: data[name] for name in ("kind", "part", "text", "reason")} | {"line": line}


def _lines(sentences: list[Sentence]) -> list[tuple[str, str]]:
    return [(str(one.line), f"{one.get_part_display()}: {one.text[:120]}") for one in sentences]


class AnswerForm(PlainForm):
    """The answer to a proposed change."""

    submit_label = _("Keep the answer")
    accepted = forms.TypedChoiceField(
        label=_("The change is"),
        choices=[("yes", _("accepted into the draft")), ("no", _("rejected"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(
        label=_("Why"), max_length=2000, widget=area(3), help_text=_("It stays with the change.")
    )


class PutOutForm(PlainForm):
    """How a version is put out."""

    submit_label = _("Put the charter out for ratification")
    answer_by = forms.DateField(label=_("Ask partners to answer by"), widget=forms.DateInput)
    needed = forms.IntegerField(
        label=_("How many of a hundred organisations must ratify"), initial=100, min_value=51, max_value=100,
        help_text=_("100: all. Whoever leaves the alliance is not counted any more."),
    )  # fmt: skip


class RatifyForm(PlainForm):
    """One's name under what one has read."""

    submit_label = _("Ratify for my organisation")
    digest = forms.CharField(widget=_HIDDEN, max_length=64)
    signed_name = forms.CharField(
        label=_("Your name"), max_length=200, help_text=_("Typed by you, as on paper.")
    )
    entitled = forms.BooleanField(
        label=_("I have read this charter, and I may ratify it for my organisation.")
    )


class RefuseForm(PlainForm):
    """Why an organisation does not ratify."""

    submit_label = _("Do not ratify it as it stands")
    digest = forms.CharField(widget=_HIDDEN, max_length=64)
    reason = forms.CharField(label=_("What must change before you can"), max_length=2000, widget=area(4))


class ReasonForm(PlainForm):
    """A reason."""

    reason = forms.CharField(label=_("Why"), max_length=2000, widget=area(3))
