"""Plans that need somebody: silent owners, late and blocked actions, tests without result, reviews, ideas, lessons."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention, Audience
from commonweal.partners import thresholds
from commonweal.plans.models import Action, Idea, Lesson, Review, ReviewComment, Spread, Test
from commonweal.plans.queries.actions import open_actions
from commonweal.plans.rules import actions, reviews, tests
from commonweal.plans.rules.actions import Standing
from commonweal.plans.thresholds import IDEA, REVIEW, SILENT

LESSON_DUE = timedelta(days=30)
PREPARE_BEFORE = timedelta(days=21)


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about."""
    if by.alliance_id is None or not may(by, Permission.VIEW_PLANS):
        return []
    now = timezone.localtime(now)
    return _actions(by, now) + _tests_and_ideas(by, now) + _reviews(by, now)


def _actions(by: Actor, now: datetime) -> list[Attention]:
    """For the owner, their organisation, and whoever keeps the whole plan."""
    keeps = may(by, Permission.HOLD_REVIEWS)
    silent_after = thresholds.days(by, SILENT)
    found = []
    for row in open_actions():
        at = actions.standing(row.facts(), now, silent_after)
        if not actions.needs_somebody(at):
            continue
        audience = _for_whom(by, row, keeps)
        if audience is None:
            continue
        page = reverse("plans:action", args=[row.pk])
        said = {"title": row.title, "who": row.owner_name, "days": silent_after.days}
        why, since, label = {
            Standing.BLOCKED: (
                _("“%(title)s” (%(who)s) is held up: %(reason)s") % (said | {"reason": row.blocked_reason}),
                row.blocked_at or now,
                _("See what would help"),
            ),
            Standing.OVERDUE: (
                _("“%(title)s” (%(who)s) was due on %(day)s.") % (said | {"day": f"{row.due:%-d %B}"}),
                _start(row.due),
                _("Say how it stands"),
            ),
            Standing.SILENT: (
                _("Nothing was heard from %(who)s about “%(title)s” for %(days)d days.") % said,
                row.heard_at,
                _("Say how it stands") if audience == "me" else _("Ask how it stands"),
            ),
        }[at]
        found.append(
            Attention("act", f"action-{at.name.lower()}:{row.pk}", why, since, page, label, page, audience)
        )
    return found


def _for_whom(by: Actor, row: Action, keeps: bool) -> Audience | None:
    if row.owner_id == by.person_id and row.owner_organisation_id == by.organisation_id:
        return "me"
    if row.owner_organisation_id == by.organisation_id and may(by, Permission.KEEP_PLANS):
        return "organisation"
    return "alliance" if keeps else None


def _tests_and_ideas(by: Actor, now: datetime) -> list[Attention]:
    if not may(by, Permission.RUN_TESTS):
        return []
    runs_all = may(by, Permission.HOLD_REVIEWS)
    found = []
    spread = Spread.objects.filter(test=OuterRef("pk"))
    kept = Lesson.objects.filter(test=OuterRef("pk"))
    for row in Test.objects.annotate(has_spread=Exists(spread), has_lesson=Exists(kept)):
        mine = row.owner_id == by.person_id
        if not (mine or runs_all or row.owner_organisation_id == by.organisation_id):
            continue
        audience: Audience = "me" if mine else "organisation" if not runs_all else "alliance"
        page = reverse("plans:test", args=[row.pk])
        at = tests.stage(row.facts(), now.date())
        if at is tests.Stage.LATE:
            why = _("The test “%(title)s” has no result; it was due on %(day)s.") % {
                "title": row.title, "day": f"{row.result_due:%-d %B}",
            }  # fmt: skip
            found.append(
                Attention(
                    "act",
                    f"test-late:{row.pk}",
                    why,
                    _start(row.result_due),
                    page,
                    _("Write the result"),
                    page,
                    audience,
                )
            )
        elif at is tests.Stage.TO_DECIDE and row.result_at is not None:
            why = _("The result of “%(title)s” is in: adopt, adapt or abandon?") % {"title": row.title}
            found.append(
                Attention(
                    "act", f"test-decide:{row.pk}", why, row.result_at, page, _("Decide"), page, audience
                )
            )
        elif row.has_spread and not row.has_lesson and row.decided_at and now - row.decided_at > LESSON_DUE:
            why = _("“%(title)s” was spread, and nobody has kept what was learned.") % {"title": row.title}
            url = f"{reverse('plans:new-lesson')}?test={row.pk}"
            found.append(
                Attention(
                    "act",
                    f"lesson-missing:{row.pk}",
                    why,
                    row.decided_at + LESSON_DUE,
                    page,
                    _("Keep the lesson"),
                    url,
                    audience,
                )
            )
    if runs_all:
        found += _ideas(now, thresholds.days(by, IDEA))
    return found


