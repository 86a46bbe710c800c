"""What of technology needs somebody: what follows from time is asked of the database in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention, Capability
from commonweal.components.words import day
from commonweal.database.together import Question, Rows, instant, question, whole
from commonweal.database.together import row as as_row
from commonweal.partners.models import Organisation
from commonweal.technology.models import (
    Answer,
    Asset,
    Contact,
    Escalation,
    Idea,
    Partnership,
    Round,
    SignOff,
    Step,
    StepDecision,
    Ticket,
)
from commonweal.technology.queries import partnerships
from commonweal.technology.queries.tickets import OPEN
from commonweal.technology.rules.money import Course
from commonweal.technology.rules.plan import AHEAD
from commonweal.technology.rules.service import ANSWER_WITHIN

WAITS = timedelta(days=60)
"""An idea about which nothing was decided for sixty days waits."""


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """The partnerships of which the actor's organisation is a side, and what of them may need somebody."""
    if by.organisation_id is None or not may(by, Permission.VIEW_TECHNOLOGY):
        return
    sides = Partnership.objects.filter(Q(customer=by.organisation_id) | Q(supplier=by.organisation_id))
    yield question(
        "partnership", sides, row=whole(Partnership), customer=JSONObject(id="customer_id", name="customer__name"),
        supplier=JSONObject(id="supplier_id", name="supplier__name"),
    )  # fmt: skip
    mine = sides.order_by().values("pk")
    yield from (_tickets(mine, now), _rounds(mine, by), _calls(mine, by, now))
    if may(by, Permission.KEEP_TECHNOLOGY):
        yield from (_support(mine, now), _training(mine, now), _ideas(mine, now))
        champions = Contact.objects.filter(partnership__in=mine, role__in=Contact.CHAMPIONS)
        yield question("champion", champions, row=whole(Contact))


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One for each, of the two sides."""
    mine = {one.pk: one for one in map(_partnership, rows["partnership"])}
    told = [
        (kind, UUID(one["key"]), UUID(one["of"]), one["words"], one["number"], instant(one["since"]))
        for kind in _SAID
        for one in rows[kind]
    ]
    for kind, key, owner, text, number, since in _once(told):
        yield _SAID[kind](key, mine[owner], text, number, since)
    if may(by, Permission.KEEP_TECHNOLOGY):
        yield from _champions(mine, now, rows)
        yield from _spend(mine.values(), now)


def _partnership(told: dict[str, Any]) -> Partnership:
    return as_row(
        Partnership,
        told["row"],
        customer=as_row(Organisation, told["customer"]),
        supplier=as_row(Organisation, told["supplier"]),
    )


Row = tuple[str, UUID, UUID, str, int, datetime]


def _once(rows: Iterable[Row]) -> list[Row]:
    """People whose training in one course has run out as one line: how many, and since when."""
    found: dict[tuple[str, UUID], Row] = {}
    for kind, key, owner, words, number, since in rows:
        before = found.get((kind, key))
        together = (number, since) if before is None else (number + before[4], min(since, before[5]))
        found[kind, key] = (kind, key, owner, words, *together)
    return list(found.values())


Mine = QuerySet[Partnership, Any]
"""The keys of one's own partnerships, as part of a query."""


def _as(rows: QuerySet[Any], kind: str, words: Any, number: Any, since: Any, key: str = "pk") -> Question:
    """Rows in the one shape of all kinds: identifier, partnership, words, a number, since when."""
    return question(
        kind, rows, key=F(key), of=F("partnership_id"), words=Cast(words, CharField()),
        number=Cast(number, IntegerField()), since=Cast(since, DateTimeField()),
    )  # fmt: skip


def _tickets(mine: Mine, now: datetime) -> Question:
    """Tickets of which a clock is near its end (number 0) or past it (1)."""
    over = Q(resolve_by__lte=now) | Q(responded_at__isnull=True, respond_by__lte=now)
    rows = Ticket.objects.filter(partnership__in=mine, state__in=OPEN).filter(Q(warn_at__lte=now) | over)
    return _as(rows, "ticket", F("title"), F("number"), Coalesce("warn_at", "opened_at"))


