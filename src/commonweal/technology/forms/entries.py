"""The forms of plain entries: fields of a row, in words, with choices from its own partnership only."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.charter.models import Goal
from commonweal.components.forms import PlainModelForm, sent_again
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.partners.models import Site
from commonweal.payments.models import ContractYear, Pool
from commonweal.technology.actions import KINDS
from commonweal.technology.actions.entries import read_as
from commonweal.technology.models import Kept, Partnership

FIELDS: dict[str, tuple[str, ...]] = {
    "contact": ("side", "role", "name", "email", "phone", "since", "until"),
    "asset": (
        "kind", "name", "variant", "units", "site", "owner", "maker", "hosted_on", "known_by", "bought_on",
        "contract", "support_ends", "yearly_cost", "risk", "on_status_page", "retired_on",
    ),
    "use": ("asset", "on", "meant", "using", "trained", "satisfaction", "workaround"),
    "need": ("title", "area", "goal", "measure", "raised_by", "met_on"),
    "step": ("move", "title", "asset", "need", "due", "alternatives", "done_on"),
    "cost": ("step", "year", "amount"),
    "decision": ("step", "outcome", "reason"),
    "course": ("title", "workflow", "roles", "asset", "step", "ticket", "valid_months", "by_hand"),
    "learner": ("name", "unit", "role", "left_on"),
    "session": ("course", "starts_at", "place", "places", "trainer"),
    "project": ("title", "goal", "measure", "step", "customer_lead", "supplier_lead", "starts", "ends"),
    "milestone": ("project", "title", "goal", "due"),
    "check": ("project", "question"),
    "benefit": ("project", "title", "unit", "measure", "baseline", "promised", "by"),
    "measured": ("benefit", "on", "value", "source"),
    "level": ("severity", "respond_minutes", "resolve_minutes", "always"),
    "hours": ("weekday", "opens", "closes"),
    "holiday": ("day", "name"),
    "notice": ("asset", "text"),
    "money": ("kind", "what_for", "year", "pool"),
    "paid": ("month", "amount", "what_for", "reference"),
    "question": ("question", "decision", "measure", "who", "rhythm"),
    "indicator": ("goal", "measure"),
    "group": ("kind", "name", "customer_lead", "supplier_lead", "criteria"),
    "problem": ("group", "title", "who", "evidence"),
    "idea": ("problem", "title", "text", "owner", "effort", "value"),
    "cycle": ("idea", "plan", "prediction", "starts", "ends", "learned", "outcome", "next"),
    "terms": ("idea", "brought", "made", "data"),
}  # fmt: skip

WORDS: dict[str, tuple[Any, Any]] = {
    "alternatives": (_("What else was considered"), _("And why not, in a sentence each.")),
    "always": (_("Counts around the clock"), _("Otherwise only while the desk is open.")),
    "area": (_("Clinical area"), _("Cardiology, emergency, the whole house …")),
    "asset": (_("About which asset"), ""),
    "baseline": (_("Value before"), ""),
    "benefit": (_("Which benefit"), ""),
    "bought_on": (_("In use since"), ""),
    "brought": (_("What each side brings and keeps"), ""),
    "by": (_("Promised for"), ""),
    "by_hand": (_("How competence is seen"), _("What somebody must do in front of whoever signs it off.")),
    "cloud": (_("Where it runs"), ""),
    "contract": (_("Contract"), ""),
    "course": (_("Which course"), ""),
    "criteria": (_("Criteria for ideas"), _("What the group asks before it tries something.")),
    "customer_lead": (_("Accountable at the health system"), ""),
    "data": (_("Who may use which data for what"), ""),
    "decision": (_("The decision that needs it"), ""),
    "done_on": (_("Done on"), _("Empty while it is not done.")),
    "due": (_("Due"), ""),
    "effort": (_("Effort, 1 (a day) to 5 (a year)"), ""),
    "evidence": (_("How do you know?"), _("Count it or tell what happened. No names of people served.")),
    "goal": (_("For which goal"), ""),
    "group": (_("Which group"), ""),
    "hosted_on": (_("Where it runs"), _("A cloud or a data centre, by its name.")),
    "idea": (_("Which idea"), ""),
    "kind": (_("Kind"), ""),
    "known_by": (_("Who alone knows it"), _("If it hangs on one person, their name. Else empty.")),
    "learned": (_("What was learned"), _("Empty until the test is over.")),
    "left_on": (_("Left on"), ""),
    "made": (_("Who owns what is made together"), ""),
    "maker": (_("Supplier"), ""),
    "meant": (_("Meant to use it"), ""),
    "measure": (_("Indicator"), _("As the alliance publishes it.")),
    "met_on": (_("Met on"), _("Empty while it is not met.")),
    "month": (_("Month"), _("Any day of it.")),
    "next": (_("What follows"), ""),
    "on": (_("On"), ""),
    "on_status_page": (_("Show it on the status page"), _("Partners see whether it runs.")),
    "outcome": (_("Outcome"), ""),
    "owner": (_("Owner"), ""),
    "plan": (_("What will be tried, where, with whom"), ""),
    "prediction": (_("What you expect, in figures"), ""),
    "problem": (_("For which problem"), ""),
    "project": (_("Which project"), ""),
    "reference": (_("Invoice or ledger entry"), ""),
    "resolve_minutes": (_("Minutes to a solution"), ""),
    "respond_minutes": (_("Minutes to a first answer"), ""),
    "retired_on": (_("Out of use since"), ""),
    "risk": (_("Risk, 1 (low) to 5 (high)"), ""),
    "roles": (_("Who needs it"), _("Roles, with commas between them: nurse, radiographer.")),
    "satisfaction": (_("Satisfaction, 1 to 5"), ""),
    "since": (_("From"), ""),
    "step": (_("Which step of the roadmap"), ""),
    "supplier_lead": (_("Accountable at the supplier"), ""),
    "support_ends": (_("Support ends"), ""),
    "terms": (_("Who owns what"), ""),
    "text": (_("In words"), ""),
    "ticket": (_("From which problem"), ""),
    "trained": (_("Of these, trained"), ""),
    "until": (_("Until"), _("The first day on which they no longer do; empty while they do.")),
    "using": (_("Of these, use it"), ""),
    "valid_months": (_("Valid for how many months"), _("Empty: it does not expire.")),
    "value": (_("Value, 1 to 5"), ""),
    "variant": (
        _("Product and version"),
        _("The same words for the same product: standardisation counts them."),
    ),
    "what_for": (_("What for"), ""),
    "who": (_("Who"), ""),
    "workaround": (_("Work done around it"), _("What people do instead, and why.")),
    "year": (_("Year"), ""),
    "yearly_cost": (_("Cost in a year, $, of all units"), ""),
}
OF_KIND: dict[tuple[str, str], tuple[Any, Any]] = {
    ("asset", "kind"): (_("Kind"), _("Infusion pump, imaging archive …: what could replace each other.")),
    ("asset", "name"): (_("Name"), _("As people here call it.")),
    ("indicator", "goal"): (_("Which goal or aim"), ""),
    ("question", "who"): (_("Who gets the answer"), ""),
    ("problem", "who"): (_("Who has it"), ""),
    ("measured", "value"): (_("Value"), ""),
    ("money", "year"): (_("Contract year"), _("Either this or a pool.")),
    ("notice", "text"): (_("In words for everybody"), ""),
    ("cycle", "outcome"): (_("What was measured"), _("Against the prediction.")),
    ("decision", "outcome"): (_("Decision"), ""),
    ("project", "step"): (_("Step of the roadmap"), ""),
}


class EntryForm(PlainModelForm):
    """A row of a partnership, without the partnership itself: that stands in the address."""

    submit_label = _("Save the entry")

    def __init__(self, *args: Any, kind: str, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label, hint = OF_KIND.get((kind, name)) or WORDS.get(name) or (None, "")
            if label:
                field.label, field.help_text = label, hint
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("Choose") if field.required else _("none")
                _narrow(field, partnership)
            if name == "measure":
                self.fields[name] = _measures(field)
        self.partnership = partnership
        if not self.instance._state.adding:
            read = read_as(self.instance, self.fields)
            self.fields["read"] = forms.CharField(required=False, initial=read, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """What the act takes: the fields of the row."""
        return {name: value for name, value in self.cleaned_data.items() if name != "read"}

    def met(self, theirs: Kept) -> str:
        """Somebody saved meanwhile: what they wrote, in words. Saved again, the form takes the place of theirs."""
        names = [name for name in self.fields if name != "read"]
        self.data = sent_again(self.data, read=read_as(theirs, names))
        mine = self.facts()
        told = [
            _("“%(field)s” is now “%(value)s”")
            % {"field": self.fields[name].label, "value": _words(theirs, name)}
            for name in names
            if getattr(theirs, name) != mine.get(name)
        ]
        return "; ".join(str(one) for one in told)

    def clean(self) -> dict[str, Any]:
        """Spans that end before they begin, and parts larger than their whole, said by the field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for first, last in (("starts", "ends"), ("since", "until"), ("opens", "closes")):
            if data.get(first) is not None and data.get(last) is not None and data[last] < data[first]:
                self.add_error(last, _("This is before the beginning."))
        for part in ("using", "trained"):
            if data.get(part) is not None and data.get("meant") is not None and data[part] > data["meant"]:
                self.add_error(part, _("These cannot be more than are meant to use it."))
        if "year" in data and "pool" in data and (data["year"] is None) == (data["pool"] is None):
            self.add_error("year", _("Choose a contract year or a pool, one of the two."))
        if bool(data.get("learned")) != bool(data.get("next")):
            self.add_error("next", _("A test that is over says what was learned and what follows."))
        if data.get("month"):
            data["month"] = data["month"].replace(day=1)
        if data.get("respond_minutes") and data.get("resolve_minutes", 0) < data["respond_minutes"]:
            self.add_error("resolve_minutes", _("A solution takes at least as long as the first answer."))
        return data

    def validate_constraints(self) -> None:
        """The database says this, and the act puts it into words: the row does not know its partnership yet."""


