"""Drafting contract years, putting them out for signature, signing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.agreements.models import Agreement
from commonweal.database import clock, live
from commonweal.partners.queries import members
from commonweal.payments import events, rules, terms
from commonweal.payments.actions.common import held_year, refuse
from commonweal.payments.models import ContractParty, ContractYear, YearSignature
from commonweal.payments.queries import years
from commonweal.settlement.contracts.contract import Contract

FIGURES_TAKE = timedelta(days=90)
"""Claims are usually complete three months after the year."""


def draft(
    *,
    by: Actor,
    text: str,
    figures_due: date | None = None,
    open_lines: bool = False,
    agreement: Agreement | None = None,
) -> ContractYear:
    """Begin a contract year from its terms; parties with a partner's name are that partner.

    `agreement`: the payment agreement whose terms these are.
    Raises NotAllowed; BadTerms with every fault; Refused when the deadline lies within the year.
    """
    require(by, Permission.MANAGE_CONTRACT_YEARS)
    contract = terms.read(text)
    due = _due(contract, figures_due)
    with transaction.atomic():
        year = ContractYear.objects.create(
            alliance_id=by.own_alliance_id, terms=text, figures_due=due, open_lines=open_lines,
            agreement=agreement, **_read(contract)
        )  # fmt: skip
        _name_parties(by, year, contract, {})
        audit.record(by, events.DRAFTED, on=year, year=year.title)
        live.notify("payments", alliance=by.alliance_id)
    return year


def change(
    *, by: Actor, year: ContractYear, text: str, figures_due: date | None = None, open_lines: bool = False
) -> ContractYear:
    """Change a draft. Parties that keep their identifier keep their partner.

    Raises NotAllowed; BadTerms; Refused when the terms are out for signature.
    """
    require(by, Permission.MANAGE_CONTRACT_YEARS, on=year)
    contract = terms.read(text)
    due = _due(contract, figures_due)
    with transaction.atomic():
        row = held_year(year.pk)
        refuse(rules.refusal_to_change(years.facts(row)))
        known = {one.party: one.organisation_id for one in row.parties.all() if one.organisation_id}
        for name, value in (
            _read(contract) | {"terms": text, "figures_due": due, "open_lines": open_lines}
        ).items():
            setattr(row, name, value)
        row.save()
        row.parties.all().delete()
        _name_parties(by, row, contract, known)
        audit.record(by, events.CHANGED, on=row, year=row.title)
        live.notify("payments", alliance=row.alliance_id)
    return row


def name_parties(*, by: Actor, year: ContractYear, chosen: Mapping[str, UUID | None]) -> ContractYear:
    """Say which partner each party of the terms is; None: an account only.

    Raises NotAllowed; Refused when the terms are out for signature or an organisation is no member.
    """
    require(by, Permission.MANAGE_CONTRACT_YEARS, on=year)
    with transaction.atomic():
        row = held_year(year.pk)
        refuse(rules.refusal_to_change(years.facts(row)))
        known = set(members(by).values_list("pk", flat=True))
        for party in row.parties.all():
            organisation = chosen.get(party.party)
            if organisation is not None and organisation not in known:
                raise Refused("Only organisations that belong to the alliance now can be parties.")
            party.organisation_id = organisation
            party.save(update_fields=["organisation"])
        audit.record(by, events.CHANGED, on=row, year=row.title)
        live.notify("payments", alliance=row.alliance_id)
    return row


def offer(*, by: Actor, year: ContractYear) -> ContractYear:
    """Put the terms out for signature: from now on they never change. Raises NotAllowed; Refused."""
    require(by, Permission.MANAGE_CONTRACT_YEARS, on=year)
    with transaction.atomic():
        row = held_year(year.pk)
        unmapped = [
            one.name
            for one in row.parties.all()
            if one.organisation_id is None and one.role not in {"reserve", "community_fund"}
        ]
        refuse(rules.refusal_to_offer(years.facts(row), unmapped, len(years.organisations(row))))
        row.offered_at = clock.now()
        row.save(update_fields=["offered_at"])
        audit.record(by, events.OFFERED, on=row, year=row.title)
        live.notify("payments", alliance=row.alliance_id)
    return row


def take_back(*, by: Actor, year: ContractYear) -> ContractYear:
    """Take terms back to a draft before everybody has signed. Raises NotAllowed; Refused.

    Signatures given so far are kept; they count again only if exactly the same terms are put out again.
    """
    require(by, Permission.MANAGE_CONTRACT_YEARS, on=year)
    with transaction.atomic():
        row = held_year(year.pk)
        refuse(rules.refusal_to_take_back(years.facts(row)))
        row.offered_at = None
        row.save(update_fields=["offered_at"])
        audit.record(by, events.TAKEN_BACK, on=row, year=row.title)
        live.notify("payments", alliance=row.alliance_id)
    return row


def sign(*, by: Actor, year: ContractYear, digest_seen: str, signed_name: str) -> YearSignature:
    """Sign the terms for one's organisation, having read what has this digest.

    Raises NotAllowed; Refused with the reason; Conflict when the terms changed meanwhile.
    """
    require(by, Permission.SIGN_AGREEMENTS)
    with transaction.atomic():
        row = held_year(year.pk)
        refuse(
            rules.refusal_to_sign(
                years.facts(row),
                is_party=by.organisation_id in years.organisations(row),
                has_signed=years.has_signed(by, row),
            )
        )
        if digest_seen != row.digest():
            raise Conflict("The terms changed after you opened this page. Read them again before you sign.")
        signature = YearSignature.objects.create(
            year=row,
            organisation_id=by.own_organisation_id,
            person_id=by.own_person_id,
            signed_name=signed_name.strip(),
            digest_seen=digest_seen,
        )
        audit.record(by, events.SIGNED, on=row, year=row.title, signed_name=signature.signed_name)
        live.notify("payments", alliance=row.alliance_id)
    return signature


def _due(contract: Contract, figures_due: date | None) -> date:
    if figures_due is None:
        return contract.ends + FIGURES_TAKE
    if figures_due < contract.ends:
        raise Refused(
            f"The year ends on {rules.spelled(contract.ends)}; its figures cannot be due before that."
        )
    return figures_due


def _read(contract: Contract) -> dict[str, object]:
    return {
        "title": contract.title[:255],
        "starts": contract.starts,
        "ends": contract.ends,
        "disputes_days": contract.disputes_days,
    }


def _name_parties(
    by: Actor, year: ContractYear, contract: Contract, known: Mapping[str, UUID | None]
) -> None:
    names = {name.casefold(): pk for pk, name in members(by).values_list("pk", "name")}
    for position, party in enumerate(contract.parties):
        ContractParty.objects.create(
            year=year,
            party=party.id,
            name=party.name[:255],
            role=party.role,
            position=position,
            organisation_id=known.get(party.id) or names.get(party.name.casefold()),
        )