def _calls(mine: Mine, by: Actor, now: datetime) -> Question:
    """Calls up the ladder on one's own side that nobody took up within two hours."""
    own = Q(side="customer", partnership__customer=by.organisation_id) | Q(
        side="supplier", partnership__supplier=by.organisation_id
    )
    rows = Escalation.objects.filter(
        own,
        partnership__in=mine,
        answered_at__isnull=True,
        at__lte=now - ANSWER_WITHIN,
        ticket__state__in=OPEN,
    )
    return _as(rows, "call", F("to_name"), F("ticket__number"), F("at"))


def _support(mine: Mine, now: datetime) -> Question:
    """Assets whose support ends within a year without a chosen step to come; `rules.plan.unplanned` in SQL."""
    last = (
        StepDecision.objects.filter(step=OuterRef("pk")).order_by("-created_at", "-id").values("outcome")[:1]
    )
    planned = Step.objects.filter(asset=OuterRef("pk"), done_on__isnull=True).annotate(last=Subquery(last))
    rows = Asset.objects.filter(
        ~Exists(planned.filter(last="chosen")),
        partnership__in=mine,
        retired_on__isnull=True,
        support_ends__lte=now.date() + AHEAD,
    )
    return _as(rows, "support", F("name"), Value(0), F("support_ends"))


def _training(mine: Mine, now: datetime) -> Question:
    """The last sign-off of somebody who still needs the course, where it has run out."""
    ends = Func(
        F("on"), Cast("course__valid_months", IntegerField()), function="commonweal.after_months",
        output_field=DateField(),
    )  # fmt: skip
    later = SignOff.objects.filter(
        course=OuterRef("course"), learner=OuterRef("learner"), on__gt=OuterRef("on")
    )
    rows = (
        SignOff.objects.filter(
            partnership__in=mine, course__valid_months__isnull=False, learner__left_on=None
        )
        .annotate(ends=ends, needed=_needed())
        .filter(~Exists(later), ends__lte=now.date(), needed=True)
    )
    return _as(rows, "training", F("course__title"), Value(1), F("ends"), key="course_id")


def _needed() -> Any:
    return Func(
        F("learner__role"), F("course__roles"), template="(%(expressions)s))", arg_joiner=" = any (",
        output_field=BooleanField(),
    )  # fmt: skip


def _ideas(mine: Mine, now: datetime) -> Question:
    rows = Idea.objects.filter(
        partnership__in=mine, stage__in=("idea", "test", "pilot"), moved_at__lte=now - WAITS
    )
    return _as(rows, "idea", F("title"), Value(0), F("moved_at"))


def _rounds(mine: Mine, by: Actor) -> Question:
    """Rounds that wait for one's own answer (number 0), and the last closed one where the sides differ."""
    answered = Exists(Answer.objects.filter(round=OuterRef("pk"), person_id=by.own_person_id))
    newer = Exists(
        Round.objects.filter(
            partnership=OuterRef("partnership"),
            closed_at__isnull=False,
            created_at__gt=OuterRef("created_at"),
        )
    )
    waits = Q(closed_at__isnull=True) & ~Q(answered)
    differ = Q(closed_at__isnull=False, apart__gt=0) & ~Q(newer)
    rows = Round.objects.filter(partnership__in=mine).filter(waits | differ)
    return _as(rows, "round", Value(""), F("apart"), Coalesce("closed_at", "created_at"))


def _item(capability: Capability, key: str, why: str, since: datetime, page: str, step: str) -> Attention:
    return Attention(capability, key, why, since, page, step, page, "organisation")


def _say_ticket(key: UUID, one: Partnership, words: str, number: int, since: datetime) -> Attention:
    why = _("Ticket %(number)s of %(partnership)s is near the agreed time or over it: %(title)s.") % {
        "number": number, "partnership": one.title, "title": words,
    }  # fmt: skip
    page = reverse("technology:ticket", args=[key])
    return _item("act", f"ticket-clock:{key}", why, since, page, _("Open the ticket"))


