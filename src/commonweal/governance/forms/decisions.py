"""Forms about the decision log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import PlainForm
from commonweal.governance.forms.fields import Several, ids, known, named
from commonweal.governance.models import Body
from commonweal.governance.rules.rights import KINDS


class RecordForm(PlainForm):
    """A decision from the minutes."""

    submit_label = _("Write it into the log")

    body = forms.ChoiceField(label=_("Who decided"))
    question = forms.CharField(label=_("Question"), max_length=300)
    carried = forms.ChoiceField(label=_("Answer"), choices=[("yes", _("Carried")), ("no", _("Not carried"))])
    decided_on = forms.DateField(label=_("Decided on"), widget=forms.DateInput)
    kind = forms.ChoiceField(label=_("Kind of decision"), choices=list(KINDS.items()), initial="other")
    topic = forms.CharField(label=_("Topic"), required=False, max_length=80)
    subject = forms.CharField(label=_("What exactly it is about"), required=False, max_length=300)
    amount = forms.DecimalField(
        label=_("Amount, in dollars"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    rule = forms.CharField(label=_("How it was decided"), required=False, max_length=200)
    reason = forms.CharField(label=_("Why"), max_length=4000, widget=forms.Textarea)
    dissent = forms.CharField(label=_("Dissent"), required=False, max_length=4000, widget=forms.Textarea)
    review_on = forms.DateField(label=_("Look at it again on"), required=False, widget=forms.DateInput)
    supersedes = forms.ChoiceField(label=_("Takes the place of"), required=False)

    def __init__(self, *args: Any, bodies: Iterable[Body], decisions: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies, self.decisions = list(bodies), list(decisions)
        self.offer("body", named(self.bodies, _("Choose one")))
        self.offer(
            "supersedes",
            [
                ("", _("No earlier decision")),
                *((str(one.pk), f"{one.number}: {one.question}") for one in self.decisions),
            ],
        )

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = dict(self.cleaned_data)
        return data | {
            "body": known(self.bodies, data["body"]),
            "supersedes": known(self.decisions, data["supersedes"]),
            "carried": data["carried"] == "yes",
            "decided_on": timezone.make_aware(datetime.combine(data["decided_on"], time())),
        }


class ActionForm(PlainForm):
    """Who does what by when."""

    submit_label = _("Write the action down")

    text = forms.CharField(label=_("What is done"), max_length=300)
    organisation = forms.ChoiceField(label=_("By whom"))
    due_on = forms.DateField(label=_("Until"), widget=forms.DateInput)

    def __init__(self, *args: Any, members: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        self.offer("organisation", named(self.members, _("Choose one")))

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = dict(self.cleaned_data)
        return data | {"organisation": known(self.members, data["organisation"]).pk}


class TellForm(PlainForm):
    """Whom else to tell."""

    submit_label = _("Tell these people")

    people = Several(label=_("People"))

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("people", named(people))

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        return {"people": ids(self.cleaned_data["people"])}


class ExplainForm(PlainForm):
    """Why a decision was taken, after the count."""

    submit_label = _("Write down why")

    reason = forms.CharField(label=_("Why"), max_length=4000, widget=forms.Textarea)
    review_on = forms.DateField(label=_("Look at it again on"), required=False, widget=forms.DateInput)


class ReviewForm(PlainForm):
    """What a look back found."""

    submit_label = _("Keep the decision")

    note = forms.CharField(label=_("What the review found"), max_length=2000, widget=forms.Textarea)
    next_review = forms.DateField(label=_("Look at it again on"), required=False, widget=forms.DateInput)
    no_action_needed = forms.BooleanField(label=_("Nothing needs to be done because of it"), required=False)
