"""Dates, spans of time and figures as people say them. Pure functions; `now` is an argument."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

NARROW_SPACE = "\u202f"
"""Between a number and its per cent sign: keeps them together, and looks lighter than a full space."""

DAYS_IN_WEEK, DAYS_IN_MONTH, DAYS_IN_YEAR = 7, 30.44, 365.25


Moment = TypeVar("Moment", date, datetime)


def local(moment: Moment) -> Moment:
    """The moment in the reader's time zone; a plain date and a naive time stay as they are."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def _date(moment: date | datetime) -> date:
    here = local(moment)
    return here.date() if isinstance(here, datetime) else here


def day(moment: date | datetime, *, now: datetime) -> str:
    """“today”, “yesterday”, “tomorrow”, “Tuesday, 3 March”; with the year when it is another one."""
    then, today = _date(moment), _date(now)
    match (then - today).days:
        case 0:
            return _("today")
        case -1:
            return _("yesterday")
        case 1:
            return _("tomorrow")
    # Translators: Django date format. Example: Tuesday, 3 March
    shape = _("l, j F") if then.year == today.year else _("l, j F Y")
    return formats.date_format(then, shape)


def exact(moment: date | datetime) -> str:
    """The full date, and the time and zone where there is one: what hovering and screen readers get."""
    here = local(moment)
    if isinstance(here, datetime):
        # Translators: Django date format. Example: Tuesday, 3 March 2026, 14:05 EST
        return formats.date_format(here, _("l, j F Y, H:i T")).strip()
    return formats.date_format(here, _("l, j F Y"))


def exact_day(moment: date | datetime) -> str:
    """The full date: “Tuesday, 3 March 2026”."""
    return formats.date_format(_date(moment), _("l, j F Y"))


def on_paper(moment: date | datetime) -> str:
    """What paper says after “2 days ago”, which is read on other days: “, 3 March 2026”."""
    # Translators: Django date format. Example: 3 March 2026
    return f", {formats.date_format(_date(moment), _('j F Y'))}"


def duration(span: timedelta) -> str:
    """The largest unit that fits, whole and rounded down: “2 days”, “3 weeks”, “less than a minute”.

    Days are kept up to two weeks, weeks up to two months: that is how waiting is spoken of.
    A negative span is told by its length.
    """
    seconds = int(abs(span).total_seconds())
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 1:
        return _("less than a minute")
    if hours < 1:
        said = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    elif days < 1:
        said = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    elif days < 2 * DAYS_IN_WEEK:
        said = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    elif days < 2 * DAYS_IN_MONTH:
        said = ngettext("%(n)d week", "%(n)d weeks", days // 7) % {"n": days // 7}
    elif days < 2 * DAYS_IN_YEAR:
        months = int(days // DAYS_IN_MONTH)
        said = ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    else:
        years = int(days // DAYS_IN_YEAR)
        said = ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    return said


def ago(moment: date | datetime, *, now: datetime) -> str:
    """“just now”, “2 hours ago”, “in 3 days”; a plain date is told in days: “today”, “2 days ago”."""
    if not isinstance(moment, datetime):
        days = (moment - _date(now)).days
        if abs(days) <= 1:
            return day(moment, now=now)
        span = timedelta(days=days)
    else:
        span = moment - now
        if abs(span) < timedelta(minutes=1):
            return pgettext("time", "just now")
    if span > timedelta(0):
        return _("in %(duration)s") % {"duration": duration(span)}
    return _("%(duration)s ago") % {"duration": duration(span)}


def number(value: int | float | Decimal, places: int = 0) -> str:
    """A number rounded half up, with thousands separated: “12,000”."""
    quantum = Decimal(1).scaleb(-places)
    rounded = Decimal(str(value)).quantize(quantum, rounding=ROUND_HALF_UP)
    return formats.number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)


def percent(share: float | Decimal, places: int = 0) -> str:
    """A share (0 to 1) as per cent: 0.788 → “79 %”."""
    return f"{number(Decimal(str(share)) * 100, places)}{NARROW_SPACE}%"


def figure(count: int | None, of: int | None, label: str = "", places: int = 0) -> str:
    """A count with its denominator: “41 of 52 got help, 79 %”.

    `count` None means that it may not be shown because it is small; `of` None or 0 means that there
    is nobody to count yet, which is said, never shown as 0 %.
    """
    tail = f" {label}" if label else ""
    if not of:
        return _("nobody to count yet") if not label else _("nobody to count yet: %(l)s") % {"l": label}
    if count is None:
        few = _("too few of %(of)s to show") % {"of": number(of)}
        return f"{label}: {few}" if label else few
    return _("%(count)s of %(of)s%(tail)s, %(percent)s") % {
        "count": number(count),
        "of": number(of),
        "tail": tail,
        "percent": percent(Decimal(count) / Decimal(of), places),
    }
