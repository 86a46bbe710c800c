"""Putting a version out, ratifying or refusing it for an organisation, bringing it into force, setting it aside."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.held import require_decision
from commonweal.charter import events
from commonweal.charter.actions.common import check, locked, member_ids, tell, text_of, who, words
from commonweal.charter.models import CharterVersion, Ratification
from commonweal.charter.queries import charter as reads
from commonweal.charter.rules import charter as rules
from commonweal.charter.rules.charter import State
from commonweal.database import clock


def put_out(*, by: Actor, version: CharterVersion, answer_by: date, needed: int = 100) -> CharterVersion:
    """Put a draft out: each organisation that is a member now is asked to ratify it.

    Raises NotAllowed; Refused, also where a body holds the right to change the charter and has not decided.
    """
    require(by, Permission.DRAFT_CHARTER, on=version)
    if not 51 <= needed <= 100:
        raise Refused("More than half of the organisations must ratify: choose 51 to 100 of a hundred.")
    with transaction.atomic():
        row = locked(version)
        if row.put_out_at is not None or row.set_aside_at is not None:
            raise Refused("This version is no draft any more.")
        asked = sorted(member_ids(by))
        parts = [one.part for one in row.sentences.all()]
        today = clock.now().date()
        check(rules.refusal_to_put_out(parts, asked=len(asked), answer_by=answer_by, today=today))
        require_decision(by, "charter_change", on=row, label=f"Version {row.number} of the charter")
        row.put_out_at, row.put_out_by = clock.now(), by.person_name
        row.answer_by, row.asked, row.needed = answer_by, asked, needed
        row.save()
        audit.record(by, events.PUT_OUT, on=row, version=row.number, until=f"{answer_by:%-d %B %Y}")
        tell(by)
    return row


def ratify(*, by: Actor, version: CharterVersion, digest_seen: str, signed_name: str) -> Ratification:
    """Ratify for one's own organisation what one has read. Raises NotAllowed, Refused.

    When as many have ratified as must, the version comes into force in the same moment.
    """
    name = words(signed_name, 200, "Type your name.")
    return _answer(by, version, ratified=True, digest_seen=digest_seen, signed_name=name, reason="")


def refuse(*, by: Actor, version: CharterVersion, digest_seen: str, reason: str) -> Ratification:
    """Refuse for one's own organisation, with the reason. It may still ratify later. Raises NotAllowed, Refused."""
    why = text_of(reason, 2000, "Say why, so that the charter can be mended.")
    return _answer(
        by, version, ratified=False, digest_seen=digest_seen, signed_name=by.person_name, reason=why
    )


def _answer(
    by: Actor, version: CharterVersion, *, ratified: bool, digest_seen: str, signed_name: str, reason: str
) -> Ratification:
    require(by, Permission.RATIFY_CHARTER)
    require(by, Permission.VIEW_CHARTER, on=version)
    with transaction.atomic():
        row = locked(version)
        members = member_ids(by)
        counted = reads.tally(row, members)
        check(
            rules.refusal_to_ratify(
                rules.state(reads.facts(row), counted),
                asked=by.organisation_id in row.asked,
                already=by.organisation_id in counted.ratified,
                digest_seen=digest_seen,
                digest_now=reads.digest(row),
            )
        )
        answer = Ratification.objects.create(
            **who(by),
            version=row,
            ratified=ratified,
            signed_name=signed_name,
            reason=reason,
            digest_seen=digest_seen,
        )
        _bring_into_force(row, reads.tally(row, members))
        if ratified:
            audit.record(by, events.RATIFIED, on=row, version=row.number, organisation=by.organisation_name)
        else:
            audit.record(
                by,
                events.REFUSED,
                on=row,
                version=row.number,
                organisation=by.organisation_name,
                reason=reason,
            )
        tell(by)
    return answer


def _bring_into_force(row: CharterVersion, counted: rules.Tally) -> bool:
    if row.in_force_at is not None or not counted.enough:
        return False
    row.in_force_at = clock.now()
    row.save(update_fields=["in_force_at"])
    return True


def count_again(*, by: Actor, version: CharterVersion) -> CharterVersion:
    """Bring a version into force when those that had not ratified have left. Raises NotAllowed, Refused."""
    require(by, Permission.DRAFT_CHARTER, on=version)
    with transaction.atomic():
        row = locked(version)
        counted = reads.tally(row, member_ids(by))
        if rules.state(reads.facts(row), counted) not in (State.OUT, State.REFUSED):
            raise Refused("This version is not out for ratification.")
        if not _bring_into_force(row, counted):
            raise Refused(
                f"{len(counted.ratified)} of the {counted.needed} organisations that must ratify have done so."
            )
        audit.record(by, events.IN_FORCE, on=row, version=row.number)
        tell(by)
    return row


def set_aside(*, by: Actor, version: CharterVersion, reason: str) -> CharterVersion:
    """Set a version aside that is not in force: it stays to be read, with the reason. Raises NotAllowed, Refused."""
    require(by, Permission.DRAFT_CHARTER, on=version)
    why = text_of(reason, 2000, "Say why; it stays with the version.")
    with transaction.atomic():
        row = locked(version)
        if row.in_force_at is not None:
            raise Refused("This version is in force. It ends when a later one is ratified.")
        if row.set_aside_at is not None:
            raise Refused("This version was set aside before.")
        row.set_aside_at, row.set_aside_by, row.set_aside_reason = clock.now(), by.person_name, why
        row.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_reason"])
        audit.record(by, events.SET_ASIDE, on=row, version=row.number, reason=why)
        tell(by)
    return row
