"""Plans that need somebody: silent owners, late and blocked actions, tests without result, reviews, ideas, lessons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention, Audience
from commonweal.database.together import Question, Rows, instant, question, whole
from commonweal.database.together import row as as_row
from commonweal.partners import thresholds
from commonweal.plans.models import Action, Idea, Lesson, Review, ReviewComment, Spread, Test
from commonweal.plans.rules import actions, reviews, tests
from commonweal.plans.rules.actions import Standing
from commonweal.plans.thresholds import IDEA, REVIEW, SILENT

LESSON_DUE = timedelta(days=30)
PREPARE_BEFORE = timedelta(days=21)
OF_AN_ACTION = (
    "id", "title", "owner_id", "owner_name", "owner_organisation_id", "starts", "due", "heard_at", "begun_at",
    "blocked_at", "blocked_reason", "done_at", "dropped_at",
)  # fmt: skip
OF_A_TEST = (
    "id", "title", "owner_id", "owner_organisation_id", "starts", "result_due", "result_at", "decision", "decided_at",
)  # fmt: skip
OF_A_REVIEW = ("id", "title", "meets_on", "comments_until", "last", "prepared_at", "closed_at")


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """What is open: actions, tests with what came of them, ideas that wait, reviews."""
    if by.alliance_id is None or not may(by, Permission.VIEW_PLANS):
        return
    yield question(
        "action", Action.objects.filter(done_at=None, dropped_at=None), row=whole(Action, *OF_AN_ACTION)
    )
    if may(by, Permission.RUN_TESTS):
        spread = Spread.objects.filter(test=OuterRef("pk"))
        kept = Lesson.objects.filter(test=OuterRef("pk"))
        yield question(
            "test",
            Test.objects.all(),
            row=whole(Test, *OF_A_TEST),
            has_spread=Exists(spread),
            has_lesson=Exists(kept),
        )
        if may(by, Permission.HOLD_REVIEWS):
            waiting = Idea.objects.filter(answered_at=None, created_at__lte=now - thresholds.days(by, IDEA))
            yield question("idea", waiting, at="created_at", title="title").first(200, "created_at")
    own = ReviewComment.objects.filter(review=OuterRef("pk"), organisation_id=by.own_organisation_id)
    yield question("review", Review.objects.all(), row=whole(Review, *OF_A_REVIEW), spoken=Exists(own))


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """One for each."""
    now = timezone.localtime(now)
    yield from _actions(by, now, rows)
    yield from _tests(by, now, rows)
    yield from _ideas(by, rows)
    yield from _reviews(by, now, rows)


def _actions(by: Actor, now: datetime, rows: Rows) -> list[Attention]:
    """For the owner, their organisation, and whoever keeps the whole plan."""
    keeps = may(by, Permission.HOLD_REVIEWS)
    silent_after = thresholds.days(by, SILENT)
    found = []
    for told in rows["action"]:
        row = as_row(Action, told["row"])
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


def _tests(by: Actor, now: datetime, rows: Rows) -> list[Attention]:
    runs_all = may(by, Permission.HOLD_REVIEWS)
    found = []
    for told in rows["test"]:
        row = as_row(Test, told["row"])
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
        elif (
            told["has_spread"]
            and not told["has_lesson"]
            and row.decided_at
            and now - row.decided_at > LESSON_DUE
        ):
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
    return found


def _ideas(by: Actor, rows: Rows) -> list[Attention]:
    """One line for all ideas that wait: each on its own would bury the rest."""
    waits = thresholds.days(by, IDEA)
    waiting = sorted(rows["idea"], key=lambda one: instant(one["at"]))
    if not waiting:
        return []
    page = reverse("plans:tests")
    why = (
        _("The idea “%(title)s” has waited %(days)d days or longer for an answer.")
        % {"title": waiting[0]["title"], "days": waits.days}
        if len(waiting) == 1
        else _("%(n)d ideas have waited %(days)d days or longer for an answer.")
        % {"n": len(waiting), "days": waits.days}
    )
    since = instant(waiting[0]["at"]) + waits
    return [Attention("act", "ideas-waiting", why, since, page, _("Answer ideas"), page, "alliance")]


def _reviews(by: Actor, now: datetime, rows: Rows) -> list[Attention]:
    today = now.date()
    holds = may(by, Permission.HOLD_REVIEWS)
    told = [(as_row(Review, one["row"]), one["spoken"]) for one in rows["review"]]
    told.sort(key=lambda one: one[0].last, reverse=True)
    found = []
    for row, spoken in told:
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
        elif at == "open for comments" and may(by, Permission.KEEP_PLANS) and not spoken:
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
    if (
        holds
        and told
        and all(row.closed_at is not None for row, _spoken in told)
        and told[0][0].last + every < today
    ):
        page = reverse("plans:reviews")
        why = _("The last review was of a time that ended on %(day)s; the next is due.") % {
            "day": f"{told[0][0].last:%-d %B %Y}"
        }
        found.append(
            Attention(
                "act",
                "review-due",
                why,
                _start(told[0][0].last + every),
                page,
                _("Plan a review"),
                page,
                "alliance",
            )
        )
    return found


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
