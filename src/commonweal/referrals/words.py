"""What pages call things: a status as a word with a shape, an urgency, an outcome, a kind of reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonweal.components.status import Shape
from commonweal.referrals import rules
from commonweal.referrals.models import Referral
from commonweal.referrals.rules import Outcome, Status

STATUS: dict[Status, tuple[Shape, Promise]] = {
    Status.DRAFT: (Shape.WAITING, _("Draft")),
    Status.REQUESTED: (Shape.WAITING, _("Waits for an answer")),
    Status.ACCEPTED: (Shape.MOVING, _("Accepted")),
    Status.IN_PROGRESS: (Shape.MOVING, _("In progress")),
    Status.ON_HOLD: (Shape.WAITING, _("On hold")),
    Status.COMPLETED: (Shape.DONE, _("Completed")),
    Status.FAILED: (Shape.STOPPED, _("Could not help")),
    Status.REJECTED: (Shape.STOPPED, _("Declined")),
    Status.CANCELLED: (Shape.STOPPED, _("Withdrawn")),
    Status.ENTERED_IN_ERROR: (Shape.STOPPED, _("Entered in error")),
}
URGENCY: dict[str, Promise] = {"urgent": _("Today"), "soon": _("Within days"), "routine": _("Routine")}
OUTCOME: dict[str, Promise] = {
    Outcome.HELPED: _("Got help from us"),
    Outcome.HELPED_ELSEWHERE: _("Got help elsewhere"),
    Outcome.COULD_NOT_CONTACT: _("Could not be reached"),
    Outcome.NOT_ELIGIBLE: _("Not eligible"),
    Outcome.NO_CAPACITY: _("No room or no funds"),
    Outcome.COULD_NOT_HELP: _("Could not be helped"),
    Outcome.NO_LONGER_WANTED: _("No longer wanted help"),
}
DECLINING: dict[str, Promise] = {
    "no-capacity": _("No room or no funds"),
    "not-eligible": _("Not eligible for this service"),
    "outside-area": _("Lives outside our area"),
    "other-service": _("Another service fits better"),
    "could-not-contact": _("Could not reach the person"),
    "no-longer-wanted": _("The person no longer wants it"),
    "incomplete": _("Something we need is missing"),
    "other": _("Something else"),
}
CANCELLING: dict[str, Promise] = {
    "no-longer-wanted": _("The person no longer wants it"),
    "helped-elsewhere": _("The person got help elsewhere"),
    "could-not-contact": _("Could not reach the person"),
    "no-answer": _("No answer came"),
    "other": _("Something else"),
}
HIDDEN = _("A person not shown to you")


def status_of(row: Referral, now: datetime) -> tuple[Shape, str]:
    """The shape and the word for a referral as it stands now."""
    shape, word = STATUS[Status(row.status)]
    if row.status == Status.REQUESTED:
        if row.rerouted_at is not None:
            return Shape.STOPPED, str(_("No answer, sent on"))
        if row.answer_due_at is not None and row.answer_due_at < now:
            return Shape.NEEDS, str(_("Answer overdue"))
    if row.waitlisted:
        return Shape.WAITING, str(_("On the waitlist"))
    late = row.finish_due_at is not None and row.finish_due_at < now
    if late and row.status in {Status.ACCEPTED, Status.IN_PROGRESS}:
        return Shape.NEEDS, str(_("Past its day"))
    if row.status == Status.COMPLETED and row.outcome == Outcome.HELPED_ELSEWHERE:
        return shape, str(OUTCOME[Outcome.HELPED_ELSEWHERE])
    return shape, str(word)


def reason_title(code: str) -> str:
    """A stored kind of reason in words; a withdrawn consent has its own."""
    if code == rules.CONSENT_WITHDRAWN:
        return str(_("Consent withdrawn"))
    return str(DECLINING.get(code) or CANCELLING.get(code) or code)
