"""A contract year as data: parties, period, population, models, gates, who shares how, disputes window."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from commonweal.settlement.amounts import exact
from commonweal.settlement.contracts import gates as gating
from commonweal.settlement.contracts import sharing
from commonweal.settlement.contracts.gates import Gate
from commonweal.settlement.contracts.models import KINDS
from commonweal.settlement.contracts.models.base import ALLIANCE, Head, Model
from commonweal.settlement.contracts.models.funding_pool import FundingPool
from commonweal.settlement.contracts.reader import ContractFaults, Reader
from commonweal.settlement.contracts.sharing import Sharing

ROLES = ("payer", "partner", "supplier", "reserve", "community_fund")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who signed, or an account the contract names."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract year. `simulation` is kept as it was written; only `settlement.simulation` reads it."""

    id: str
    title: str
    version: str
    starts: date
    ends: date
    population: str
    disputes_days: int
    disputes_by: str
    parties: tuple[Party, ...]
    gates: dict[str, Gate]
    models: tuple[Model, ...]
    division: Sharing | None
    simulation: dict[str, Any]
    fingerprint: str
    """SHA-256 of the text it was read from."""

    def disputes_until(self, stated_on: date) -> date:
        """The last day on which a statement sent on a day may be disputed."""
        return stated_on + timedelta(days=self.disputes_days)


def parse(text: str, name: str) -> Contract:
    """Read a contract. Raises ContractFaults with everything that is wrong with it."""
    try:
        # Decimals, never floats: a fee of 38.10 must be 38.10.
        document = tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as why:
        raise ContractFaults(name, [f"it is not valid TOML: {why}"]) from None
    faults: list[str] = []
    with exact():
        contract = _contract(Reader(document, "", faults), hashlib.sha256(text.encode()).hexdigest())
    if faults:
        raise ContractFaults(name, faults)
    return contract


def _contract(top: Reader, fingerprint: str) -> Contract:
    head = top.table("contract")
    if head is None:
        top.fault("[contract]", "the table is missing")
        head = Reader({}, "[contract]", [])
    starts, ends = head.day("starts"), head.day("ends")
    if ends < starts:
        head.fault("ends", f"the contract ends on {ends}, before it starts on {starts}")
    disputes = head.table("disputes") or Reader({"days": 0}, "[contract].disputes", top.faults)
    parties = _parties(top)
    names = {party.id for party in parties}
    gates = gating.read(top.tables("gate"))
    models = _models(top, names, gates, starts, ends)
    division = _division(top, parties, models)
    simulation = top.pairs("simulation")
    contract = Contract(
        id=head.text("id"),
        title=head.text("title"),
        version=head.scalar("version", "1"),
        starts=starts,
        ends=ends,
        population=head.text("population"),
        disputes_days=disputes.count("days"),
        disputes_by=disputes.text("to", ""),
        parties=parties,
        gates=gates,
        models=models,
        division=division,
        simulation=simulation,
        fingerprint=fingerprint,
    )
    if not head.has("disputes"):
        head.fault("disputes", "the window for disputes is missing; write disputes = { days = 30 }")
    for reader in (disputes, head, top):
        reader.done()
    return contract


def _parties(top: Reader) -> tuple[Party, ...]:
    parties: dict[str, Party] = {}
    for reader in top.tables("party"):
        party = Party(reader.text("id"), reader.text("name"), reader.choice("role", ROLES))
        if not re.fullmatch(r"[\w.\-]+", party.id) or party.id == ALLIANCE:
            reader.fault(
                "id", f"“{party.id}” cannot be an identifier: letters, digits, . - _ and not “{ALLIANCE}”"
            )
        if party.id in parties:
            reader.fault("id", f"there are two parties {party.id}")
        parties[party.id] = party
        reader.done()
    if not parties:
        top.fault("party", "there is no party")
    return tuple(parties.values())


def _models(
    top: Reader, parties: set[str], gates: dict[str, Gate], starts: date, ends: date
) -> tuple[Model, ...]:
    models: dict[str, Model] = {}
    for reader in top.tables("model"):
        kind = reader.choice("kind", tuple(KINDS))
        pool = kind == "funding_pool"
        head = Head(
            id=reader.text("id"),
            kind=kind,
            clause=reader.text("clause", ""),
            gate=reader.text("gate", ""),
            paid_by="" if pool else reader.text("paid_by"),
            paid_to="" if pool else reader.text("paid_to"),
            starts=starts,
            ends=ends,
        )
        if head.gate and head.gate not in gates:
            reader.fault("gate", f"there is no gate {head.gate}")
        for key, party in (("paid_by", head.paid_by), ("paid_to", head.paid_to)):
            if party and party not in parties | {ALLIANCE}:
                reader.fault(key, f"there is no party {party}")
        if not pool and head.paid_by == head.paid_to:
            reader.fault("paid_to", "nobody pays themselves")
        if head.id in models or head.id in parties:
            reader.fault("id", f"{head.id} names two things")
        model = KINDS[kind](head, reader)
        if isinstance(model, FundingPool):
            for party in (*(c.party for c in model.contributions), *(p.to for p in model.payouts)):
                if party not in parties:
                    reader.fault("", f"there is no party {party}")
        models[head.id] = model
        reader.done()
    if not models:
        top.fault("model", "there is no model, so there is nothing to settle")
    return tuple(models.values())


def _division(top: Reader, parties: tuple[Party, ...], models: tuple[Model, ...]) -> Sharing | None:
    to_divide = {model.head.id for model in models if ALLIANCE in (model.head.paid_to, model.head.paid_by)}
    reader = top.table("division")
    if reader is None:
        if to_divide:
            top.fault(
                "[division]", f"{', '.join(sorted(to_divide))} is paid to the alliance and nobody divides it"
            )
        return None
    partners = tuple(party.id for party in parties if party.role == "partner")
    terms = sharing.read(reader, partners, (party.id for party in parties))
    if set(terms.of) != to_divide:
        reader.fault("of", f"it must name the models paid to the alliance: {', '.join(sorted(to_divide))}")
    if not terms.gains:
        reader.fault("gains", "there is no rule for gains")
    if not terms.losses:
        reader.fault(
            "losses", "there is no rule for losses; if there can be none, say so with a rule all the same"
        )
    reader.done()
    return terms
