"""What may be recorded about needs and consents, and what follows. Plain Python, no clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from uuid import UUID

from commonweal.access.roles import PURPOSES
from commonweal.agreements.rules import CATEGORIES, GENERAL, SENSITIVE

LAPSES_SOON = timedelta(days=30)
"""A consent whose end is nearer than this is asked for again."""

URGENT_WAITS = timedelta(days=3)
"""An urgent need without a referral needs somebody after this time."""

OLDEST = date(1900, 1, 1)
"""Birth dates before this one are slips of the pen."""


@unique
class NeedStatus(StrEnum):
    """What a need is."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    ERROR = "error"


@unique
class Urgency(StrEnum):
    """How soon somebody must act."""

    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"


NEED_MOVES: dict[NeedStatus, frozenset[NeedStatus]] = {
    NeedStatus.OPEN: frozenset({NeedStatus.RESOLVED, NeedStatus.WITHDRAWN, NeedStatus.ERROR}),
    NeedStatus.RESOLVED: frozenset({NeedStatus.OPEN, NeedStatus.ERROR}),
    NeedStatus.WITHDRAWN: frozenset({NeedStatus.OPEN, NeedStatus.ERROR}),
    NeedStatus.ERROR: frozenset(),
}
"""From each status to those that may follow; an entry in error stays one."""

_WORDS = {
    NeedStatus.OPEN: "open",
    NeedStatus.RESOLVED: "resolved",
    NeedStatus.WITHDRAWN: "no longer wanted",
    NeedStatus.ERROR: "entered in error",
}


def refusal_to_change_need(
    status: NeedStatus, urgency: Urgency, to: NeedStatus, new_urgency: Urgency, reason: str
) -> str | None:
    """Why a need cannot change so, in words; None when it can."""
    if (status, urgency) == (to, new_urgency):
        return "Nothing would change: choose another status or urgency."
    if status is NeedStatus.ERROR:
        return "This need was entered in error and stays so. Record a new one."
    if status is not to and to not in NEED_MOVES[status]:
        return f"A need that is {_WORDS[status]} cannot become {_WORDS[to]}."
    if to is not NeedStatus.OPEN and urgency is not new_urgency:
        return "Only an open need has an urgency to change."
    if status is not to and to is not NeedStatus.RESOLVED and not reason.strip():
        return f"Say why the need becomes {_WORDS[to]}."
    return None


def refusal_to_register(
    given_name: str, family_name: str, birth_date: date | None, today: date
) -> str | None:
    """Why a person with these facts cannot be registered; None when they can."""
    if not given_name.strip() and not family_name.strip():
        return "Give at least one name, even if it is only what the person is called."
    if birth_date is not None and birth_date > today:
        return "The birth date lies in the future."
    if birth_date is not None and birth_date < OLDEST:
        return "The birth date lies before 1900. Check the year."
    return None


@unique
class How(StrEnum):
    """The way in which a consent was given."""

    WRITTEN = "written"
    ELECTRONIC = "electronic"
    SPOKEN = "spoken"


@dataclass(frozen=True)
class Terms:
    """What a person agrees to: who discloses (None: any participant) which categories to whom, why, until when.

    Either `network` (the alliance as intermediary with all its participants) or named `recipients`.
    """

    discloser: UUID | None
    network: bool
    recipients: frozenset[UUID]
    categories: frozenset[str]
    purposes: frozenset[str]
    until: datetime | None = None


@dataclass(frozen=True)
class Signing:
    """How somebody said yes, and the words they saw or heard."""

    how: How
    wording: str
    signed_name: str = ""
    witness_name: str = ""
    recorder_name: str = ""
    confirmed: frozenset[str] = field(default_factory=frozenset)
    """The sensitive categories to which the person said yes one by one."""


def refusal_of_terms(terms: Terms, *, members: Collection[UUID], now: datetime) -> str | None:
    """Why nobody can agree to these terms; None when they can.

    Source of what a written consent must name: 42 CFR 2.31(a). An end is demanded for sensitive
    categories only: consent to share who one is may stand until it is revoked.
    """
    if unknown := terms.categories - set(CATEGORIES):
        return f"There is no category {', '.join(sorted(unknown))}."
    if unknown := terms.purposes - set(PURPOSES):
        return f"There is no purpose {', '.join(sorted(unknown))}."
    if not terms.categories:
        return "Choose what may be shared."
    if "identity" not in terms.categories:
        return "Who receives something about a person must know who they are: share identity as well."
    if not terms.purposes:
        return "Choose what it may be shared for."
    if terms.network and terms.recipients:
        return "Choose either the whole network or organisations by name, not both."
    if not terms.network and not terms.recipients:
        return "Choose who may receive it: the whole network, or organisations by name."
    if strangers := terms.recipients - set(members):
        return f"{len(strangers)} of the organisations named do not belong to the alliance."
    if terms.discloser is not None and terms.discloser not in members:
        return "The organisation that would disclose does not belong to the alliance."
    if terms.recipients and terms.recipients == {terms.discloser}:
        return "An organisation needs no consent to see what it recorded itself. Name another one."
    if terms.until is not None and terms.until <= now:
        return "The consent would end before it begins. Choose a later day."
    if terms.until is None and (named := terms.categories & SENSITIVE):
        return f"Say until when: {_listed(named)} may only be shared until a day that is named."
    return None


def refusal_of_signing(terms: Terms, signing: Signing) -> str | None:
    """Why this does not count as consent to the terms; None when it does.

    A sensitive category never follows from a general consent: the person says yes to each by itself.
    """
    if not signing.wording.strip():
        return "The words that the person agreed to are missing."
    if missing := (terms.categories & SENSITIVE) - signing.confirmed:
        return f"The person must say yes to this by itself: {_listed(missing)}."
    if signing.how in (How.WRITTEN, How.ELECTRONIC) and not signing.signed_name.strip():
        return "Write the name of the person who signed."
    if signing.how is How.SPOKEN and not signing.witness_name.strip():
        return "A spoken consent needs a witness: write their name."
    if signing.how is How.SPOKEN and _same(signing.witness_name, signing.recorder_name):
        return "The witness must be somebody else than the person who records the consent."
    return None


@unique
class ConsentStatus(StrEnum):
    """What a consent is, worked out from its facts."""

    IN_FORCE = "in force"
    LAPSING = "lapses soon"
    LAPSED = "lapsed"
    REVOKED = "revoked"


def consent_status(until: datetime | None, revoked_at: datetime | None, at: datetime) -> ConsentStatus:
    """An ordered list of questions; the first that is answered with yes decides."""
    if revoked_at is not None and revoked_at <= at:
        return ConsentStatus.REVOKED
    if until is not None and until <= at:
        return ConsentStatus.LAPSED
    if until is not None and until - at <= LAPSES_SOON:
        return ConsentStatus.LAPSING
    return ConsentStatus.IN_FORCE


def categories_of(*, general: bool, named: Collection[str]) -> frozenset[str]:
    """What a form's ticks mean: the general ones together, each sensitive one only by its own name."""
    return (GENERAL if general else frozenset()) | (frozenset(named) & SENSITIVE)


def _listed(categories: Collection[str]) -> str:
    return ", ".join(CATEGORIES[category] for category in CATEGORIES if category in categories)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
