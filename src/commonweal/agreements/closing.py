"""What would end with an agreement if it ended now: its own room's part; rooms above add theirs (`switches`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.agreements import obligations, rules, switches
from commonweal.agreements.models import Agreement


def sentences(row: Agreement, at: datetime) -> list[str]:
    """Everything that would close or end, in sentences with counts; nothing where nothing was ever in force."""
    version = next((one for one in row.versions.all() if one.pk == row.version_in_force_id), None)
    if version is None:
        return []
    return [*switches.would_close(row, at), *_own(row, version.read(), at)]


def _own(row: Agreement, terms: rules.Terms, at: datetime) -> Iterator[str]:
    today = at.astimezone(ZoneInfo(row.alliance.timezone)).date()
    ahead = [
        line
        for line in obligations.lines_of(row, today, until=today + obligations.AHEAD)
        if line.duty.last >= today and line.report is None
    ]
    if ahead:
        yield ngettext(
            "%(n)d duty of the coming year would be owed no more.",
            "%(n)d duties of the coming year would be owed no more.",
            len(ahead),
        ) % {"n": len(ahead)}
    if terms.workflow:
        yield _(
            "Referrals between its parties would be due by the usual times again, not by the agreed ones."
        )
    if terms.payment is not None:
        yield _("No new contract year could rest on its payment terms.")
    if terms.service:
        yield ngettext(
            "%(n)d service level would hold no more.",
            "%(n)d service levels would hold no more.",
            len(terms.service),
        ) % {"n": len(terms.service)}
    if terms.leaving is not None:
        yield _(
            "Its exit terms would begin: a checklist with days, and what was agreed for referrals that run."
        )
    else:
        yield _("Nothing says how its parties would part: no exit terms were agreed.")
