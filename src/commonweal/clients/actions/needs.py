"""Recording needs, from a conversation or a screening, and changing them."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from commonweal import access, audit
from commonweal.access import Actor, Permission, Refused
from commonweal.access.rules import Conflict
from commonweal.clients import events, rules
from commonweal.clients.instruments import Answers, instruments
from commonweal.clients.models import Client, Need, NeedChange, Screening
from commonweal.clients.rules import NeedStatus, Urgency
from commonweal.database import clock, live
from commonweal.directory.domains import NeedDomain


def record_need(
    *,
    by: Actor,
    client: Client,
    domain: NeedDomain,
    urgency: Urgency = Urgency.ROUTINE,
    note: str = "",
    screening: Screening | None = None,
) -> Need:
    """Record what a person needs; the consent category follows from the domain.

    Raises NotAllowed; Refused where the person is out of sight or an error in the facts; Conflict where the
    organisation already keeps an open need of this domain.
    """
    access.require(by, Permission.RECORD_NEEDS, on=client)
    with transaction.atomic():
        _one_at_a_time(client.pk, domain)
        _check_in_sight(client)
        open_already = Need.objects.filter(
            client=client, domain=domain, recorded_by_id=by.organisation_id, status=NeedStatus.OPEN
        )
        if open_already.exists():
            raise Conflict(
                f"“{domain.label}” is already recorded as an open need. Change its urgency instead."
            )
        need = Need.objects.create(
            client=client,
            alliance_id=by.own_alliance_id,
            recorded_by_id=by.own_organisation_id,
            category=domain.category,
            domain=domain.value,
            urgency=Urgency(urgency).value,
            note=note.strip(),
            screening=screening,
        )
        audit.record(by, events.NEED_RECORDED, on=need)
        live.notify("people", organisations=[by.organisation_id])
    return need


def change_need(
    *, by: Actor, need: Need, status: NeedStatus, urgency: Urgency | None = None, reason: str = ""
) -> Need:
    """Change a need's status or urgency; what it was before stays in its history.

    Raises NotAllowed for another organisation's need; Refused where the table of statuses says no.
    """
    access.require(by, Permission.EDIT_PEOPLE, on=need)
    with transaction.atomic():
        need = Need.objects.select_for_update().get(pk=need.pk)
        urgency = urgency or Urgency(need.urgency)
        if refusal := rules.refusal_to_change_need(
            NeedStatus(need.status), Urgency(need.urgency), status, urgency, reason
        ):
            raise Refused(refusal)
        if status is NeedStatus.OPEN and need.status != NeedStatus.OPEN:
            _one_at_a_time(need.client_id, NeedDomain(need.domain))
            if Need.objects.filter(
                client_id=need.client_id,
                domain=need.domain,
                recorded_by_id=need.recorded_by_id,
                status=NeedStatus.OPEN,
            ).exists():
                raise Conflict("The same need has been recorded anew and is open. Work on that one.")
        need.status, need.urgency = status.value, urgency.value
        need.closed_at = None if status is NeedStatus.OPEN else (need.closed_at or clock.now())
        need.save(update_fields=["status", "urgency", "closed_at"])
        NeedChange.objects.create(
            need=need,
            organisation_id=by.own_organisation_id,
            person_name=by.person_name,
            status=need.status,
            urgency=need.urgency,
            reason=reason.strip(),
        )
        audit.record(
            by,
            events.NEED_CHANGED,
            on=need,
            status=need.get_status_display(),
            urgency=need.get_urgency_display(),
        )
        live.notify("people", organisations=[by.organisation_id])
    return need


def record_screening(
    *, by: Actor, client: Client, instrument: str, answers: Answers, submission: UUID | None = None
) -> list[Screening]:
    """Keep the answers to a set of questions, parted by consent category: a row for each category.

    The needs that follow are suggested by `Instrument.suggest` and recorded, once a worker confirms them, by
    `record_need`. `submission`: the form's own number; the same form sent twice is one screening.

    Raises NotAllowed; Refused where nothing was answered or an answer is none of the choices.
    """
    access.require(by, Permission.RECORD_NEEDS, on=client)
    questions = instruments().get(instrument)
    if questions is None:
        raise Refused("There is no such set of questions.")
    try:
        read = questions.read(answers)
    except ValueError as error:
        raise Refused(f"{error} Nothing was saved; answer it again.") from error
    if not read:
        raise Refused("Nothing was answered. “Prefer not to answer” is an answer, too.")
    with transaction.atomic():
        _check_in_sight(client)
        if submission is not None and (before := Screening.objects.filter(pk=submission).first()):
            return list(
                Screening.objects.filter(
                    client=client, created_at=before.created_at, recorded_by=before.recorded_by_id
                )
            )
        rows = [
            Screening.objects.create(
                client=client,
                alliance_id=by.own_alliance_id,
                recorded_by_id=by.own_organisation_id,
                category=category,
                instrument=instrument,
                answers=part,
                asked_by_name=by.person_name,
                created_at=clock.now(),  # the instant by which the parts are one screening again
                **({"pk": submission} if position == 0 and submission is not None else {}),
            )
            for position, (category, part) in enumerate(questions.by_category(read).items())
        ]
        audit.record(by, events.SCREENED, on=rows[0], instrument=questions.title)
        live.notify("people", organisations=[by.organisation_id])
    return rows


def _check_in_sight(client: Client) -> None:
    if not Client.objects.filter(pk=client.pk).exists():
        raise Refused("You do not see this person's record any more: a consent or an agreement ended.")


def _one_at_a_time(client_id: UUID, domain: NeedDomain) -> None:
    """Hold a lock for this person and domain until the transaction ends: two clicks, one need.

    Not the person's own row: that one may be another organisation's, which this one cannot lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{client_id}/{domain.value}"]
        )