def _words(row: Kept, name: str) -> str:
    """A field's value as a reader knows it."""
    value = getattr(row, f"get_{name}_display", lambda: getattr(row, name))()
    return ", ".join(value) if isinstance(value, list) else "–" if value in (None, "") else str(value)


def _narrow(field: forms.ModelChoiceField[Any], partnership: Partnership) -> None:
    rows = field.queryset
    assert rows is not None
    model = rows.model
    if issubclass(model, Kept):
        field.queryset = rows.filter(partnership=partnership)
    elif model is Site:
        field.queryset = Site.objects.filter(organisation_id=partnership.customer_id).order_by("name")
        field.label_from_instance = lambda obj: str(obj.name)  # type: ignore[method-assign]
    elif model is Goal:
        field.queryset = Goal.objects.filter(ended_at__isnull=True).order_by("position")
        field.label_from_instance = lambda obj: str(obj.title)  # type: ignore[method-assign]
    elif model in (ContractYear, Pool):
        field.label_from_instance = lambda obj: str(getattr(obj, "title", "") or obj.name)  # type: ignore[method-assign]


def _measures(old: forms.Field) -> forms.ChoiceField:
    choices = [("", _("none")), *((name, one.title) for name, one in sorted(MEASURES.items()))]
    return forms.ChoiceField(label=old.label, help_text=old.help_text, choices=choices, required=old.required)


