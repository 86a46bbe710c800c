"""Steps towards readiness that are overdue, and gaps for which nobody planned anything."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.db.models import Case, Func, OuterRef, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.alignment.attention.facts import Fact, Facts, part
from commonweal.alignment.models import ReadinessAnswer, ReadinessReport, ReadinessStep
from commonweal.alignment.rules import readiness as rules
from commonweal.components.attention import Attention, Audience
from commonweal.database.together import Question

STEP, ANSWER = "readiness-step", "readiness-answer"


def parts(by: Actor, now: datetime) -> list[Question]:
    """Every step (`name`: the question, `about`: what to do, `words`: how it ended); for assessors every answer."""
    ends = ReadinessReport.objects.filter(step=OuterRef("pk")).exclude(ends="").order_by().values("ends")[:1]
    ending = Func("ending", function="array", template="array[%(expressions)s]")
    mine = Case(When(owner_id=by.person_id, then=Value(True)), default=Value(False))
    steps = part(
        ReadinessStep.objects.annotate(ending=Subquery(ends)), STEP,
        page="pk", name="item", about="what", since="created_at", until="due", mine=mine, words=ending,
    )  # fmt: skip
    if not may(by, Permission.ASSESS_READINESS):
        return [steps]
    return [
        steps,
        part(ReadinessAnswer.objects.all(), ANSWER, name="item", since="created_at", number="level"),
    ]


def attention(by: Actor, now: datetime, facts: Facts) -> list[Attention]:
    """Overdue steps for their owner; gaps without a plan for those who assess readiness."""
    found: list[Attention] = []
    assesses, today = may(by, Permission.ASSESS_READINESS), now.date()
    for one in facts[STEP]:
        if _ending(one) or one.until is None or one.until.date() >= today or not (one.mine or assesses):
            continue
        page = reverse("alignment:readiness-step", args=[one.page])
        why = _("A step towards your organisation's readiness is overdue: %(what)s.") % {
            "what": (one.about or "").rstrip(".")
        }
        since = datetime.combine(one.until.date(), time(), tzinfo=UTC)
        audience: Audience = "me" if one.mine else "organisation"
        found.append(
            Attention(
                "align", f"readiness-overdue:{one.pk}", why, since, page, _("Say how it stands"), page, audience
            )
        )  # fmt: skip
    return found + (_without_plan(facts, now) if assesses else [])


def _ending(one: Fact) -> str:
    return next((word for word in one.words or () if word), "")


def _without_plan(facts: Facts, now: datetime) -> list[Attention]:
    counting = rules.newest(
        [rules.Answer(one.name, one.number or 0, one.since or now) for one in facts[ANSWER]]
    )
    steps = [
        rules.Step(one.name, one.until.date(), _ending(one)) for one in facts[STEP] if one.until is not None
    ]
    bare = [
        item
        for item in rules.gaps(counting)
        if rules.gap_state(item, counting, steps, now.date()) == "no plan"
    ]
    if not bare:
        return []
    page = reverse("alignment:readiness")
    why = ngettext(
        "Your organisation found %(n)s gap in its readiness and has no step planned for it.",
        "Your organisation found %(n)s gaps in its readiness and has no step planned for them.",
        len(bare),
    ) % {"n": len(bare)}
    since = min(counting[item].at for item in bare)
    return [
        Attention(
            "align", "readiness-unplanned", why, since, page, _("Plan the next step"), page, "organisation"
        )
    ]
