"""What acts of governance share."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from commonweal.access import Actor, NotAllowed, Permission, Refused, may
from commonweal.access.models import Person
from commonweal.governance.models import Chair, Proposal, Tenure
from commonweal.governance.queries import bodies
from commonweal.governance.queries import proposals as queries
from commonweal.governance.rules.phrases import BadPhrase, read_quorum, read_rule
from commonweal.governance.rules.votes import Vote
from commonweal.governance.rules.writing import rule_words


def hold(row_id: UUID) -> None:
    """Wait until nobody else acts on this row, which the actor may see and not change."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(row_id)])


def held_proposal(proposal_id: UUID) -> Proposal:
    """The proposal as it stands now, held until the transaction ends."""
    hold(proposal_id)
    return queries.whole(proposal_id)


def refuse(reason: str | None) -> None:
    """Raise Refused with the reason, where there is one."""
    if reason is not None:
        raise Refused(reason)


def canonical_rule(text: str) -> str:
    """A rule as it is stored, of one or several joined by “and”. Raises Refused where it cannot be read."""
    found = []
    for part in text.split(" and "):
        try:
            method, threshold = read_rule(part)
        except BadPhrase as error:
            raise Refused(f"The rule cannot be used: {error}.") from error
        vote = Vote(method=method, thresholds=(threshold,) if threshold is not None else ())
        found.append((method, str(rule_words(vote))))
    if len({method for method, _ in found}) > 1:
        raise Refused("Rules that are joined must be of one kind.")
    if len(found) > 1 and not found[0][0].counts_votes:
        raise Refused("Only rules that count votes can be joined.")
    return " and ".join(words for _, words in found)


def canonical_quorum(text: str) -> str:
    """A quorum as it is stored. Raises Refused where it cannot be read."""
    try:
        return str(read_quorum(text.strip() or "1").phrase)
    except BadPhrase as error:
        raise Refused(f"The quorum cannot be used: {error}.") from error


def person_of(by: Actor, person_id: UUID, organisation_id: UUID) -> Person:
    """Somebody who sits for this organisation in the alliance now. Raises Refused otherwise."""
    person = bodies.people_of([organisation_id], by.own_alliance_id).filter(pk=person_id).first()
    if person is None:
        raise Refused("Only somebody who has a seat for this organisation in the alliance now can be chosen.")
    return person


def may_run(by: Actor, proposal: Proposal) -> bool:
    """May the actor run this vote: open it, mark who is present, count it? The convenor, whoever put the proposal,
    and whoever sits on the chair's seat.
    """
    if may(by, Permission.KEEP_BODIES, on=proposal):
        return True
    if not may(by, Permission.PROPOSE, on=proposal):
        return False
    if proposal.person_id == by.person_id:
        return True
    if hasattr(proposal, "chaired"):
        # Asked with the row already, by `queries.page`.
        return bool(proposal.chaired)
    chairing = Chair.objects.current().filter(body_id=proposal.body_id).values("seat_id")
    return Tenure.objects.current().filter(seat__in=chairing, person_id=by.person_id).exists()


def require_running(by: Actor, proposal: Proposal) -> None:
    """Raise NotAllowed unless `may_run`."""
    if not may_run(by, proposal):
        raise NotAllowed(by, Permission.KEEP_BODIES)
