"""The pages of aligning people, as people use them."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from commonweal.access.models import Person
from commonweal.alignment.models import (
    AgendaItem,
    Captured,
    Feedback,
    Meeting,
    MeetingSeat,
    PartnerSearch,
    Prospect,
    ReadinessStep,
    Stakeholder,
)
from commonweal.alignment.rules import leadership, meetings, readiness
from commonweal.charter.models import Challenge
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Organisation
from tests.factories import World
from tests.factories.alignment_people import Street
from tests.factories.browsers import signed_in, text

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘 " + "long " * 60


@pytest.fixture
def street() -> Street:
    return Street()


def day(days: int) -> str:
    """A day so many days from the one it is where the alliance is."""
    return (timezone.now().astimezone(ZoneInfo("America/New_York")) + timedelta(days=days)).date().isoformat()


def test_a_stakeholder_from_the_list_to_its_changes(street: Street, django_assert_max_num_queries) -> None:
    office = signed_in(street.office)
    page = reverse("alignment:stakeholders")
    assert "Nobody is on the list yet" in text(office.get(page))
    facts = {
        "kind": "press", "organisation": "", "name": "", "influence": "4", "interest": "2", "support": "-1",
        "support_needed": "1", "cares_about": HOSTILE, "keeper": str(street.office.person_id), "on": day(-90),
        "why": "An editorial",
    }  # fmt: skip
    answer = office.post(reverse("alignment:add-stakeholder"), facts)
    assert "Give the name." in text(answer) and "An editorial" in text(answer), "what was typed stays"
    answer = office.post(reverse("alignment:add-stakeholder"), facts | {"name": "The Laurel Courier"})
    with maintenance():
        row = Stakeholder.objects.get()
    show = reverse("alignment:stakeholder", args=[row.pk])
    assert answer.url == show
    with django_assert_max_num_queries(15):
        shown = text(office.get(show))
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown and "doubts it" in shown
    with django_assert_max_num_queries(15):
        listed = text(office.get(page))
    assert "nobody has spoken with them for 90 days" in listed and "<svg" in listed
    assert "1 of 1 supports the work less than it needs" in listed
    office.post(reverse("alignment:contact-stakeholder", args=[row.pk]), {"on": day(-1), "what": "Lunch"})
    assert "nobody has spoken" not in text(office.get(page))
    newer = facts | {"support": "1", "on": day(0), "cares_about": "Stories with names"}
    older = office.post(reverse("alignment:read-stakeholder", args=[row.pk]), newer | {"on": day(-200)})
    assert "Entries follow each other in time" in text(older)
    office.post(reverse("alignment:read-stakeholder", args=[row.pk]), newer)
    shown = text(office.get(show))
    assert "from “doubts it” to “supports it”" in shown and "Lunch" in shown
    viewer = signed_in(street.viewer)
    assert viewer.get(show).status_code == 200
    assert viewer.get(reverse("alignment:read-stakeholder", args=[row.pk])).status_code == 404
    assert "1 of 1 support the work as much as it needs now" in text(office.get(page))
    office.post(reverse("alignment:end-stakeholder", args=[row.pk]), {"why": "It closed down"})
    assert "Nobody is on the list yet" in text(office.get(page))


def test_readiness_is_seen_by_its_own_organisation_only(
    street: Street, django_assert_max_num_queries
) -> None:
    lead, other = signed_in(street.lead), signed_in(street.other)
    area = readiness.AREAS[0]
    first, second, third = (item.key for item in area.items)
    page = reverse("alignment:readiness-area") + f"?area={area.key}"
    answer = lead.post(
        page, {f"{first}-level": "2", f"{first}-evidence": "", f"{second}-evidence": "Minutes"}
    )
    assert "Say what shows it." in text(answer) and "Choose how far you are." in text(answer)
    assert "Minutes" in text(answer)
    sent = {
        f"{first}-level": "2", f"{first}-evidence": "A board paper nobody else may see",
        f"{second}-level": "4", f"{second}-evidence": "Signed",
    }  # fmt: skip
    lead.post(page, sent)
    overview = reverse("alignment:readiness")
    with django_assert_max_num_queries(15):
        shown = text(lead.get(overview))
    assert "A board paper" in shown and "1 of 2 answered questions are ready" in shown
    assert "no step is planned" in shown
    assert "A board paper" not in text(other.get(overview))
    step = {"item": first, "what": "Write it down", "owner": str(street.worker.person_id), "due": day(20)}
    lead.post(reverse("alignment:readiness-plan"), step)
    with maintenance():
        row = ReadinessStep.objects.get()
    own = reverse("alignment:readiness-step", args=[row.pk])
    worker = signed_in(street.worker)
    assert worker.get(overview).status_code == 404, "a navigator does not assess"
    assert "Write it down" in text(worker.get(own)), "but sees the step they own"
    assert other.get(own).status_code == 404
    assert signed_in(street.office).get(own).status_code == 404
    worker.post(reverse("alignment:readiness-report", args=[row.pk]), {"text": "Done it", "ends": "done"})
    assert "answer it anew" in text(lead.get(overview)), "a step that is done closes no gap"
    lead.post(page, sent | {f"{first}-level": "3", f"{first}-evidence": "Two sentences, agreed"})
    shown = text(lead.get(overview))
    assert "2 of 2 answered questions are ready" in shown and "Earlier answers" in shown


def test_partners_are_found_looked_into_and_invited(street: Street, django_assert_max_num_queries) -> None:
    office = signed_in(street.office)
    pantry, shelter = (
        street.candidate("Harvest Pantry", NeedDomain.FOOD),
        street.candidate("Night Shelter", NeedDomain.HOMELESSNESS, capacity="no-capacity"),
    )
    page = reverse("alignment:seek-partners")
    sent = {
        "title": "Food and beds", "places": "somewhere\nNorth Pole, many", "within_km": "10", "most_new": "2",
        "share-food": "20", "share-homelessness": "5",
    }  # fmt: skip
    answer = text(office.post(page, sent))
    assert "Line 1, “somewhere”" in answer and "Line 2" in answer
    answer = text(office.post(page, sent | {"places": "Atlantis, 100"}))
    assert "knows no place like this: Atlantis" in answer
    answer = office.post(page, sent | {"places": "39.76, -84.19, 1000"})
    with maintenance():
        row = PartnerSearch.objects.get()
        prospects = Prospect.objects.all()
    assert answer.url == reverse("alignment:partner-search", args=[row.pk])
    assert row.found["covered"] == 200 and row.found["wanted"] == 250
    assert [one["name"] for one in row.found["chosen"]] == ["Harvest Pantry"]
    with django_assert_max_num_queries(15):
        shown = text(office.get(answer.url))
    assert "no service of this kind with room is within reach" in shown and "Spanish" in shown
    take = reverse("alignment:take-on-prospect", args=[row.pk, pantry.provider_id])
    assert "Taken on" in text(office.post(take, follow=True))
    assert "looked into already" in text(office.post(take, follow=True))
    unproposed = reverse("alignment:take-on-prospect", args=[row.pk, shelter.provider_id])
    assert office.post(unproposed).status_code == 404
    with maintenance():
        prospect = prospects.get()
    invite = reverse("alignment:invite-prospect", args=[prospect.pk])
    whom = {"sector": "food", "person": "Maria Gold", "email": "maria@example.org", "title": "Director"}
    assert "Before it is invited, this is still needed" in text(office.post(invite, whom))
    step = reverse("alignment:prospect-step", args=[prospect.pk])
    for kind in ("talk", "purpose", "standing", "finance", "references", "data", "interests"):
        outcome = "concern" if kind == "finance" else "ok"
        office.post(step, {"kind": kind, "note": f"{kind} seen", "outcome": outcome})
    show = reverse("alignment:prospect", args=[prospect.pk])
    assert "a concern is open" in text(office.get(show))
    assert "Finances" in text(office.post(invite, whom))
    office.post(step, {"kind": "finance", "note": "A reserve was shown", "outcome": "ok"})
    with django_assert_max_num_queries(15):
        assert "cleared: can be invited" in text(office.get(show))
    office.post(invite, whom)
    with maintenance():
        partner = Organisation.objects.get(name="Harvest Pantry")
        pantry.provider.refresh_from_db()
    assert pantry.provider.partner_id == partner.pk
    assert "brought in" in text(office.get(reverse("alignment:partners")))
    assert signed_in(street.lead).get(reverse("alignment:partners")).status_code == 404


@pytest.mark.usefixtures("contexts")
def test_leadership_feedback_shows_means_to_its_leader_only(
    street: Street, django_assert_max_num_queries, django_capture_on_commit_callbacks
) -> None:
    leader = signed_in(street.lead)
    raters = [street.world.seat(street.hospital, "viewer") for _number in range(3)]
    two = {"people": [str(one.person_id) for one in raters[:2]], "closes_on": day(5)}
    assert "Ask at least 3 people" in text(leader.post(reverse("alignment:ask-feedback"), two))
    everybody = two | {"people": [str(one.person_id) for one in raters]}
    with django_capture_on_commit_callbacks(execute=True):
        leader.post(reverse("alignment:ask-feedback"), everybody)
    with maintenance():
        row = Feedback.objects.get()
    assert len(mail.outbox) == 3 and mail.outbox[0].subject.endswith("asks for your feedback")
    page, give = (reverse(f"alignment:{name}", args=[row.pk]) for name in ("feedback", "give-feedback"))
    leader.post(reverse("alignment:self-feedback", args=[row.pk]), answers(5))
    assert leader.get(give).status_code == 404, "nobody answers about themselves here"
    for place, rater in enumerate(raters):
        browser = signed_in(rater)
        assert browser.get(page).status_code == 404
        assert "Save and go on" in text(browser.get(give))
        assert browser.post(give, {"envision": "3"}).url == f"{give}?part=2", "what is open can wait"
        unsent = text(browser.post(f"{give}?part=4", follow=True))
        assert "Every question needs an answer" in unsent and "Nothing was kept" not in unsent
        assert signed_in(rater).get(give).context["form"].fields["envision"].initial == 3, "another sitting"
        for part in (1, 2, 3):
            browser.post(f"{give}?part={part}", answers(1 + place))
        assert "Once sent" in text(browser.get(f"{give}?part=4"))
        browser.post(f"{give}?part=4")
        assert browser.get(give).status_code == 404, "once"
        if place < 2:
            refused = leader.post(reverse("alignment:close-feedback", args=[row.pk]), follow=True)
            assert "It closes on its day" in text(refused)
            assert 'class="chart"' not in refused.content.decode()
    leader.post(reverse("alignment:close-feedback", args=[row.pk]))
    assert "The round is closed." in text(leader.get(page))
    with django_assert_max_num_queries(15):
        shown = text(leader.get(page))
    assert "Where you see it otherwise" in shown and "you 5, others 2.0" in shown
    for outsider in (street.office, street.other, raters[0]):
        assert signed_in(outsider).get(page).status_code == 404
    share = reverse("alignment:share-feedback", args=[row.pk])
    leader.post(share, {"person": str(street.office.person_id)})
    coach = signed_in(street.office)
    with django_assert_max_num_queries(15):
        seen = text(coach.get(page))
    assert "others 2.0" in seen and "Whom you asked" not in seen
    assert coach.post(reverse("alignment:close-feedback", args=[row.pk])).status_code == 404
    with maintenance():
        shared = row.shares.get()
    leader.post(reverse("alignment:end-share", args=[shared.pk]))
    assert coach.get(page).status_code == 404
    plan = {"item": "inquiry", "what": "Ask two questions first", "due": day(30)}
    leader.post(reverse("alignment:plan-development", args=[row.pk]), plan)
    with maintenance():
        action = row.actions.get()
    leader.post(reverse("alignment:development-done", args=[action.pk]), {"note": "People talk more"})
    assert "People talk more" in text(leader.get(page))
    with django_assert_max_num_queries(15):
        assert "at least 4 leaders" in text(leader.get(reverse("alignment:leadership")))


def answers(value: int) -> dict[str, str]:
    return {item.key: str(value) for item in leadership.ITEMS}


def test_a_meeting_from_the_call_to_the_four_questions(
    street: Street, django_assert_max_num_queries, django_capture_on_commit_callbacks
) -> None:
    office = signed_in(street.office)
    facts = {"title": "Beds for the winter", "purpose": "Agree who opens what", "on": day(3), "begins": "10:00",
             "ends": "11:00", "place": "County hall"}  # fmt: skip
    assert "ends after it begins" in text(
        office.post(reverse("alignment:call-meeting"), facts | {"ends": "09:00"})
    )
    page = office.post(reverse("alignment:call-meeting"), facts).url
    with maintenance():
        row = Meeting.objects.get()

    def address(name: str, pk=row.pk) -> str:
        return reverse(f"alignment:{name}", args=[pk])

    office.post(address("add-item"), {"title": "What each can open", "kind": "voices", "minutes": "70"})
    assert "20 too many" in text(office.get(page))
    assert "Choose who is invited first" in text(office.post(address("invite-meeting"), follow=True))
    there = [street.office, street.lead, street.other]
    office.post(address("meeting-seats"), {"seats": [str(one.seat_id) for one in there]})
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        said = text(office.post(address("invite-meeting"), follow=True))
    assert "3 invitations are on their way" in said
    assert len(mail.outbox) == 3
    name, content, kind = mail.outbox[0].attachments[0]
    event = Calendar.from_ical(content).walk("VEVENT")[0]
    assert name == "invitation.ics" and "method=REQUEST" in kind
    assert event["SUMMARY"] == "Beds for the winter" and len(event["ATTENDEE"]) == 3
    again = office.get(address("meeting-file")).content
    assert Calendar.from_ical(again).walk("VEVENT")[0]["UID"] == event["UID"]
    assert "has not begun" in text(
        office.post(address("capture"), {"kind": "note", "text": "Too early"}, follow=True)
    )
    street.let_begin(row)
    with maintenance():
        item = AgendaItem.objects.get(kind="voices")
        seats = {one.seat_id: one for one in MeetingSeat.objects.all()}
    voices = address("voices", item.pk)
    for actor, said in ((street.lead, "Twelve beds " + HOSTILE[:200]), (street.other, "")):
        office.post(voices, {"seat": str(seats[actor.seat_id].pk), "said": said})
    assert "Written down." in text(office.get(voices))
    with django_assert_max_num_queries(15):
        heard = text(office.get(voices))
    assert "passed" in heard and "1 person not heard yet" in heard and "<script>alert" not in heard
    assert "Say who does it." in text(
        office.post(address("capture"), {"kind": "action", "text": "Open the hall"})
    )
    office.post(
        address("capture"), {"kind": "decision", "text": "The hall opens in December", "item": str(item.pk)}
    )
    owner = {"owner": str(street.lead.person_id), "due": day(9)}
    office.post(address("capture"), {"kind": "action", "text": "Open the hall"} | owner)
    assert "nobody wrote down whether they came" in text(office.post(address("close-minutes"), follow=True))
    office.post(address("attendance"), {str(one.pk): "present" for one in seats.values()})
    office.post(address("close-minutes"))
    assert "they never change" in text(office.post(address("capture"), {"kind": "note", "text": "Late"}))
    with django_assert_max_num_queries(15):
        assert "The hall opens in December" in text(office.get(page))
    with django_assert_max_num_queries(15):
        assert "3 of 3 invited came" in text(office.get(address("minutes")))
    assert office.get(address("minutes") + "?as=pdf").content.startswith(b"%PDF")
    lead = signed_in(street.lead)
    with maintenance():
        action = Captured.objects.get(kind="action")
    with django_assert_max_num_queries(15):
        assert "You took this on" in text(lead.get(reverse("alignment:meetings")))
    lead.post(address("action-done", action.pk), {"note": "It is open"})
    assert "It is open" in text(lead.get(page))
    street.let_end(row)
    for place, actor in enumerate(there):
        browser = signed_in(actor)
        browser.post(address("answer-meeting"), {key: str(3 + place % 2) for key in meetings.QUESTIONS})
        assert browser.get(address("answer-meeting")).status_code == 404, "once"
    assert signed_in(street.viewer).get(address("answer-meeting")).status_code == 404, "was not there"
    assert "How it felt" not in text(office.get(page)), "not before the seven days are over"
    street.let_pass(row)
    assert "How it felt afterwards" in text(office.get(page))


def test_first_page_tells_what_needs_somebody(street: Street) -> None:
    street.trouble()
    shown = text(signed_in(street.office).get(reverse("home")))
    assert "nobody keeps the contact" in shown
    assert "How was “Review”?" in shown
    assert "took this on, and it is late" in shown
    lead = text(signed_in(street.lead).get(reverse("home")))
    assert "is overdue: Write it down" in lead


def test_an_outsider_finds_nothing(street: Street) -> None:
    street.trouble()
    elsewhere = World("Elsewhere")
    outsider = signed_in(elsewhere.seat(elsewhere.organisation(), "convenor"))
    for name in ("stakeholders", "readiness", "partners", "leadership", "meetings"):
        shown = text(outsider.get(reverse(f"alignment:{name}")))
        assert "“Review”" not in shown and "Review</a>" not in shown and "Mayor" not in shown


def test_people_who_are_no_longer_there_are_no_choice(street: Street) -> None:
    gone = street.world.seat(
        street.hospital,
        "viewer",
        starts=timezone.now() - timedelta(days=9),
        ends=timezone.now() - timedelta(days=1),
    )
    with maintenance():
        name = Person.objects.get(pk=gone.person_id).name
    shown = text(signed_in(street.lead).get(reverse("alignment:ask-feedback")))
    assert name not in shown


def test_pages_of_a_stranger_ask_to_sign_in() -> None:
    for name in ("stakeholders", "readiness", "partners", "leadership", "meetings"):
        assert "/sign-in/" in Client().get(reverse(f"alignment:{name}")).url


def test_whoever_has_left_gets_no_more_letters(street: Street, django_capture_on_commit_callbacks) -> None:
    now = timezone.now()
    with maintenance():
        row = Meeting.objects.create(
            alliance=street.world.alliance, title="T", purpose="P", starts_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=1, hours=1), person_id=street.office.person_id, person_name="N",
        )  # fmt: skip
        AgendaItem.objects.create(meeting=row, position=1, title="I", kind="people", minutes=5)
        gone = street.world.seat(street.hospital, "viewer", ends=now - timedelta(days=1))
        for actor in (gone, street.lead):
            MeetingSeat.objects.create(meeting=row, seat_id=actor.seat_id, name="N", organisation_name="O")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(street.office).post(reverse("alignment:invite-meeting", args=[row.pk]))
    with maintenance():
        assert [one.to for one in mail.outbox] == [[Person.objects.get(pk=street.lead.person_id).email]]


@pytest.mark.usefixtures("contexts")
def test_a_search_begins_with_the_challenge(street: Street) -> None:
    with maintenance():
        Challenge.objects.create(
            alliance=street.world.alliance, organisation=street.bureau, number=1, template="blank", title="T",
            text="T", domains=["food"], rule={"postcodes": ["45402"]}, person_id=street.office.person_id,
            person_name="N",
        )  # fmt: skip
    form = signed_in(street.office).get(reverse("alignment:seek-partners")).context["form"]
    assert form["share-food"].initial == 20 and form["share-transport"].initial is None
    assert form["places"].initial == "45402, "
