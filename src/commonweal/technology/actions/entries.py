"""Plain entries of a partnership: adding one, changing one, taking one out.

Everything that needs a rule of its own has an act of its own; what stands here is a row that one side writes down
and both sides see. Rows that are facts get the name of whoever recorded them and are never changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused
from commonweal.access.rules import Conflict
from commonweal.database import clock
from commonweal.database.models import column
from commonweal.technology import events
from commonweal.technology import models as rows
from commonweal.technology.actions.common import ask, hold, said, tell, today
from commonweal.technology.actions.tickets import read_clocks_anew
from commonweal.technology.models import Fact, Kept, Partnership
from commonweal.technology.queries import money


@dataclass(frozen=True)
class Kind:
    """A kind of entry: its rows, what it is called, the act of adding one, and who may write it."""

    model: type[Kept]
    noun: Any
    act: Any
    """The title of the page that adds one, in the words of the buttons that lead there."""
    permission: Permission = Permission.KEEP_TECHNOLOGY
    removable: bool = False

    @property
    def is_fact(self) -> bool:
        """Is it written once and never changed?"""
        return issubclass(self.model, Fact) and self.model not in (rows.Problem, rows.Idea)


_SERVICE = Permission.WORK_ON_SERVICE
_JOIN = Permission.JOIN_INNOVATION
KINDS: dict[str, Kind] = {
    "contact": Kind(rows.Contact, _("somebody who carries the partnership"), _("Name somebody")),
    "asset": Kind(rows.Asset, _("asset"), _("Add an asset")),
    "use": Kind(rows.Use, _("how it is used"), _("Report how an asset is used")),
    "need": Kind(rows.Need, _("need"), _("Add a need")),
    "step": Kind(rows.Step, _("step of the roadmap"), _("Add a step")),
    "cost": Kind(rows.StepCost, _("cost of a step"), _("Add the cost of a year")),
    "decision": Kind(rows.StepDecision, _("decision on a step"), _("Decide on the step")),
    "course": Kind(rows.Course, _("course"), _("Add a course")),
    "learner": Kind(rows.Learner, _("somebody to train"), _("Add somebody to train")),
    "session": Kind(rows.Session, _("session"), _("Plan a session")),
    "project": Kind(rows.Project, _("project"), _("Begin a project")),
    "milestone": Kind(rows.Milestone, _("milestone"), _("Add a milestone")),
    "check": Kind(rows.Check, _("readiness check"), _("Add a question")),
    "benefit": Kind(rows.Benefit, _("benefit"), _("Promise a benefit")),
    "measured": Kind(rows.Measured, _("what a benefit came to"), _("Write down what was measured")),
    "level": Kind(rows.Level, _("service level"), _("Agree on a level"), _SERVICE, removable=True),
    "hours": Kind(rows.Hours, _("opening hours"), _("Add opening hours"), _SERVICE, removable=True),
    "holiday": Kind(rows.Holiday, _("holiday"), _("Add a holiday"), _SERVICE, removable=True),
    "notice": Kind(
        rows.Notice, _("notice on the status page"), _("Write a notice on the status page"), _SERVICE
    ),
    "money": Kind(
        rows.MoneyLink, _("contract year or pool"), _("Link a contract year or a pool"), removable=True
    ),
    "paid": Kind(rows.Paid, _("what was paid"), _("Write down what was paid")),
    "question": Kind(rows.Question, _("question"), _("Add a question")),
    "indicator": Kind(rows.GoalIndicator, _("indicator of a goal"), _("Choose an indicator"), removable=True),
    "group": Kind(rows.Group, _("innovation group"), _("Set up a group")),
    "problem": Kind(rows.Problem, _("problem"), _("Bring a problem in"), _JOIN),
    "idea": Kind(rows.Idea, _("idea"), _("Bring an idea in"), _JOIN),
    "cycle": Kind(rows.Cycle, _("test"), _("Plan a test"), _JOIN),
    "terms": Kind(rows.Terms, _("who owns what"), _("Write down who owns what")),
}


def read_as(row: Kept, names: Iterable[str]) -> str:
    """What somebody has read of an entry, as a digest: of these of its fields."""
    told = {name: str(getattr(row, column(type(row), name).attname)) for name in sorted(names)}
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def write(
    *,
    by: Actor,
    kind: str,
    partnership: Partnership,
    facts: Mapping[str, Any],
    row: Kept | None = None,
    read: str = "",
) -> Kept:
    """Add an entry, or change `row`: only what `facts` name, on the entry as it stands now.

    `read`: the digest (`read_as`) of the facts as the actor read them. Raises NotAllowed; Conflict where somebody
    changed them since; Refused where the database does not take it.
    """
    entry = KINDS[kind]
    ask(by, entry.permission, partnership)
    with transaction.atomic():
        hold(partnership.pk)
        if row is not None and entry.is_fact:
            raise Refused("What was recorded once is not changed. Record it anew as it is now.")
        new = row is None
        given = dict(facts) | ({"partnership": partnership} if new else {})
        if new and issubclass(entry.model, Fact):
            given |= said(by)
        if new and kind == "idea":
            given["moved_at"] = clock.now()
        if new and kind == "cycle":
            # As it stands now, not as the page showed it.
            given["stage"] = rows.Idea.objects.values_list("stage", flat=True).get(pk=given["idea"].pk)
        row = (
            entry.model()
            if row is None
            else entry.model.mine().select_for_update(of=("self",)).get(pk=row.pk)
        )
        if read and read_as(row, facts) != read:
            raise Conflict(_("Somebody saved this while you were writing. Nothing was overwritten."))
        _within(partnership, given)
        for name, value in given.items():
            setattr(row, name, value)
        _save(row)
        _follow(kind, partnership)
        words: dict[str, Any] = {
            "partnership": partnership.title,
            "what": str(entry.noun),
            "name": name_of(row),
        }
        audit.record(by, events.ADDED if new else events.EDITED, on=row, **words)
        tell(partnership)
    return row


def remove(*, by: Actor, kind: str, row: Kept) -> None:
    """Take an entry out. Raises NotAllowed; Refused for a kind that stays, because others point at it."""
    entry = KINDS[kind]
    partnership = ask(by, entry.permission, row)
    if not entry.removable:
        raise Refused("This stays in the record.")
    with transaction.atomic():
        name = name_of(row)
        words: dict[str, Any] = {"partnership": partnership.title, "what": str(entry.noun), "name": name}
        key = row.pk
        row.delete()
        row.pk = key
        _follow(kind, partnership)
        audit.record(by, events.REMOVED, on=row, **words)
        tell(partnership)


def _follow(kind: str, partnership: Partnership) -> None:
    """What is kept beside the facts for lists and the first page follows the entry."""
    if kind in ("paid", "money"):
        read_spend(partnership)
    elif kind in ("level", "hours", "holiday"):
        read_clocks_anew(partnership)


def read_spend(partnership: Partnership) -> None:
    """Keep how spend stands against its forecast, so that the first page need not work it out."""
    compared = money.money(partnership, today(partnership), for_both=True).comparison
    partnership.spend_course, partnership.spend_read_at = compared.course.key, clock.now()
    partnership.save(update_fields=["spend_course", "spend_read_at"])


def _within(partnership: Partnership, facts: Mapping[str, Any]) -> None:
    """What an entry points at belongs to the same partnership."""
    for value in facts.values():
        if isinstance(value, Kept) and value.partnership_id != partnership.pk:
            raise Refused("That belongs to another partnership.")


def _save(row: Kept) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_reason(row, error)) from error


def _reason(row: Kept, error: IntegrityError) -> str:
    """Why the database does not take a row, in words: it is there already, or two facts do not fit."""
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if any(one.name == broken for one in row._meta.constraints if isinstance(one, models.UniqueConstraint)):
        return "This is there already. Change the one that is there."
    return (
        f"These facts do not fit together ({broken.replace('_', ' ')}). Nothing was kept; look at them again."
    )


def name_of(row: Kept) -> str:
    """What an entry is called by: the first of its words."""
    for field in ("title", "name", "question", "text", "what_for", "day", "measure"):
        if value := getattr(row, field, ""):
            return str(value)[:120]
    return str(row._meta.verbose_name)
