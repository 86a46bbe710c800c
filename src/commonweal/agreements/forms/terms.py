"""The machine-readable terms of every kind, as forms: one section for each group that the kind may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from commonweal.agreements import rules, switches
from commonweal.agreements.forms.drafting import ClauseForm, paragraph_field
from commonweal.components.forms import PlainForm
from commonweal.partners.models import Organisation

EVERY = [("", _("choose how often")), *((key, title) for key, title in rules.PERIODS.items())]


class GroupForm(PlainForm):
    """One clause of a group. `KEY`: the field without which the clause says nothing; `PARTIES`: lists of parties."""

    KEY: ClassVar[str] = "what"
    PARTIES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, members: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.PARTIES:
            self.offer(name, [(str(one.pk), one.name) for one in members])

    @property
    def aside(self) -> tuple[str, ...]:
        """Fields that most clauses leave as they are."""
        return self.PARTIES

    def says_something(self) -> bool:
        """Was the clause begun at all?"""
        return bool(self.cleaned_data.get(self.KEY))

    def clause(self) -> dict[str, Any]:
        """As terms keep it; what is empty is left out."""
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "", [])}

    @staticmethod
    def initial_of(raw: dict[str, Any]) -> dict[str, Any]:
        """A stored clause as the form shows it."""
        return dict(raw)


def _parties(label: Any, hint: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=hint
    )


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=3660)


class ContributionForm(GroupForm):
    """Who brings what."""

    PARTIES = ("by",)
    what = forms.CharField(label=_("What is brought"), required=False, max_length=500)
    every = forms.ChoiceField(label=_("How often"), required=False, choices=EVERY)
    by = _parties(_("By whom"), _("Nobody chosen: every party."))
    paragraph = paragraph_field()


class WorkflowForm(GroupForm):
    """Times to answer and to finish referrals between the parties."""

    PARTIES = ("senders", "receivers")
    KEY = "answer"
    steps = forms.CharField(label=_("Steps, in a sentence or two"), required=False, max_length=2000)
    answer_urgent = _days(_("Answer to urgent ones, in business days"))
    answer_soon = _days(_("… to those needed soon"))
    answer_routine = _days(_("… to routine ones"))
    finish_urgent = _days(_("Finish urgent ones, in days"))
    finish_soon = _days(_("… those needed soon"))
    finish_routine = _days(_("… routine ones"))
    domains = forms.MultipleChoiceField(
        label=_("For which needs"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: every need."),
    )  # fmt: skip
    senders = _parties(_("Who sends"), _("Nobody chosen: every party."))
    receivers = _parties(_("Who receives"), _("Nobody chosen: every party."))
    paragraph = paragraph_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("domains", list(switches.needs().items()))

    def says_something(self) -> bool:
        """Was a time given?"""
        return any(
            self.cleaned_data.get(f"{act}_{one}") for act in ("answer", "finish") for one in rules.URGENCIES
        )

    def clause(self) -> dict[str, Any]:
        """As terms keep it."""
        found = {key: value for key, value in super().clause().items() if "_" not in key}
        for act in ("answer", "finish"):
            days = {one: self.cleaned_data.get(f"{act}_{one}") for one in rules.URGENCIES}
            if given := {one: n for one, n in days.items() if n}:
                found[act] = given
        return found

    @staticmethod
    def initial_of(raw: dict[str, Any]) -> dict[str, Any]:
        """A stored clause as the form shows it."""
        shown = {key: value for key, value in raw.items() if key not in ("answer", "finish")}
        for act in ("answer", "finish"):
            shown |= {f"{act}_{one}": n for one, n in (raw.get(act) or {}).items()}
        return shown


class InformingForm(GroupForm):
    """Who tells whom what."""

    PARTIES = ("by", "to")
    what = forms.CharField(label=_("What is told"), required=False, max_length=500)
    every = forms.ChoiceField(label=_("How often"), required=False, choices=EVERY)
    within = _days(_("Within how many days after the period"))
    by = _parties(_("Who tells"), _("Nobody chosen: every party."))
    to = _parties(_("Whom"), _("Nobody chosen: all the others."))
    paragraph = paragraph_field()


class ReportingForm(InformingForm):
    """What is reported, and what follows where it is not."""

    what = forms.CharField(label=_("What is reported"), required=False, max_length=500)
    follows = forms.CharField(
        label=_("What follows when it is late"), required=False, max_length=500,
        help_text=_("As agreed; nothing follows by itself."),
    )  # fmt: skip


class LevelForm(GroupForm):
    """A service level."""

    what = forms.CharField(label=_("What is kept running, or answered"), required=False, max_length=500)
    target = forms.CharField(label=_("How well"), required=False, max_length=200)
    within_hours = _days(_("Within how many hours"))
    escalates_to = forms.CharField(
        label=_("To whom it goes when it is missed"), required=False, max_length=300
    )
    paragraph = paragraph_field()


class PaymentForm(GroupForm):
    """The terms of a contract year."""

    KEY = "contract"
    contract = forms.CharField(
        label=_("Terms of the contract year"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": "16"}), help_text=_("As settlement reads them (TOML)."),
    )  # fmt: skip
    paragraph = paragraph_field()


class LeavingForm(GroupForm):
    """How one parts."""

    KEY = "running"
    notice_days = _days(_("Days of notice: until what was promised ends"))
    transition_days = _days(_("Days of transition: until what is under way is finished"))
    data_days = _days(_("Days until what was received is returned or deleted"))
    running = forms.ChoiceField(
        label=_("Referrals that run"), required=False,
        choices=[("", _("no exit terms are agreed")), *((key, title) for key, title in rules.RUNNING.items())],
    )  # fmt: skip
    triggers = forms.CharField(label=_("When it ends, or may be ended"), required=False, max_length=2000)
    tasks = forms.CharField(
        label=_("Tasks at the end"), required=False, widget=forms.Textarea, max_length=8000,
        help_text=_("One a line. They become the checklist."),
    )  # fmt: skip
    paragraph = paragraph_field()

    def clause(self) -> dict[str, Any]:
        """As terms keep it: the tasks as a list."""
        found = super().clause()
        if "tasks" in found:
            found["tasks"] = [line.strip() for line in found["tasks"].splitlines() if line.strip()]
        return found

    @staticmethod
    def initial_of(raw: dict[str, Any]) -> dict[str, Any]:
        """A stored clause as the form shows it."""
        return raw | {"running": raw.get("running", "give_back"), "tasks": "\n".join(raw.get("tasks") or [])}


class ChangingForm(GroupForm):
    """How others may join."""

    KEY = "accession"
    accession = forms.ChoiceField(
        label=_("Beside a new party's own signature"), required=False,
        choices=[("", _("nothing is agreed: every party signs anew")), *rules.ACCESSION.items()],
    )  # fmt: skip
    paragraph = paragraph_field()


@dataclass(frozen=True)
class Section:
    """A group of terms on the page of a draft."""

    group: str
    title: Any
    several: bool
    form: type[Any]
    prefix: str
    most: int = 20


SECTIONS: dict[str, Section] = {
    one.group: one
    for one in (
        Section("sharing", _("What the software enforces"), True, ClauseForm, "clause"),
        Section("joining", _("What each brings"), True, ContributionForm, "joining"),
        Section("workflow", _("Times for referrals"), True, WorkflowForm, "workflow"),
        Section("payment", _("Money"), False, PaymentForm, "payment", 1),
        Section("service", _("Service levels"), True, LevelForm, "service"),
        Section("reporting", _("What is reported"), True, ReportingForm, "reporting"),
        Section("informing", _("Who tells whom what"), True, InformingForm, "informing"),
        Section("leaving", _("How one parts"), False, LeavingForm, "leaving", 1),
        Section("changing", _("How others join"), False, ChangingForm, "changing", 1),
    )
}


@dataclass(frozen=True)
class Filled:
    """A section with its forms."""

    section: Section
    forms: BaseFormSet[Any]
    given: bool
    """Did the page that was sent have this section at all?"""


class TermsForms:
    """All sections of a kind, filled from what was sent or from stored terms."""

    def __init__(
        self,
        kind: rules.Kind,
        data: Any,
        *,
        members: Iterable[Organisation],
        terms: dict[str, Any] | None = None,
    ) -> None:
        members = list(members)
        self.filled: list[Filled] = []
        for group in rules.groups_of(kind):
            section = SECTIONS[group]
            given = data is not None and f"{section.prefix}-TOTAL_FORMS" in data
            stored = (terms or {}).get(group) or []
            listed = [stored] if isinstance(stored, dict) else stored
            extra = 1 if section.several or not listed else 0
            # Of a request that names ten million, twice as many as there may be are looked at, not a thousand.
            made = formset_factory(
                section.form,
                extra=extra,
                max_num=section.most,
                absolute_max=2 * section.most,
                validate_max=True,
            )
            self.filled.append(
                Filled(
                    section,
                    made(
                        data if given else None,
                        initial=[section.form.initial_of(raw) for raw in listed],
                        prefix=section.prefix,
                        form_kwargs={"members": members},
                    ),
                    given,
                )
            )

    def __iter__(self) -> Iterator[Filled]:
        return iter(self.filled)

    def is_valid(self) -> bool:
        """Can every section that was sent be read?"""
        checked = [one.forms.is_valid() for one in self.filled if one.given]
        return all(checked)

    def terms(self) -> dict[str, Any]:
        """What was said, by group; a group without a clause is left out, but the sharing of records is named."""
        found: dict[str, Any] = {}
        for one in self.filled:
            if not one.given:
                continue
            clauses = [form.clause() for form in one.forms if form.says_something()]
            if one.section.group == "sharing":
                found["sharing"] = clauses
            elif clauses:
                found[one.section.group] = clauses if one.section.several else clauses[0]
        return found
