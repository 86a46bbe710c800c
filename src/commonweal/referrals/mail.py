"""E-mails about referrals. None names a person served, a need or a service: mailboxes are open places."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.components.letters import Letter, post


def send_link(*, to: str, sender: str, token: str) -> None:
    """The signed link of one referral."""
    post(
        Letter(
            to=to,
            subject=_("A referral from %(sender)s waits for your answer") % {"sender": sender},
            heading=_("%(sender)s asks whether you can help somebody") % {"sender": sender},
            paragraphs=(_("Open the referral to see it and to answer. You need no account."),),
            act=_("Open the referral"),
            path=reverse("referrals:link", args=[token]),
            notes=(
                _(
                    "The link is for your organisation only and works for 30 days, until the referral is finished. "
                    "Whoever has it can read the referral, so please do not pass this e-mail on."
                ),
            ),
        )
    )


def send_withdrawal(*, to: str) -> None:
    """A referral ended because of a withdrawn consent."""
    post(
        Letter(
            to=to,
            subject=_("A referral to you has ended"),
            paragraphs=(
                _(
                    "The person withdrew their consent, and the referral is shown to you no more. Please stop work "
                    "on it and contact nobody about it."
                ),
                _("Your board says from which partner it came and when it was sent."),
            ),
            act=_("Open your board"),
            path=reverse("referrals:board"),
        )
    )
