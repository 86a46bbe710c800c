"""Forms about proposals, ballots and what surrounds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commonweal.components.forms import Group, PlainForm, prepare
from commonweal.governance.forms.bodies import QUORUM_HINT, RULE_HINT
from commonweal.governance.forms.fields import (
    Choices,
    Several,
    clean_quorum,
    clean_rule,
    ids,
    known,
    lines,
    named,
)
from commonweal.governance.models import Body, Evidence, Proposal
from commonweal.governance.queries.proposals import method_of
from commonweal.governance.rules.rights import KINDS
from commonweal.governance.rules.votes import CHOICES, GRADIENTS, Choice, Method

CHOICE_WORDS: dict[Choice, Any] = {
    Choice.FOR: _("For"),
    Choice.AGAINST: _("Against"),
    Choice.ABSTAIN: _("Abstain"),
    Choice.CONSENT: _("Consent"),
    Choice.CONCERN: _("Consent, with a concern"),
    Choice.OBJECTION: _("Object: I see a harm"),
    Choice.AGREE: _("Agree"),
    Choice.RESERVATIONS: _("Agree, with reservations"),
    Choice.STAND_ASIDE: _("Stand aside"),
    Choice.BLOCK: _("Block"),
}


class ProposalForm(PlainForm):
    """A question to be decided."""

    submit_label = _("Save the proposal")
    groups = (
        Group(_("The question"), ("question", "background", "kind", "body", "amount", "subject", "topic")),
        Group(_("Whom to ask and whom it touches"), ("consulted", "consult_until", "concerns")),
        Group(
            _("How it is decided"),
            ("rule", "quorum", "options", "winners", "tie", "secret", "in_meeting", "decider", "supersedes"),
            _("Empty: as the body decides, or as decision rights say for this kind."),
        ),
    )

    question = forms.CharField(label=_("Question"), max_length=300, help_text=_("One that can be answered."))
    background = forms.CharField(
        label=_("What one needs to know"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": "8"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind of decision"), choices=list(KINDS.items()), initial="other")
    body = forms.ChoiceField(
        label=_("Who decides"),
        required=False,
        help_text=_("Where decision rights name a body, it goes there."),
    )
    amount = forms.DecimalField(
        label=_("Amount, in dollars"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    subject = forms.CharField(
        label=_("What exactly it is about"), required=False, max_length=300,
        help_text=_("The name of the partner, agreement or payment. The decision then opens that, and nothing else."),
    )  # fmt: skip
    topic = forms.CharField(label=_("Topic"), required=False, max_length=80)
    consulted = Several(label=_("Ask these first"), required=False)
    consult_until = forms.DateTimeField(label=_("They can answer until"), required=False)
    concerns = Several(
        label=_("It concerns these partners directly"), required=False,
        help_text=_("Whoever has an interest in one of them is asked to stand aside."),
    )  # fmt: skip
    rule = forms.CharField(label=_("Rule"), required=False, max_length=200, help_text=RULE_HINT)
    quorum = forms.CharField(label=_("Quorum"), required=False, max_length=100, help_text=QUORUM_HINT)
    options = forms.CharField(
        label=_("Options"), required=False, max_length=4000, widget=forms.Textarea,
        help_text=_("For ranked choice and score: one on each line. Equal options stay in this order."),
    )  # fmt: skip
    winners = forms.IntegerField(label=_("How many options win"), initial=1, min_value=1, max_value=50)
    tie = forms.ChoiceField(
        label=_("When nothing else decides between equals"), required=False,
        choices=[
            ("", _("As the body does")),
            ("chair", _("The chair's own vote")),
            ("listed", _("The option that is listed first")),
            ("undecided", _("Nobody wins; the body decides again")),
        ],
    )  # fmt: skip
    secret = forms.ChoiceField(
        label=_("Votes"), required=False,
        choices=[("", _("As the body votes")), ("no", _("Open")), ("yes", _("Secret"))],
    )  # fmt: skip
    in_meeting = forms.BooleanField(
        label=_("In a meeting"), required=False,
        help_text=_("Who is present is marked, and the vote can be counted there and then."),
    )  # fmt: skip
    decider = forms.ChoiceField(
        label=_("Who decides after hearing the others"),
        required=False,
        help_text=_("Only for the rule “advice”."),
    )
    supersedes = forms.ChoiceField(label=_("Takes the place of"), required=False)

    def __init__(
        self,
        *args: Any,
        bodies: Iterable[Body],
        seats: Iterable[Any],
        members: Iterable[Any],
        decisions: Iterable[Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies, self.seats, self.decisions = list(bodies), list(seats), list(decisions)
        self.offer(
            "decider",
            [
                ("", _("Nobody alone")),
                *((str(one.pk), f"{one.body.name}: {one.organisation.name}") for one in self.seats),
            ],
        )
        partners = named(members)
        self.offer("body", named(self.bodies, _("As decision rights say")))
        self.offer("consulted", partners)
        self.offer("concerns", partners)
        self.offer(
            "supersedes",
            [
                ("", _("No earlier decision")),
                *((str(one.pk), f"{one.number}: {one.question}") for one in self.decisions),
            ],
        )

    def clean_rule(self) -> str:
        return clean_rule(self.cleaned_data["rule"])

    def clean_quorum(self) -> str:
        return clean_quorum(self.cleaned_data["quorum"])

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = dict(self.cleaned_data)
        return data | {
            "body": known(self.bodies, data["body"]),
            "supersedes": known(self.decisions, data["supersedes"]),
            "decider": known(self.seats, data["decider"]),
            "consulted": ids(data["consulted"]),
            "concerns": ids(data["concerns"]),
            "options": lines(data["options"]),
            "secret": {"": None, "yes": True, "no": False}[data["secret"]],
        }


class WordsForm(PlainForm):
    """What can still be changed before a vote opens."""

    submit_label = _("Save the proposal")

    question = forms.CharField(label=_("Question"), max_length=300)
    background = forms.CharField(
        label=_("What one needs to know"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": "8"}),
    )  # fmt: skip
    subject = forms.CharField(label=_("What exactly it is about"), required=False, max_length=300)
    topic = forms.CharField(label=_("Topic"), required=False, max_length=80)
    consult_until = forms.DateTimeField(label=_("Those asked first can answer until"), required=False)


class EvidenceForm(PlainForm):
    """Something a question rests on: chosen from what stands here, or named with its address."""

    submit_label = _("Add the evidence")

    known = forms.ChoiceField(
        label=_("Something that stands here"), required=False,
        help_text=_("An indicator is shown with its last published value, whenever somebody reads the proposal."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Or something else"), choices=Evidence.KINDS, required=False, initial="page"
    )
    label = forms.CharField(label=_("In a few words"), required=False, max_length=200)
    reference = forms.CharField(
        label=_("Where it is"),
        required=False,
        max_length=500,
        help_text=_("The address of a page or document."),
    )

    def __init__(self, *args: Any, grounds: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {"indicator": _("Indicators"), "statement": _("Statements"), "document": _("Documents")}
        self.offer(
            "known",
            [
                ("", _("Nothing of these")),
                *(
                    (titles.get(kind, kind), [(f"{kind}:{reference}", name) for reference, name in rows])
                    for kind, rows in grounds.items()
                    if rows
                ),
            ],
        )
        self.names = {
            f"{kind}:{reference}": name for kind, rows in grounds.items() for reference, name in rows
        }

    def clean_reference(self) -> str:
        """An address, or a plain word."""
        where: str = self.cleaned_data["reference"].strip()
        if where and ":" in where and not where.startswith(("https://", "http://")):
            raise forms.ValidationError(_("An address begins with https://."))
        return where

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        data = super().clean() or self.cleaned_data
        if not data.get("known") and not data.get("label") and "label" not in self.errors:
            self.add_error("label", _("Choose something, or say in a few words what it is."))
        return data

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = self.cleaned_data
        if chosen := data["known"]:
            kind, _colon, reference = chosen.partition(":")
            return {"kind": kind, "label": data["label"] or self.names[chosen][:200], "reference": reference}
        return {"kind": data["kind"] or "page", "label": data["label"], "reference": data["reference"]}


class OpinionForm(PlainForm):
    """What one thinks before the vote."""

    submit_label = _("Give your opinion")

    level = forms.ChoiceField(label=_("Where I stand"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(label=_("In words"), required=False, max_length=4000, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "level",
            [
                ("", _("I do not say")),
                *((str(n), _now(step)) for n, step in enumerate(GRADIENTS, start=1)),
            ],
        )

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        level = self.cleaned_data["level"]
        return {"text": self.cleaned_data["text"], "level": int(level) if level else None}


class OpenForm(PlainForm):
    """Until when people can vote."""

    submit_label = _("Open the vote")

    closes = forms.DateTimeField(
        label=_("Votes count until just before"), help_text=_("At this very moment the vote is over.")
    )


class BallotForm(PlainForm):
    """A ballot: what its rule asks for."""

    submit_label = _("Cast the ballot")

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = method_of(proposal.rule)
        self.options = list(proposal.options)
        if self.method is Method.RANKED:
            places = [("", _("not ranked")), *((str(n), str(n)) for n in range(1, len(self.options) + 1))]
            self._each(lambda: forms.ChoiceField(choices=places, required=False))
        elif self.method is Method.SCORE:
            points = [("", _("no score")), *((str(n), str(n)) for n in range(6))]
            self._each(lambda: forms.ChoiceField(choices=points, required=False))
        elif self.method is Method.GRADIENTS:
            steps = [(str(n), _now(step)) for n, step in enumerate(GRADIENTS, start=1)]
            self.fields["level"] = forms.ChoiceField(
                label=_("Where I stand"), choices=steps, widget=forms.RadioSelect
            )
        else:
            self.fields["choice"] = forms.ChoiceField(
                label=_("My vote"), widget=forms.RadioSelect,
                choices=[(one.value, CHOICE_WORDS[one]) for one in CHOICES[self.method]],
            )  # fmt: skip
        if self.method in {Method.RANKED, Method.SCORE}:
            self.fields["abstain"] = forms.BooleanField(label=_("Abstain instead"), required=False)
        if not proposal.secret:
            self.fields["reason"] = forms.CharField(
                label=_("Why"), required=False, max_length=2000, widget=forms.Textarea,
                help_text=_("Needed with an objection or a block; kept as dissent with a vote against."),
            )  # fmt: skip

        for field in self.fields.values():
            prepare(field)

    def _each(self, field: Any) -> None:
        for number, option in enumerate(self.options):
            self.fields[f"option{number}"] = field()
            self.fields[f"option{number}"].label = option

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        places = [data.get(f"option{number}") for number in range(len(self.options))]
        given = [one for one in places if one]
        if self.method is Method.RANKED and len(set(given)) != len(given):
            raise forms.ValidationError(_("Two options have the same place. Give each a place of its own."))
        return data

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = self.cleaned_data
        facts: dict[str, Any] = {"reason": data.get("reason", ""), "choice": data.get("choice", "")}
        if data.get("abstain"):
            return facts | {"choice": Choice.ABSTAIN.value}
        values = {option: data.get(f"option{n}") for n, option in enumerate(self.options)}
        given = {option: int(value) for option, value in values.items() if value}
        if self.method is Method.RANKED:
            facts["ranking"] = sorted(given, key=lambda one: given[one])
        elif self.method is Method.SCORE:
            facts["scores"] = given
        elif self.method is Method.GRADIENTS:
            facts["level"] = int(data["level"])
        return facts


class RecuseForm(PlainForm):
    """Why a seat stands aside."""

    submit_label = _("Stand aside")

    interest = forms.ChoiceField(label=_("Interest in the register"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, *args: Any, interests: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interests = list(interests)
        self.offer(
            "interest",
            [
                ("", _("None")),
                *((str(one.pk), f"{one.get_kind_display()}: {one.text}") for one in self.interests),
            ],
        )

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        return {
            "reason": self.cleaned_data["reason"],
            "interest": known(self.interests, self.cleaned_data["interest"]),
        }


class MetForm(PlainForm):
    """What change met an objection."""

    submit_label = _("My objection is met")

    change = forms.CharField(label=_("What was changed"), max_length=2000, widget=forms.Textarea)


class PresentForm(PlainForm):
    """Who is in the meeting."""

    submit_label = _("Mark who is present")

    seats = Several(label=_("Seats present"), required=False)

    def __init__(self, *args: Any, electors: Sequence[Any], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"seats": [str(one.seat_id) for one in electors if one.present]})
        super().__init__(*args, **kwargs)
        self.offer("seats", [(str(one.seat_id), one.label) for one in electors])


class CountForm(PlainForm):
    """What the log says beside the numbers."""

    submit_label = _("Count the votes")

    reason = forms.CharField(
        label=_("Why the body decides so"), required=False, max_length=4000, widget=forms.Textarea,
        help_text=_("What somebody will want to know in two years."),
    )  # fmt: skip
    dissent = forms.CharField(
        label=_("Dissent beside the ballots"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=_("Reasons on open ballots are kept anyway."),
    )  # fmt: skip
    review_on = forms.DateField(label=_("Look at it again on"), required=False, widget=forms.DateInput)
