"""What agreements mean for referrals, in sentences for their pages."""

from __future__ import annotations

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.agreements.models import Agreement
from commonweal.agreements.switches import Switched
from commonweal.evidence.disclosure import THRESHOLD


def workflow_sentences(agreement: Agreement) -> list[Switched]:
    """A joint workflow sets when referrals between its parties are due."""
    return [
        Switched(
            _(
                "While it is in force it sets until when a referral between these parties is answered and finished."
            ),
            reverse("referrals:board"),
            _("Referrals"),
        )
    ]


def closing_sentences(agreement: Agreement) -> list[str]:
    """How many people would no longer be seen, and how many open referrals lie between its parties.

    Counts below the threshold of disclosure are not told exactly: an agreement of two can stand for few people.
    """
    if agreement.kind != "data_sharing" or agreement.version_in_force_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select people, running from commonweal.agreement_reach(%s)", [agreement.pk])
        people, running = cursor.fetchone() or (0, 0)
    found = []
    if people:
        found.append(
            _("Consents of fewer than %(n)d people work through it.") % {"n": THRESHOLD}
            if people < THRESHOLD
            else ngettext(
                "The consent of %(n)d person works through it: nobody else would see their records any more.",
                "The consents of %(n)d people work through it: others would no longer see their records.",
                people,
            )
            % {"n": people}
        )
    if running:
        found.append(
            _("Fewer than %(n)d open referrals run between its parties.") % {"n": THRESHOLD}
            if running < THRESHOLD
            else ngettext(
                "%(n)d open referral runs between its parties.",
                "%(n)d open referrals run between its parties.",
                running,
            )
            % {"n": running}
        )
    return found
