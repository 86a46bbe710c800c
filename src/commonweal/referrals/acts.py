"""What somebody can do next to a referral, for pages: the lifecycle's moves with their words and forms.

What is offered follows from the table and the sides alone, so no page shows a button that an action refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.components.forms import PlainForm
from commonweal.referrals import actions, forms, rules
from commonweal.referrals.actions.steps import standing
from commonweal.referrals.models import Referral
from commonweal.referrals.rules import Outcome, Status

Perform = Callable[[Actor, Referral, Mapping[str, Any]], Referral]


@dataclass(frozen=True)
class Do:
    """One act a page offers."""

    name: str
    to: Status
    label: Promise
    done: Promise
    perform: Perform
    form: type[PlainForm] | None = None
    """What must be said first; None: one button is enough."""
    kind: str = "plain"
    fits: Callable[[Referral], bool] = lambda row: True


ALL: tuple[Do, ...] = (
    Do(
        "send",
        Status.REQUESTED,
        _("Send referral"),
        _("You sent the referral."),
        lambda by, row, said: actions.send_draft(by=by, referral=row),
        kind="primary",
    ),
    Do(
        "accept",
        Status.ACCEPTED,
        _("Accept referral"),
        _("You accepted the referral."),
        lambda by, row, said: actions.accept(by=by, referral=row),
        kind="primary",
    ),
    Do(
        "waitlist",
        Status.ACCEPTED,
        _("Put on the waitlist"),
        _("The person is on your waitlist."),
        lambda by, row, said: actions.accept(by=by, referral=row, waitlist=True),
    ),
    Do(
        "decline",
        Status.REJECTED,
        _("Decline referral"),
        _("You declined the referral. The sender reads why."),
        lambda by, row, said: actions.decline(by=by, referral=row, code=said["code"], reason=said["reason"]),
        forms.DeclineForm,
        fits=lambda row: not row.is_open_to_all,
    ),
    Do(
        "start",
        Status.IN_PROGRESS,
        _("Begin work"),
        _("Work on the referral has begun."),
        lambda by, row, said: actions.start(by=by, referral=row),
        kind="primary",
    ),
    Do(
        "complete",
        Status.COMPLETED,
        _("Complete referral"),
        _("You completed the referral. The sender reads what was done."),
        lambda by, row, said: actions.complete(
            by=by, referral=row, outcome=Outcome(said["outcome"]), what_was_done=said["what_was_done"]
        ),
        forms.CompleteForm,
        kind="primary",
    ),
    Do(
        "hold",
        Status.ON_HOLD,
        _("Put on hold"),
        _("The referral is on hold."),
        lambda by, row, said: actions.hold(by=by, referral=row, reason=said["reason"]),
        forms.HoldForm,
    ),
    Do(
        "fail",
        Status.FAILED,
        _("We could not help"),
        _("You closed the referral. The sender looks for somebody else."),
        lambda by, row, said: actions.fail(
            by=by, referral=row, outcome=Outcome(said["outcome"]), reason=said["reason"]
        ),
        forms.FailForm,
    ),
    Do(
        "withdraw",
        Status.CANCELLED,
        _("Withdraw referral"),
        _("The referral is withdrawn. The other side reads why."),
        lambda by, row, said: actions.cancel(by=by, referral=row, code=said["code"], reason=said["reason"]),
        forms.CancelForm,
        kind="quiet",
    ),
    Do(
        "error",
        Status.ENTERED_IN_ERROR,
        _("Mark as entered in error"),
        _("The referral is marked as entered in error."),
        lambda by, row, said: actions.mark_error(by=by, referral=row, note=said["note"]),
        forms.ErrorForm,
        kind="quiet",
    ),
)
BY_NAME = {one.name: one for one in ALL}


def next_acts(by: Actor, row: Referral) -> list[Do]:
    """What this actor may do next, in the order of the page; nothing else is offered."""
    sides = standing(by, row)
    if row.rerouted_at is not None:
        sides -= {rules.Side.RECEIVER}
    possible = set(rules.moves(row.facts(), sides))
    if row.is_open_to_all and row.recorded_by_id != by.organisation_id:
        possible -= {Status.CANCELLED}
    return [one for one in ALL if one.to in possible and one.fits(row)]
