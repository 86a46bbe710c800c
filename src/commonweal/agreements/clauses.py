"""A version clause by clause: what stands in the text, what the software reads of it, and what that switches on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor
from commonweal.agreements import rules, switches, wording, words
from commonweal.agreements.models import Agreement, Version
from commonweal.agreements.switches import Switched


@dataclass(frozen=True)
class Item:
    """One machine-readable clause in words, and what it switches on; nothing: promise only."""

    group: str
    sentence: str
    switched: list[Switched] = field(default_factory=list)
    paragraph: str = ""

    @property
    def enforced(self) -> bool:
        """Does anything come of it by itself?"""
        return bool(self.switched)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text, the clauses beside it, and what the parties remarked on it."""

    position: int
    text: str
    items: list[Item]
    pieces: list[words.Piece] = field(default_factory=list)


def items(by: Actor, agreement: Agreement, version: Version, names: Mapping[UUID, str]) -> list[Item]:
    """All machine-readable clauses of a version, in words, with what each switches on."""
    terms = version.read()
    raw = version.terms.get("sharing") or []
    found = [
        Item(
            "sharing",
            words.in_words(clause, names),
            [
                Switched(
                    _("Opens these records while it is in force; the database keeps it closed otherwise.")
                )
            ],
            str(raw[position].get("paragraph", "")) if position < len(raw) else "",
        )
        for position, clause in enumerate(terms.sharing)
    ]
    duty = [
        Switched(
            _("Falls due by itself; what is late needs somebody, and what was done is recorded as a fact.")
        )
    ]
    found += [Item("joining", _contribution(one, names), duty, one.paragraph) for one in terms.joining]
    found += [Item("reporting", _reporting(one, names), duty, one.paragraph) for one in terms.reporting]
    found += [Item("informing", _informing(one, names), duty, one.paragraph) for one in terms.informing]
    # What rooms above make of a group is asked once, not for each clause.
    if terms.workflow:
        there = switches.switched(by, "workflow", agreement)
        found += [Item("workflow", _workflow(one, names), there, one.paragraph) for one in terms.workflow]
    if terms.payment is not None:
        there = switches.switched(by, "payment", agreement)
        found.append(Item("payment", _payment(terms.payment.contract), there, terms.payment.paragraph))
    if terms.service:
        there = switches.switched(by, "service", agreement)
        found += [Item("service", _level(one), there, one.paragraph) for one in terms.service]
    if terms.leaving is not None:
        found.append(
            Item("leaving", _leaving(terms.leaving), _exit_switches(agreement), terms.leaving.paragraph)
        )
        if terms.leaving.triggers:
            sentence = _("It ends, or may be ended, when: %(triggers)s") % {
                "triggers": terms.leaving.triggers
            }
            found.append(Item("leaving", sentence, [], terms.leaving.paragraph))
    if terms.changing is not None:
        found.append(
            Item(
                "changing",
                _("Others may join: beside them, %(rule)s.")
                % {"rule": rules.ACCESSION[terms.changing.accession]},
                [
                    Switched(
                        _(
                            "A joining version comes into force with these signatures; the database counts them."
                        )
                    )
                ],
                terms.changing.paragraph,
            )
        )
    return found


def paragraphs(version: Version, listed: list[Item]) -> tuple[list[Paragraph], list[Item]]:
    """The text with the clauses beside the paragraphs they name, and the clauses that name none."""
    parts = wording.paragraphs(version.text)
    numbers = [wording.number_of(part) for part in parts]
    beside = [
        Paragraph(
            position,
            part,
            [one for one in listed if one.paragraph and one.paragraph == numbers[position - 1]],
        )
        for position, part in enumerate(parts, start=1)
    ]
    placed = {number for number in numbers if number}
    return beside, [one for one in listed if one.paragraph not in placed]


def _all(organisations: frozenset[UUID], names: Mapping[UUID, str]) -> str:
    return words.named(organisations, names) if organisations else _("Every party")


def _contribution(one: rules.Contribution, names: Mapping[UUID, str]) -> str:
    return _("%(who)s brings, %(every)s: %(what)s") % {
        "who": _all(one.by, names), "every": rules.PERIODS[one.every], "what": one.what,
    }  # fmt: skip


def _reporting(one: rules.Reporting, names: Mapping[UUID, str]) -> str:
    said = _("%(who)s reports, %(every)s and within %(days)s: %(what)s") % {
        "who": _all(one.by, names), "every": rules.PERIODS[one.every], "days": _days(one.within), "what": one.what,
    }  # fmt: skip
    return f"{said}. " + _("If not: %(follows)s") % {"follows": one.follows} if one.follows else said


def _informing(one: rules.Informing, names: Mapping[UUID, str]) -> str:
    return _("%(who)s tells %(to)s, %(every)s: %(what)s") % {
        "who": _all(one.by, names),
        "to": words.named(one.to, names) if one.to else _("the others"),
        "every": rules.PERIODS[one.every],
        "what": one.what,
    }


def _workflow(one: rules.WorkflowClause, names: Mapping[UUID, str]) -> str:
    needs = switches.needs()
    about = (
        words.listed(sorted(needs.get(key, key) for key in one.domains)) if one.domains else _("every need")
    )
    parts = []
    for days, title, unit in (
        (one.answer, _("answered"), _("business days")),
        (one.finish, _("finished"), _("days")),
    ):
        if days:
            each = ", ".join(f"{urgency} {n}" for urgency, n in days.items())
            parts.append(_("%(done)s in %(unit)s: %(each)s") % {"done": title, "unit": unit, "each": each})
    said = _("Referrals from %(senders)s to %(receivers)s, for %(needs)s, are %(times)s.") % {
        "senders": words.named(one.senders, names) if one.senders else _("any party"),
        "receivers": words.named(one.receivers, names) if one.receivers else _("any party"),
        "needs": about,
        "times": "; ".join(parts),
    }
    return f"{said} {one.steps}".strip()


def _payment(contract: str) -> str:
    lines = len(contract.splitlines())
    return ngettext(
        "Money is shared by the terms of a contract year: %(n)d line that settlement reads.",
        "Money is shared by the terms of a contract year: %(n)d lines that settlement reads.",
        lines,
    ) % {"n": lines}


def _level(one: rules.Level) -> str:
    said = f"{one.what}: {one.target}"
    if one.within_hours:
        said += ", " + ngettext("within %(n)d hour", "within %(n)d hours", one.within_hours) % {
            "n": one.within_hours
        }
    return said + (_("; else it goes to %(who)s") % {"who": one.escalates_to} if one.escalates_to else "")


def _leaving(one: rules.Leaving) -> str:
    parts = [
        title % {"days": _days(days)}
        for title, days in (
            (_("notice of %(days)s"), one.notice_days),
            (_("transition of %(days)s"), one.transition_days),
            (_("data returned or deleted within %(days)s"), one.data_days),
        )
        if days
    ]
    running = _("referrals: %(what)s") % {"what": rules.RUNNING[one.running]}
    tasks = ngettext("%(n)d task", "%(n)d tasks", len(one.tasks)) % {"n": len(one.tasks)} if one.tasks else ""
    return _("At the end: %(parts)s.") % {"parts": "; ".join([*parts, running, *([tasks] if tasks else [])])}


def _exit_switches(agreement: Agreement) -> list[Switched]:
    found = [Switched(_("Starts a checklist with days when the agreement ends or a party leaves."))]
    if agreement.kind == rules.Kind.DATA_SHARING.key:
        found.append(
            Switched(_("Decides what becomes of referrals that run; all other sight closes at once."))
        )
    return found


def _days(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
