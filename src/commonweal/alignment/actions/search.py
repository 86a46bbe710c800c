"""Looking for partners, and taking prospects from the first talk to the invitation."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.alignment import events
from commonweal.alignment.models import PartnerSearch, Prospect, ProspectStep
from commonweal.alignment.queries import search as queries
from commonweal.alignment.rules import prospects as prospect_rules
from commonweal.alignment.rules import search as rules
from commonweal.database import live
from commonweal.directory.actions import link_provider
from commonweal.directory.models import Provider
from commonweal.directory.queries import find_point
from commonweal.partners import actions as partner_actions

MOST_PLACES = 40


def seek(
    *,
    by: Actor,
    title: str,
    shares: Mapping[str, int],
    places: Sequence[tuple[str, int]],
    within_km: float,
    most_new: int,
    languages: Sequence[str] = (),
    turnover: int | None = None,
) -> PartnerSearch:
    """Ask the directory for the few organisations that cover most need, and keep the answer.

    `shares`: how many of a hundred people have each need; `places`: where people live, and how many. Raises
    NotAllowed; Refused for places that the directory does not know, and where no best set could be proven.
    """
    require(by, Permission.FIND_PARTNERS)
    with transaction.atomic():
        if not shares:
            raise Refused("Say of at least one need how many of a hundred people have it.")
        points = _points(by, places)
        people: Counter[str] = Counter()
        for words, number in places:
            people[words] += number
        demands = [
            rules.Demand(need, words, round(number * share / 100))
            for words, number in people.items()
            for need, share in shares.items()
        ]
        found = queries.catalogue(by, shares)
        candidates = queries.candidates(
            found, {words: (one[0], one[1]) for words, one in points.items()},
            within_km=within_km, turnover=turnover,
        )  # fmt: skip
        try:
            proposal = rules.propose(demands, candidates, most_new=most_new)
        except rules.NotSolved as error:
            raise Refused(str(error)) from error
        answer = _told(found, demands, candidates, proposal, languages)
        row = PartnerSearch.objects.create(
            alliance_id=by.own_alliance_id,
            title=title.strip(),
            asked={
                "shares": dict(shares),
                "places": [
                    {"words": words, "label": points[words][2], "people": number} for words, number in people.items()
                ],
                "within_km": within_km,
                "most_new": most_new,
                "languages": list(languages),
                "turnover": turnover,
            },
            found=answer | {"fingerprint": _fingerprint(demands, candidates)},
            method=rules.METHOD,
            person_id=by.own_person_id,
            person_name=by.person_name,
        )  # fmt: skip
        audit.record(
            by,
            events.PARTNERS_SOUGHT,
            on=row,
            title=row.title,
            covered=proposal.covered,
            wanted=proposal.wanted,
        )
    return row


def _points(by: Actor, places: Sequence[tuple[str, int]]) -> dict[str, Any]:
    if not places or len({words for words, _people in places}) > MOST_PLACES:
        raise Refused(f"Name between one and {MOST_PLACES} places, each with its number of people.")
    points = {words: find_point(by, words) for words, _people in places}
    if unknown := [words for words, point in points.items() if point is None]:
        raise Refused(
            "The directory knows no place like this: " + ", ".join(unknown) + ". Give a postcode, a town, an "
            "address or coordinates. Nothing was kept."
        )
    return points


def _fingerprint(demands: Sequence[rules.Demand], candidates: Sequence[rules.Candidate]) -> str:
    """Of everything the solver was given, so that the same answer can be recognised."""
    given = [
        [[one.need, one.place, one.people] for one in demands],
        [
            [one.key, one.member, [[o.key, sorted(o.needs), sorted(o.metres.items()), o.room] for o in one.offers]]
            for one in candidates
        ],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()


def _told(
    found: queries.Catalogue,
    demands: Sequence[rules.Demand],
    candidates: Sequence[rules.Candidate],
    proposal: rules.Proposal,
    languages: Sequence[str],
) -> dict[str, Any]:
    """The proposal as the page shows it, with names and languages instead of keys."""
    providers = {str(pk): one for pk, one in found.providers.items()}
    services = {str(pk): one for pk, one in found.services.items()}

    def organisation(key: str) -> dict[str, Any]:
        mine = [one for one in proposal.served if one.candidate == key]
        people = sum(one.people for one in mine)
        offers = sorted({one.offer for one in mine}, key=lambda offer: services[offer].name)
        return {
            "provider": key,
            "name": providers[key].name,
            "people": people,
            "km": round(sum(one.metres * one.people for one in mine) / people / 1000, 1),
            "needs": _by_need(mine, demands),
            "languages": sorted(set().union(*(services[offer].languages for offer in offers))),
            "services": [
                {
                    "pk": offer,
                    "name": services[offer].name,
                    "capacity": services[offer].capacity,
                    "available": services[offer].available,
                    "people": sum(one.people for one in mine if one.offer == offer),
                }
                for offer in offers
            ],
        }

    at_work = dict.fromkeys(one.candidate for one in proposal.served)
    chosen = [organisation(key) for key in at_work if key in proposal.chosen]
    taking_part = [organisation(key) for key in at_work if key not in proposal.chosen]
    return {
        "covered": proposal.covered,
        "wanted": proposal.wanted,
        "frontier": list(proposal.frontier),
        "km": round(proposal.metres / proposal.covered / 1000, 1) if proposal.covered else None,
        "chosen": sorted(chosen, key=lambda one: (-one["people"], one["name"])),
        "members": sorted(taking_part, key=lambda one: (-one["people"], one["name"])),
        "uncovered": [
            {"need": demand.need, "place": demand.place, "people": people, "of": demand.people, "why": why}
            for demand, people, why in rules.uncovered(demands, candidates, proposal)
        ],
        "unspoken": _unspoken(demands, proposal, services, languages),
        "considered": len(candidates),
        "unplaced": found.unplaced,
    }


def _by_need(served: Sequence[rules.Served], demands: Sequence[rules.Demand]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in served:
        found[demands[one.demand].need] += one.people
    return dict(found)


def _unspoken(
    demands: Sequence[rules.Demand],
    proposal: rules.Proposal,
    services: Mapping[str, queries.Offered],
    languages: Sequence[str],
) -> list[dict[str, str]]:
    """For each need and language asked for: is it spoken by nobody who covers that need?"""
    found = []
    for need in dict.fromkeys(demand.need for demand in demands):
        spoken = set().union(
            *(services[one.offer].languages for one in proposal.served if demands[one.demand].need == need)
        )
        found += [{"need": need, "language": one} for one in languages if one not in spoken]
    return found


def take_on(
    *,
    by: Actor,
    provider: Provider | None = None,
    name: str = "",
    why: str = "",
    search: PartnerSearch | None = None,
) -> Prospect:
    """An organisation of the directory, or one that is not in it, becomes a prospect. Raises NotAllowed; Refused."""
    require(by, Permission.FIND_PARTNERS)
    with transaction.atomic():
        name = provider.name if provider is not None else name.strip()
        if not name:
            raise Refused("Give the organisation's name.")
        known = Prospect.objects.filter(name__iexact=name)
        if provider is not None:
            known = known | Prospect.objects.filter(provider=provider)
        if known.exists():
            raise Conflict(f"{name} is looked into already.")
        row = Prospect.objects.create(
            alliance_id=by.own_alliance_id, provider=provider, name=name[:255], why=why.strip(), search=search,
            person_id=by.own_person_id, person_name=by.person_name,
        )  # fmt: skip
        audit.record(by, events.PROSPECT_ADDED, on=row, prospect=row.name)
    return row


def take_step(*, by: Actor, prospect: Prospect, kind: str, note: str, outcome: str = "ok") -> ProspectStep:
    """Write down a step and what it showed. Raises NotAllowed; Refused once the prospect is brought in."""
    require(by, Permission.FIND_PARTNERS, on=prospect)
    with transaction.atomic():
        row = _held(prospect)
        if row.organisation_id is not None:
            raise Refused(f"{row.name} is brought in; what follows stands with the partner.")
        step = ProspectStep.objects.create(
            prospect=row, kind=kind, outcome=outcome, note=note.strip(), person_id=by.own_person_id,
            person_name=by.person_name,
        )  # fmt: skip
        audit.record(
            by,
            events.PROSPECT_STEP,
            on=row,
            prospect=row.name,
            step=prospect_rules.BY_KEY[kind].title.lower(),
        )
        live.notify("prospects", alliance=row.alliance_id)
    return step


def invite(
    *, by: Actor, prospect: Prospect, sector: str, person: str, email: str, title: str = ""
) -> Prospect:
    """Bring a cleared prospect in as a member, and invite whoever will speak for it.

    Raises NotAllowed; Refused while due diligence is not done or shows a concern.
    """
    require(by, Permission.FIND_PARTNERS, on=prospect)
    with transaction.atomic():
        row = _held(prospect)
        brought_in = row.organisation_id is not None
        if refusal := prospect_rules.refusal_to_invite(queries.taken(row), brought_in=brought_in):
            raise Refused(refusal)
        former = row.provider.partner if row.provider is not None else None
        if former is not None:
            organisation = partner_actions.bring_in(by=by, organisation=former)
        else:
            organisation = partner_actions.introduce(by=by, name=row.name, sector=sector)
            if row.provider is not None:
                link_provider(by=by, provider=row.provider, partner=organisation)
        partner_actions.invite(
            by=by, organisation=organisation, email=email, name=person, roles={"partner_lead"}, title=title
        )
        row.organisation = organisation
        row.save(update_fields=["organisation"])
        audit.record(by, events.PROSPECT_INVITED, on=row, prospect=row.name, person=person)
        live.notify("prospects", alliance=row.alliance_id)
    return row


def _held(prospect: Prospect) -> Prospect:
    return (
        Prospect.objects.select_for_update(of=("self",))
        .select_related("provider__partner")
        .get(pk=prospect.pk)
    )
