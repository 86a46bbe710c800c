"""An agreement with a remark, a scan, a duty and an exit step; a conflict, a risk, a promise and a review."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from commonweal.agreements.models import (
    Agreement,
    Clause,
    ClauseParty,
    ExitTask,
    Party,
    Remark,
    Scan,
    Signature,
    Version,
)
from commonweal.database.identity import maintenance
from commonweal.database.ranges import period
from commonweal.governance.models import (
    Commitment,
    Conflict,
    ConflictMove,
    ConflictParty,
    ConflictPerson,
    PartnerReview,
    Promise,
    Risk,
)
from tests.factories.town import Rows, Town


def rows(town: Town) -> Rows:
    """What the addresses of agreements and of the second half of governance are filled with."""
    now, hospital, lead = timezone.now(), town.hospital, town.lead
    today = now.date()
    pantry = town.world.organisation("Second pantry")
    with maintenance():
        agreement = Agreement.objects.create(
            alliance=town.world.alliance, kind="data_sharing", title="With duties"
        )
        terms = {
            "sharing": [{"categories": ["identity"], "purposes": ["care"]}],
            "reporting": [{"what": "figures", "every": "once", "within": 30}],
            "leaving": {"notice_days": 10},
        }
        start = now - timedelta(days=100)
        version = Version.objects.create(
            agreement=agreement, number=1, text="1. We share.", terms=terms, parties=[hospital.pk, pantry.pk],
            offered_at=start, period=period(start, None),
        )  # fmt: skip
        agreement.version_in_force, agreement.in_force = version, period(start, None)
        agreement.save()
        clause = Clause.objects.create(
            agreement=agreement, version=version, categories=["identity"], purposes=["care"]
        )
        for one in (hospital, pantry):
            Party.objects.create(agreement=agreement, organisation=one)
            ClauseParty.objects.create(
                clause=clause, organisation=one, side="receives", period=period(start, None)
            )
        who = {"person_id": lead.person_id, "organisation": hospital}
        signature = Signature.objects.create(
            version=version, signed_name="N", digest_seen=version.digest(), scan_digest="a" * 64,
            **who | {"organisation": pantry},
        )  # fmt: skip
        scan = Scan.objects.create(
            signature=signature, name="page.pdf", content_type="application/pdf", content=b"%PDF-"
        )
        remark = Remark.objects.create(version=version, person_name="N", paragraph=1, text="Why?", **who)
        task = ExitTask.objects.create(agreement=agreement, text="Tell people", due=today)
        conflict = Conflict.objects.create(
            alliance=town.world.alliance, title="Late", topic="money", raised_by_id=lead.person_id, raised_by_name="N",
            raised_for=hospital, step="between", step_since=now, due_at=now,
        )  # fmt: skip
        for one in (hospital, pantry):
            ConflictParty.objects.create(conflict=conflict, organisation=one)
        ConflictPerson.objects.create(
            conflict=conflict, person_id=lead.person_id, person_name="N", organisation=hospital, part="party"
        )
        ConflictMove.objects.create(
            conflict=conflict, what="raised", step="between", person_name="N", organisation_name="N"
        )
        commitment = Commitment.objects.create(
            conflict=conflict, organisation=hospital, text="Pay", due=today
        )
        risk = Risk.objects.create(
            alliance=town.world.alliance, kind="risk", title="Money ends", likelihood=3, impact=4, response="share",
            owner_id=lead.person_id, owner_name="N", owner_organisation=hospital, review_on=today,
        )  # fmt: skip
        promise = Promise.objects.create(
            alliance=town.world.alliance, organisation=hospital, text="A room", source="meeting", due=today,
            recorded_by_name="N",
        )  # fmt: skip
        review = PartnerReview.objects.create(
            alliance=town.world.alliance, organisation=hospital, first=start.date(), last=today, kept=0, kept_late=0,
            late=1, text="Late", person_name="N", reviewed_for=pantry,
        )  # fmt: skip
    conflicts = (
        "conflict",
        "conflict-up",
        "conflict-note",
        "conflict-commit",
        "conflict-let-in",
        "conflict-close",
    )
    return {
        "agreements:": {
            "pk": agreement.pk, "number": 1, "task_pk": task.pk, "scan_pk": scan.pk, "remark_pk": remark.pk,
            "clause": "reporting.1", "due": start.date() + timedelta(days=30),
        },
        **{f"governance:{one}": {"pk": conflict.pk} for one in (*conflicts, "conflict-reopen")},
        "governance:conflict-kept": {"pk": conflict.pk, "commitment_pk": commitment.pk},
        **{f"governance:{one}": {"pk": risk.pk} for one in ("risk", "change-risk", "review-risk", "close-risk")},
        **{f"governance:{one}": {"pk": promise.pk} for one in ("promise", "keep-promise", "release-promise")},
        **{f"governance:{one}": {"pk": pantry.pk} for one in ("partner", "review-partner", "log-value")},
        "governance:own-say": {"pk": review.pk},
        "governance:pair": {"one": hospital.pk, "other": pantry.pk},
    }  # fmt: skip
