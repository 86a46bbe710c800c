"""A stakeholder, a step towards readiness, a search with a prospect, feedback asked of and for the lead, a meeting."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from commonweal.alignment.models import (
    AgendaItem,
    Captured,
    DevelopmentAction,
    Feedback,
    FeedbackShare,
    Meeting,
    PartnerSearch,
    Prospect,
    ReadinessStep,
    Stakeholder,
    StakeholderReading,
)
from commonweal.database.identity import maintenance
from tests.factories.town import Rows, Town

FOUND = {
    "covered": 0, "wanted": 10, "frontier": [0], "km": None, "chosen": [], "members": [], "uncovered": [],
    "unspoken": [], "considered": 0, "unplaced": 0, "fingerprint": "f",
}  # fmt: skip
ASKED = {
    "shares": {"food": 10},
    "places": [],
    "within_km": 5,
    "most_new": 0,
    "languages": [],
    "turnover": None,
}


def rows(town: Town) -> Rows:
    """What the addresses of this room are filled with."""
    now, alliance = timezone.now(), town.world.alliance
    who = {"person_id": town.lead.person_id, "person_name": "N"}
    day = (now + timedelta(days=9)).date()
    with maintenance():
        stakeholder = Stakeholder.objects.create(
            alliance=alliance, name="Mayor", kind="regulator", added_by_id=town.lead.person_id
        )
        StakeholderReading.objects.create(
            stakeholder=stakeholder,
            on=now.date(),
            interest=3,
            influence=5,
            support=0,
            support_needed=1,
            **who,
        )
        step = ReadinessStep.objects.create(
            alliance=alliance, organisation=town.hospital, item="why", what="Write", due=day,
            owner_id=town.lead.person_id, **who,
        )  # fmt: skip
        search = PartnerSearch.objects.create(
            alliance=alliance, title="Food", asked=ASKED, found=FOUND, method="m", **who
        )
        prospect = Prospect.objects.create(alliance=alliance, name="Pantry", search=search, **who)
        feedback = Feedback.objects.create(
            alliance=alliance, leader_id=town.lead.person_id, leader_name="N", closes_on=day
        )
        share = FeedbackShare.objects.create(
            feedback=feedback, person_id=town.lead.person_id, person_name="N"
        )
        plan = DevelopmentAction.objects.create(feedback=feedback, item="inquiry", what="Ask", due=day)
        meeting = Meeting.objects.create(
            alliance=alliance, title="Review", purpose="Look back", starts_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=1, hours=1), **who,
        )  # fmt: skip
        item = AgendaItem.objects.create(meeting=meeting, position=1, title="Round", kind="voices", minutes=9)
        action = Captured.objects.create(
            meeting=meeting, kind="action", text="Write", owner_id=town.lead.person_id, owner_name="N", due=day,
            person_name="N",
        )  # fmt: skip
    meetings = (
        "meeting", "change-meeting", "meeting-seats", "add-item", "invite-meeting", "call-off-meeting",
        "meeting-file", "attendance", "capture", "close-minutes", "minutes", "answer-meeting",
    )  # fmt: skip
    feedbacks = (
        "feedback",
        "give-feedback",
        "self-feedback",
        "close-feedback",
        "share-feedback",
        "plan-development",
    )
    prospects = ("prospect", "prospect-step", "invite-prospect")
    return {
        **{
            f"alignment:{name}": {"pk": stakeholder.pk}
            for name in ("stakeholder", "read-stakeholder", "contact-stakeholder", "end-stakeholder")
        },
        **{f"alignment:{name}": {"pk": step.pk} for name in ("readiness-step", "readiness-report")},
        "alignment:partner-search": {"pk": search.pk},
        "alignment:take-on-prospect": {"pk": search.pk, "provider": prospect.pk},
        **{f"alignment:{name}": {"pk": prospect.pk} for name in prospects},
        **{f"alignment:{name}": {"pk": feedback.pk} for name in feedbacks},
        "alignment:end-share": {"pk": share.pk},
        "alignment:development-done": {"pk": plan.pk},
        **{f"alignment:{name}": {"pk": meeting.pk} for name in meetings},
        **{f"alignment:{name}": {"pk": item.pk} for name in ("move-item", "remove-item", "voices")},
        **{f"alignment:{name}": {"pk": action.pk} for name in ("take-out", "action-done")},
    }