def _say_call(key: UUID, one: Partnership, words: str, number: int, since: datetime) -> Attention:
    why = _("%(name)s was called about ticket %(number)s of %(partnership)s, and nobody has taken it up.") % {
        "name": words, "number": number, "partnership": one.title,
    }  # fmt: skip
    page = reverse("technology:take-up", args=[key])
    return _item("boundaries", f"escalation:{key}", why, since, page, _("Take it up"))


def _say_support(key: UUID, one: Partnership, words: str, _number: int, since: datetime) -> Attention:
    why = _("Support of %(name)s ends %(day)s, and no step of the roadmap is chosen for it.") % {
        "name": words, "day": day(since.date(), now=since - AHEAD),
    }  # fmt: skip
    page = reverse("technology:asset", args=[key])
    return _item("act", f"support-ends:{key}", why, since - AHEAD, page, _("Plan what follows"))


def _say_training(key: UUID, one: Partnership, words: str, number: int, since: datetime) -> Attention:
    why = _("The training “%(course)s” has expired for %(n)s people who need it.") % {
        "course": words, "n": number,
    }  # fmt: skip
    page = reverse("technology:training", args=[one.pk])
    return _item("act", f"training-expired:{key}", why, since, page, _("Plan a session"))


def _say_idea(key: UUID, one: Partnership, words: str, _number: int, since: datetime) -> Attention:
    why = _("The idea “%(title)s” waits: nothing was decided for two months.") % {"title": words}
    return _item("act", f"idea-waits:{key}", why, since, reverse("technology:idea", args=[key]), _("Decide"))


def _say_round(key: UUID, one: Partnership, _words: str, apart: int, since: datetime) -> Attention:
    page = reverse("technology:health", args=[one.pk])
    if apart:
        why = _("The two sides of %(title)s see %(n)s things differently.") % {"title": one.title, "n": apart}
        return _item("align", f"seen-differently:{key}", why, since, page, _("Look at it together"))
    why = _("You are asked how you see %(title)s.") % {"title": one.title}
    return Attention("align", f"round-asks:{key}", why, since, page, _("Answer"), page, "me")


_SAID: dict[str, Callable[[UUID, Partnership, str, int, datetime], Attention]] = {
    "ticket": _say_ticket,
    "call": _say_call,
    "support": _say_support,
    "training": _say_training,
    "idea": _say_idea,
    "round": _say_round,
}


def _champions(mine: dict[UUID, Partnership], now: datetime, rows: Rows) -> list[Attention]:
    found = []
    people: dict[UUID, list[Contact]] = {}
    contacts = [as_row(Contact, one["row"]) for one in rows["champion"]]
    for row in sorted(contacts, key=lambda one: (one.side, one.role, one.since)):
        people.setdefault(row.partnership_id, []).append(row)
    for key, several in people.items():
        one = mine[key]
        today = now.astimezone(ZoneInfo(one.timezone)).date()
        for change in partnerships.champion_changes(several, today):
            if not change.successor:
                role = dict(Contact.ROLES)[change.role]
                why = _("%(name)s, %(role)s of %(side)s in %(partnership)s, has gone without a successor.") % {
                    "name": change.gone, "role": role, "side": one.name_of(change.side), "partnership": one.title,
                }  # fmt: skip
                name = f"champion-gone:{key}:{change.side}:{change.role}"
                page = reverse("technology:partnership", args=[key])
                found.append(_item("align", name, why, _start(change.on), page, _("Name somebody")))
    return found


def _start(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def _spend(mine: Any, now: datetime) -> list[Attention]:
    words = {one.key: one.title for one in (Course.ABOVE, Course.BELOW)}
    return [
        _item(
            "act",
            f"spend-off:{one.pk}",
            _("Spend of %(title)s is %(course)s.") % {"title": one.title, "course": words[one.spend_course]},
            one.spend_read_at or now,
            reverse("technology:money", args=[one.pk]),
            _("Look at the months"),
        )
        for one in mine
        if one.spend_course in words
    ]
