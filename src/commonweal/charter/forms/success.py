"""Forms of success for each partner."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.charter.actions.success import Gain
from commonweal.charter.forms import area
from commonweal.charter.models import Goal, Stake, Success
from commonweal.charter.rules.success import EFFECTS, KINDS
from commonweal.charter.rules.value import LowerUse
from commonweal.components.forms import Group, PlainForm

TEXTS = ("success", "failure", "brings", "risks", "must_get")


class SuccessForm(PlainForm):
    """What success is for one's own organisation."""

    submit_label = _("Save it for all partners to read")

    success = forms.CharField(label=_("Success would be for us"), max_length=2000, widget=area(3))
    failure = forms.CharField(label=_("Failure would be for us"), max_length=2000, widget=area(3))
    brings = forms.CharField(label=_("What we bring"), max_length=2000, widget=area(3))
    brings_kinds = forms.MultipleChoiceField(
        label=_("That is"), choices=list(KINDS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    risks = forms.CharField(label=_("What we risk"), max_length=2000, widget=area(3))
    must_get = forms.CharField(
        label=_("What we must get, or we cannot stay"), max_length=2000, widget=area(3)
    )
    gets_kinds = forms.MultipleChoiceField(
        label=_("That is"), choices=list(KINDS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )

    @staticmethod
    def initial_of(row: Success | None) -> dict[str, Any]:
        """What was written last."""
        return {name: getattr(row, name) for name in (*TEXTS, "brings_kinds", "gets_kinds")} if row else {}


class StakesForm(PlainForm):
    """What each goal does to one's own organisation."""

    submit_label = _("Save what the goals do to us")

    def __init__(self, *args: Any, goals: list[Goal], said: dict[Any, Stake], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = goals
        choices = [("", _("not said")), *((str(effect), words) for effect, words in EFFECTS.items())]
        self.groups = tuple(Group(one.title, (f"effect-{one.pk}", f"text-{one.pk}")) for one in goals)
        for one in goals:
            before = said.get(one.pk)
            self.fields[f"effect-{one.pk}"] = forms.ChoiceField(
                label=_("For us"),
                choices=choices,
                required=False,
                initial=str(before.effect) if before else "",
            )
            self.fields[f"text-{one.pk}"] = forms.CharField(
                label=_("Why"), required=False, max_length=500, initial=before.text if before else ""
            )

    def effects(self) -> dict[Goal, tuple[int, str]]:
        """What was chosen."""
        data = self.cleaned_data
        return {
            one: (int(data[f"effect-{one.pk}"]), data[f"text-{one.pk}"])
            for one in self.goals
            if data[f"effect-{one.pk}"] != ""
        }


def _dollars(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=14, decimal_places=2, **more)


class ValueForm(PlainForm):
    """A value case of up to three lines: a contract, lower use, the mission."""

    submit_label = _("Show this value case to the alliance")
    groups = (
        Group(
            _("From a contract, as simulated"),
            ("contract_text", "low", "likely", "high", "contract_basis"),
            _("Try the contract, and take over what comes out; or leave it empty."),
        ),
        Group(
            _("From lower use"),
            (
                "use_text",
                "rate_now",
                "rate_then",
                "people",
                "cost",
                "share",
                "sure_low",
                "sure_high",
                "use_basis",
            ),
            _(
                "Less use × what it costs × the part that stays with you. Leave it empty where it does not apply."
            ),
        ),
        Group(_("For the mission"), ("mission", "note")),
    )

    contract_text = forms.CharField(label=_("The contract"), max_length=300, required=False)
    low = _dollars(_("Least, dollars a year"), help_text=_("The 10th of a hundred drawn years."))
    likely = _dollars(_("Likely, dollars a year"), help_text=_("The middle one."))
    high = _dollars(_("Most, dollars a year"), help_text=_("The 90th."))
    contract_basis = forms.CharField(
        label=_("What it rests on"), max_length=300, required=False,
        help_text=_("Which terms, how many drawn years, what varies."),
    )  # fmt: skip
    use_text = forms.CharField(
        label=_("What there would be less of"),
        max_length=300,
        required=False,
        help_text=_("“Emergency visits”"),
    )
    rate_now = _dollars(_("A year now, per 1,000 people"), min_value=Decimal(0))
    rate_then = _dollars(_("A year then, per 1,000 people"), min_value=Decimal(0))
    people = forms.IntegerField(label=_("How many people"), required=False, min_value=0)
    cost = _dollars(_("Dollars that one costs"), min_value=Decimal(0))
    share = forms.DecimalField(
        label=_("The part that stays with you, in %"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
    )
    sure_low = forms.DecimalField(
        label=_("Cautious: so much of it, in %"),
        required=False,
        initial=50,
        min_value=Decimal(0),
        max_value=Decimal(100),
    )
    sure_high = forms.DecimalField(
        label=_("Hopeful: so much of it, in %"),
        required=False,
        initial=125,
        min_value=Decimal(100),
        max_value=Decimal(500),
    )
    use_basis = forms.CharField(
        label=_("Where the figures are from"), max_length=300, required=False,
        help_text=_("The published version, the fee schedule, a guess: say it."),
    )  # fmt: skip
    mission = forms.CharField(
        label=_("What it does for your mission, in words"), max_length=500, required=False, widget=area(3)
    )
    note = forms.CharField(label=_("Anything else"), max_length=2000, required=False, widget=area(3))

    def clean(self) -> dict[str, Any]:
        """A line is whole or empty."""
        data = super().clean() or {}
        wanted = ("rate_now", "rate_then", "people", "cost", "share")
        if data.get("use_text") and any(data.get(name) is None for name in wanted):
            missing = next(name for name in wanted if data.get(name) is None)
            if missing not in self.errors:
                self.add_error(missing, _("Lower use needs all of its figures."))
        amounts = ("low", "likely", "high")
        if data.get("contract_text") and any(data.get(name) is None for name in amounts):
            missing = next(name for name in amounts if data.get(name) is None)
            if missing not in self.errors:
                self.add_error(missing, _("A contract needs the least, the likely and the most."))
        return data

    def gains(self) -> list[Gain]:
        """The lines that are filled in."""
        data = self.cleaned_data
        found = []
        if data["contract_text"]:
            basis = (
                "The simulation",
                f"{data['low']:,} to {data['high']:,} dollars",
                data["contract_basis"] or "not said",
            )
            found.append(
                Gain("settlement", data["contract_text"], data["low"], data["likely"], data["high"], [basis])
            )
        if data["use_text"]:
            found.append(self._lower_use(data))
        if data["mission"]:
            found.append(Gain("mission", " ".join(data["mission"].split())))
        return found

    @staticmethod
    def _lower_use(data: dict[str, Any]) -> Gain:
        sure_low, sure_high = data["sure_low"] or Decimal(50), data["sure_high"] or Decimal(125)
        used = LowerUse(
            data["rate_now"], data["rate_then"], data["people"], data["cost"], data["share"] / 100,
            sure_low / 100, sure_high / 100,
        )  # fmt: skip
        low, likely, high = used.gains()
        basis = data["use_basis"] or "not said"
        assumptions = [
            ("A year now", f"{data['rate_now']} per 1,000 people", basis),
            ("A year then", f"{data['rate_then']} per 1,000 people", "an assumption"),
            ("People", f"{data['people']:,}", basis),
            ("What one costs", f"{data['cost']:,} dollars", basis),
            ("The part that stays here", f"{data['share']} %", "an assumption"),
            ("Fewer a year", f"{used.events_fewer:,.1f}", "worked out from the lines above"),
            ("Cautious and hopeful", f"{sure_low} % and {sure_high} % of the likely fall", "an assumption"),
        ]
        return Gain("lower_use", f"Fewer: {data['use_text']}", low, likely, high, assumptions, basis)