def _ideas(now: datetime, waits: timedelta) -> list[Attention]:
    """One line for all ideas that wait: each on its own would bury the rest."""
    waiting = Idea.objects.filter(answered_at=None, created_at__lte=now - waits).order_by("created_at")
    rows = list(waiting.values_list("created_at", "title")[:200])
    if not rows:
        return []
    page = reverse("plans:tests")
    why = (
        _("The idea “%(title)s” has waited %(days)d days or longer for an answer.")
        % {"title": rows[0][1], "days": waits.days}
        if len(rows) == 1
        else _("%(n)d ideas have waited %(days)d days or longer for an answer.")
        % {"n": len(rows), "days": waits.days}
    )
    return [
        Attention("act", "ideas-waiting", why, rows[0][0] + waits, page, _("Answer ideas"), page, "alliance")
    ]


def _reviews(by: Actor, now: datetime) -> list[Attention]:
    today = now.date()
    holds = may(by, Permission.HOLD_REVIEWS)
    own = ReviewComment.objects.filter(review=OuterRef("pk"), organisation_id=by.organisation_id)
    rows = list(Review.objects.annotate(spoken=Exists(own)).order_by("-last"))
    found = []
    for row in rows:
        if row.closed_at is not None:
            continue
        page = reverse("plans:review", args=[row.pk])
        facts = reviews.Facts(row.meets_on, row.comments_until, row.prepared_at is not None, False)
        at = reviews.state(facts, today)
        said = {"title": row.title, "day": f"{row.meets_on:%-d %B}", "until": f"{row.comments_until:%-d %B}"}
        if at == "without an outcome" and holds:
            why = _("“%(title)s” was to be held on %(day)s, and nothing says what came of it.") % said
            found.append(
                Attention(
                    "act",
                    f"review-open:{row.pk}",
                    why,
                    _start(row.meets_on),
                    page,
                    _("Write what came of it"),
                    page,
                    "alliance",
                )
            )
        elif at == "to be prepared" and holds and row.meets_on - today <= PREPARE_BEFORE:
            why = _("“%(title)s” is on %(day)s and not prepared yet.") % said
            since = _start(row.meets_on - PREPARE_BEFORE)
            found.append(
                Attention(
                    "act", f"review-unprepared:{row.pk}", why, since, page, _("Prepare it"), page, "alliance"
                )
            )
        elif at == "open for comments" and may(by, Permission.KEEP_PLANS) and not row.spoken:
            why = _("“%(title)s” waits for what your organisation says, until %(until)s.") % said
            found.append(
                Attention(
                    "act",
                    f"review-comment:{row.pk}",
                    why,
                    row.prepared_at or now,
                    page,
                    _("Read and comment"),
                    page,
                    "organisation",
                )
            )
    every = thresholds.days(by, REVIEW)
    if holds and rows and all(row.closed_at is not None for row in rows) and rows[0].last + every < today:
        page = reverse("plans:reviews")
        why = _("The last review was of a time that ended on %(day)s; the next is due.") % {
            "day": f"{rows[0].last:%-d %B %Y}"
        }
        found.append(
            Attention(
                "act",
                "review-due",
                why,
                _start(rows[0].last + every),
                page,
                _("Plan a review"),
                page,
                "alliance",
            )
        )
    return found


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
