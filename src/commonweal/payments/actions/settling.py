"""Settling a year, disputing, answering, closing."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.database import clock, live
from commonweal.payments import events, rules, settling
from commonweal.payments.actions.common import held_year, refuse
from commonweal.payments.actions.figures import withdrawn
from commonweal.payments.models import (
    ContractYear,
    Dispute,
    DisputeAnswer,
    DisputeText,
    Settlement,
    SettlementFigure,
    SettlementWhole,
    Statement,
)
from commonweal.payments.queries import years


def settle(*, by: Actor, year: ContractYear) -> Settlement:
    """Settle a year whose figures are complete: results, statements, and where each figure came from.

    Raises NotAllowed; Refused with the reason or the first open question.
    """
    require(by, Permission.SETTLE, on=year)
    with transaction.atomic():
        row = held_year(year.pk)
        refuse(rules.refusal_to_settle(years.facts(row)))
        last = years.latest(row)
        rows = years.figures(row)
        if gone := withdrawn(row):
            raise Refused(f"Something is missing: {gone[0]}. Nothing was settled.")
        given = dict(zip(years.given(row, rows), rows, strict=True))
        run = settling.run(row.terms, settling.as_table(list(given)))
        if run.settlement.questions:
            raise Refused(f"Something is missing: {run.settlement.questions[0]}. Nothing was settled.")
        day = years.today(row)
        settlement = Settlement.objects.create(
            year=row,
            number=last.number + 1 if last else 1,
            person_id=by.own_person_id,
            person_name=by.person_name,
            method=run.method,
            divided=run.settlement.pool,
            stated_on=day,
            disputes_until=day + timedelta(days=row.disputes_days),
            fingerprint=run.fingerprint,
        )
        _keep(row, settlement, run)
        SettlementFigure.objects.bulk_create(
            SettlementFigure(settlement=settlement, line=line, figure=given[one])
            for line, one in enumerate(settling.ordered(list(given)), 2)
        )
        audit.record(
            by, events.SETTLED, on=row, year=row.title, number=settlement.number,
            fingerprint=settlement.fingerprint[:16],
        )  # fmt: skip
        live.notify("payments", alliance=row.alliance_id)
    return settlement


def _keep(year: ContractYear, settlement: Settlement, run: settling.Run) -> None:
    SettlementWhole.objects.create(
        settlement=settlement,
        terms=run.terms,
        figures=run.figures,
        document=run.document,
        lines=run.lines,
        pdf=run.pdf,
    )
    parties = {one.party: one for one in year.parties.all()}
    Statement.objects.bulk_create(
        Statement(
            settlement=settlement,
            party=parties[one.party],
            organisation_id=parties[one.party].organisation_id,
            net=one.net,
            document=one.document,
            pdf=one.pdf,
            digest=one.digest,
        )
        for one in run.statements
    )


def dispute(*, by: Actor, statement: Statement, text: str) -> Dispute:
    """Say that a statement of one's own organisation is wrong, within the window.

    Raises NotAllowed; Refused with the reason.
    """
    require(by, Permission.DISPUTE, on=statement)
    with transaction.atomic():
        row = held_year(statement.settlement.year_id)
        last = years.latest(row)
        mine = (
            [one for one in last.disputes.all() if one.organisation_id == by.organisation_id] if last else []
        )
        refuse(
            rules.refusal_to_dispute(
                years.facts(row),
                has_statement=statement.organisation_id == by.organisation_id,
                has_open=any(not years.answer(one) for one in mine),
                latest=last is not None and last.pk == statement.settlement_id,
            )
        )
        dispute = Dispute.objects.create(
            settlement_id=statement.settlement_id,
            organisation_id=by.own_organisation_id,
            person_id=by.own_person_id,
            person_name=by.person_name,
        )
        DisputeText.objects.create(dispute=dispute, text=text.strip())
        audit.record(by, events.DISPUTED, on=row, year=row.title, number=statement.settlement.number)
        live.notify("payments", alliance=row.alliance_id)
    return dispute


def answer(*, by: Actor, dispute: Dispute, outcome: str, text: str) -> DisputeAnswer:
    """Answer a dispute: `upheld` opens the figures again, `rejected` leaves the settlement as it is.

    Raises NotAllowed; Refused when it was answered already.
    """
    year = dispute.settlement.year
    require(by, Permission.SETTLE, on=year)
    with transaction.atomic():
        row = held_year(year.pk)
        if DisputeAnswer.objects.filter(dispute=dispute).exists():
            raise Refused("Somebody has answered this dispute already.")
        given = DisputeAnswer.objects.create(
            dispute=dispute, outcome=outcome, person_id=by.own_person_id, person_name=by.person_name
        )
        DisputeText.objects.create(dispute=dispute, is_answer=True, text=text.strip())
        if outcome == "upheld" and row.figures_in_at is not None:
            row.figures_in_at = None
            row.save(update_fields=["figures_in_at"])
        audit.record(
            by, events.ANSWERED, on=row, year=row.title, organisation=dispute.organisation.name,
            outcome=given.get_outcome_display(),
        )  # fmt: skip
        live.notify("payments", alliance=row.alliance_id)
    return given


def close(*, by: Actor, year: ContractYear) -> ContractYear:
    """Close a settled year for good, when nobody can dispute it any more. Raises NotAllowed; Refused."""
    require(by, Permission.SETTLE, on=year)
    with transaction.atomic():
        row = held_year(year.pk)
        refuse(rules.refusal_to_close(years.facts(row)))
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        audit.record(by, events.CLOSED, on=row, year=row.title)
        live.notify("payments", alliance=row.alliance_id)
    return row