class RolesField(forms.CharField):
    """Roles with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return list(dict.fromkeys(one.strip().lower() for one in text.split(",") if one.strip()))[:30]


class MinutesField(forms.TimeField):
    """A time of day, kept as minutes after midnight. Midnight at the end of a day is written 00:00 in `closes`."""

    def __init__(self, *, at_end: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput, **kwargs)
        self.at_end = at_end

    def prepare_value(self, value: Any) -> Any:
        return time(value % 1440 // 60, value % 60) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        got = super().to_python(value)
        if got is None:
            return None
        minutes = got.hour * 60 + got.minute
        return 1440 if self.at_end and minutes == 0 else minutes


def form_class(kind: str) -> type[EntryForm]:
    """The form of a kind of entry."""
    entry = KINDS[kind]
    own: dict[str, Any] = {}
    if kind == "course":
        own["roles"] = RolesField(max_length=400)
    if kind == "hours":
        own["opens"] = MinutesField(label=_("Opens"))
        own["closes"] = MinutesField(
            label=_("Closes"), at_end=True, help_text=_("00:00 is the end of the day.")
        )
    meta = type("Meta", (), {"model": entry.model, "fields": FIELDS[kind]})
    made: type[EntryForm] = type(f"{kind.title()}Form", (EntryForm,), {"Meta": meta, **own})
    return made
