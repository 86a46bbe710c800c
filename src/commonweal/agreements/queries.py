"""Every read of agreements that a page needs. Which agreements there are is decided by the row policies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.access.roles import roles_with
from commonweal.agreements import obligations, rules, words
from commonweal.agreements.models import Agreement, ClauseParty, Party, Signature, Version
from commonweal.components.status import Shape
from commonweal.database.ranges import holds
from commonweal.partners.models import Organisation, Seat


def agreements() -> QuerySet[Agreement]:
    """The agreements one may see, with all that their status follows from, in two queries."""
    versions = Version.objects.for_lists()
    return Agreement.objects.with_parties().prefetch_related(Prefetch("versions", versions))


def whole() -> QuerySet[Agreement]:
    """The same with the texts: for the page of one agreement."""
    signatures = Signature.objects.select_related("person", "organisation").order_by("created_at")
    versions = obligations.with_reports(
        Version.objects.prefetch_related(Prefetch("signatures", signatures), "countersignatures")
    )
    return Agreement.objects.select_related("alliance", "version_in_force").prefetch_related(
        Prefetch("parties", Party.objects.select_related("organisation")), Prefetch("versions", versions)
    )


def names_in(agreement: Agreement, wanted: Iterable[UUID]) -> dict[UUID, str]:
    """Names of the organisations that an agreement read whole speaks of; asks only for those it does not bind."""
    names = {party.organisation_id: party.organisation.name for party in agreement.parties.all()}
    if missing := set(wanted) - set(names):
        names |= organisation_names(missing)
    return names


@dataclass(frozen=True)
class Line:
    """An agreement in the list."""

    pk: UUID
    title: str
    kind: str
    status: rules.Status
    shape: Shape
    parties: str
    parties_short: str
    since: datetime | None
    until: datetime | None
    waits_for_me: bool
    progress: str


def lines(by: Actor, at: datetime) -> list[Line]:
    """All agreements, those that wait for the actor's signature first, then by title."""
    rows = [(row, shown_parties(row)) for row in agreements()]
    names = organisation_names(one for _row, parties in rows for one in parties)
    found = []
    for row, parties in rows:
        status = row.status(at)
        waits = waits_for(by, row, at)
        found.append(
            Line(
                pk=row.pk,
                title=row.title,
                kind=row.get_kind_display(),
                status=status,
                shape=Shape.NEEDS if waits else words.SHAPES[status],
                parties=words.named(parties, names),
                parties_short=words.few(parties, names),
                since=row.in_force.lower if row.in_force else None,
                until=row.ended_at or (row.in_force.upper if row.in_force else None),
                waits_for_me=waits,
                progress=_progress(row),
            )
        )
    return sorted(found, key=lambda line: (not line.waits_for_me, line.title.casefold()))


def shown_parties(agreement: Agreement) -> frozenset[UUID]:
    """The parties of what is in force; before anything is, those of the latest version."""
    if parties := agreement.current_parties():
        return parties
    latest = max(agreement.versions.all(), key=lambda one: one.number, default=None)
    return frozenset(latest.parties) if latest is not None else frozenset()


def organisation_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of organisations, in one query."""
    return dict(Organisation.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def waits_for(by: Actor, agreement: Agreement, at: datetime) -> bool:
    """Does a version wait for the signature of the actor's organisation, and may the actor give it?"""
    if by.organisation_id is None or not may(by, Permission.SIGN_AGREEMENTS):
        return False
    facts = agreement.facts()
    latest = facts.latest_open
    return (
        latest is not None
        and not facts.ended(at)
        and latest.number > facts.in_force_number
        and by.organisation_id in latest.parties - latest.signed
    )


def would_close(
    agreement: Agreement, at: datetime, organisation: UUID | None = None
) -> list[tuple[str, str, str]]:
    """What closes if the agreement ended now, or if one organisation left it: (who, whose people, what).

    Only sides that are open now count; an organisation always sees its own people.
    """
    sides = list(
        ClauseParty.objects.filter(clause__agreement=agreement)
        .select_related("clause", "organisation")
        .order_by("organisation__name")
    )
    found = []
    for clause_id in dict.fromkeys(side.clause_id for side in sides):
        mine = [side for side in sides if side.clause_id == clause_id and holds(side.period, at)]
        disclosers = {one.organisation_id: one.organisation.name for one in mine if one.side == "discloses"}
        for receiver in (one for one in mine if one.side == "receives"):
            others = {key: name for key, name in disclosers.items() if key != receiver.organisation_id}
            if organisation is not None and receiver.organisation_id != organisation:
                others = {key: name for key, name in others.items() if key == organisation}
            if others:
                categories = (one for one in rules.CATEGORIES if one in receiver.clause.categories)
                what = words.listed(words.CATEGORY_WORDS[one] for one in categories)
                found.append((receiver.organisation.name, words.listed(sorted(others.values())), what))
    return found


def _progress(agreement: Agreement) -> str:
    facts = agreement.facts()
    latest = facts.latest_open
    if latest is None or latest.number <= facts.in_force_number:
        return ""
    return _("%(signed)s of %(all)s have signed version %(number)s") % {
        "signed": len(latest.signed & latest.parties),
        "all": len(latest.parties),
        "number": latest.number,
    }


def signs_here(organisation_id: UUID) -> bool:
    """Does anybody sit for this organisation now who may sign for it?"""
    return (
        Seat.objects.current()
        .filter(
            organisation_id=organisation_id,
            person__isnull=False,
            roles__overlap=roles_with(Permission.SIGN_AGREEMENTS),
        )
        .exists()
    )


def paper_parties(version: Version) -> list[Organisation]:
    """Parties of a version that have not signed and have nobody here who could: they sign on paper."""
    waiting = version.facts().parties - version.facts().signed
    here = (
        Seat.objects.current()
        .filter(
            organisation_id__in=waiting,
            person__isnull=False,
            roles__overlap=roles_with(Permission.SIGN_AGREEMENTS),
        )
        .values("organisation_id")
    )
    return list(Organisation.objects.filter(pk__in=waiting).exclude(pk__in=here).order_by("name"))
