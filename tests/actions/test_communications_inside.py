"""Inside the alliance: documents follow agreements, teams keep to themselves, mentions reach those who may read."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonweal.access import NotAllowed, Refused
from commonweal.access.models import Person
from commonweal.access.permissions import Permission
from commonweal.access.roles import roles_with
from commonweal.agreements.models import Agreement
from commonweal.communications import subjects
from commonweal.communications.actions import feedback, gatherings, inside, planning, site
from commonweal.communications.actions.common import answer, state_of
from commonweal.communications.attention import attention
from commonweal.communications.models import (
    Document,
    FeedbackForm,
    Notice,
    Remark,
    Response,
    Subscription,
    Thread,
)
from commonweal.communications.rules.approval import State
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.database.ranges import period
from tests.factories.browsers import signed_in
from tests.factories.communications import Voice
from tests.factories.town import Town

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 words"


@pytest.fixture
def voice() -> Voice:
    return Voice()


def test_who_sends_and_who_reads_addresses_is_one_list(voice: Voice) -> None:
    """The row policies name roles; the permission does, too: both must mean the same."""
    assert sorted(roles_with(Permission.APPROVE_COMMUNICATIONS)) == ["board_member", "convenor"]
    assert sorted(roles_with(Permission.DRAFT_COMMUNICATIONS)) == ["convenor", "partner_lead"]
    assert roles_with(Permission.ANSWER_FEEDBACK) == ["convenor"]
    voice.subscribers(2)
    for actor, count in ((voice.office, 2), (voice.board, 2), (voice.lead, 0), (voice.viewer, 0)):
        with voice.world.as_(actor):
            assert Subscription.objects.count() == count


def test_a_document_is_seen_while_its_agreement_is_in_force(voice: Voice) -> None:
    world = voice.world
    pantry = world.organisation("Pantry", sector="food")
    outsider = world.seat(pantry, "viewer")
    partner = world.organisation("Partner", sector="housing")
    friend = world.seat(partner, "viewer")
    agreement = world.sharing(voice.clinic, partner)
    with world.as_(voice.lead):
        row = inside.share(
            by=voice.lead, title="Rules", access="agreement", agreement=agreement, name="a.pdf", content=PDF
        )
    address = reverse("communications:document", args=[row.pk])
    with world.as_(friend):
        version = row.versions.get()
    download = reverse("communications:download", args=[version.pk])
    assert signed_in(friend).get(address).status_code == 200
    kept = signed_in(friend).get(download)
    assert kept.content == PDF and kept["Content-Disposition"].startswith("attachment")
    for path in (address, download):
        assert signed_in(outsider).get(path).status_code == 404
    with maintenance():
        begun = Agreement.objects.get(pk=agreement.pk).in_force.lower
        Agreement.objects.filter(pk=agreement.pk).update(
            in_force=period(begun, clock.now() - timedelta(minutes=1))
        )
    assert signed_in(friend).get(address).status_code == 404, "what the agreement opened closes with it"
    assert signed_in(voice.lead).get(address).status_code == 200, "it stays one's own"
    with world.as_(friend), pytest.raises(Refused):
        inside.renew(by=friend, document=row, name="b.pdf", content=PDF)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"<script>1</script>"),
        ("a.svg", b"<svg/>"),
        ("a.pdf", b"MZ\x90"),
        ("noending", b"x"),
        ("a.pdf.exe", PDF),
    ],
)
def test_files_a_browser_would_run_or_that_lie_are_not_taken(voice: Voice, name: str, content: bytes) -> None:
    with voice.world.as_(voice.lead), pytest.raises(Refused):
        inside.share(by=voice.lead, title="X", access="alliance", name=name, content=content)
    with maintenance():
        assert not Document.objects.exists()


def test_versions_stay_and_only_what_all_of_us_see_goes_on_the_website(voice: Voice) -> None:
    with voice.world.as_(voice.lead):
        row = inside.share(
            by=voice.lead, title="Ours", access="organisation", name="../../x.pdf", content=PDF
        )
        made = inside.renew(by=voice.lead, document=row, name="y.pdf", content=PDF + b"2", note="Shorter")
        assert made.number == 2 and [one.name for one in row.versions.all()] == ["y.pdf", "x.pdf"]
    with voice.world.as_(voice.board), pytest.raises(Refused):
        inside.make_public(by=voice.board, document=row)
    with voice.world.as_(voice.viewer):
        assert Document.objects.filter(pk=row.pk).exists(), "a colleague of the same organisation sees it"
    with voice.world.as_(voice.office):
        assert not Document.objects.filter(pk=row.pk).exists(), "another organisation does not"


def test_a_teams_talk_is_its_members_and_a_mention_tells_only_those(voice: Voice) -> None:
    world = voice.world
    with maintenance():
        Person.objects.filter(pk=voice.office.person_id).update(name="Ruth Calloway")
        Person.objects.filter(pk=voice.viewer.person_id).update(name="Tom O'Hara")
    with world.as_(voice.lead):
        team = inside.form_team(
            by=voice.lead, name="Rides", charter="Find rides.", ends_on=clock.now().date() + timedelta(days=9)
        )
        inside.take_in(by=voice.lead, team=team, person=Person.objects.get(pk=voice.office.person_id))
        thread = inside.begin(
            by=voice.lead,
            title="Routes",
            text="@Ruth Calloway and @Tom O'Hara, which first? mail@x.org @Nobody",
            team=team,
        )
    with world.as_(voice.viewer):
        assert not Thread.objects.exists() and not Remark.objects.exists() and not Notice.objects.exists()
        with pytest.raises(Refused):
            inside.take_in(by=voice.viewer, team=team, person=Person.objects.get(pk=voice.viewer.person_id))
    assert signed_in(voice.viewer).get(reverse("communications:thread", args=[thread.pk])).status_code == 404
    with world.as_(voice.office):
        assert [one.kind for one in Notice.objects.order_by("pk")] == ["team", "mention"]
        inside.remark(by=voice.office, thread=thread, text="The east side.")
    with world.as_(voice.lead):
        assert [one.kind for one in Notice.objects.all()] == ["answer"], "whoever began hears of the answer"
        with pytest.raises(Refused, match="what came of it"):
            inside.end_team(by=voice.lead, team=team, result=" ")
        inside.end_team(by=voice.lead, team=team, result="Two routes.")


def test_an_announcement_and_who_has_read_it(voice: Voice) -> None:
    with voice.world.as_(voice.office):
        row = inside.announce(by=voice.office, title="Hours", text="Look at <b>yours</b>.")
    with voice.world.as_(voice.viewer), pytest.raises(NotAllowed):
        inside.announce(by=voice.viewer, title="No", text="No")
    browser = signed_in(voice.viewer)
    page = browser.get(reverse("communications:announcement", args=[row.pk])).content.decode()
    assert "&lt;b&gt;yours" in page and "I have read it" in page
    browser.post(reverse("communications:seen", args=[row.pk]))
    browser.post(reverse("communications:seen", args=[row.pk]))
    page = browser.get(reverse("communications:announcement", args=[row.pk])).content.decode()
    assert "1 of 4 have read it" in page and "I have read it" not in page


def test_talk_about_a_record_only_where_one_sees_it(voice: Voice) -> None:
    other = Voice()
    lead = signed_in(voice.lead)
    there = reverse("communications:talk", args=["organisation", voice.clinic.pk])
    assert lead.get(there).status_code == 200
    assert lead.post(there, {"title": "Hours", "text": "When are you open?"}).status_code == 302
    assert b"Hours" in signed_in(voice.viewer).get(there).content
    assert signed_in(other.lead).get(there).status_code == 404
    assert lead.get(reverse("communications:talk", args=["client", voice.clinic.pk])).status_code == 404


def test_what_needs_somebody_and_when_it_ends(voice: Voice) -> None:
    with voice.world.as_(voice.office):
        message = planning.keep_message(by=voice.office, key="food", texts={"en": "We help."}, benefit="Food")
    with voice.world.as_(voice.board):
        answer(by=voice.board, row=message, digest=message.digest(), approved=True)
        assert state_of(message) is State.APPROVED
    event = voice.event()
    with maintenance():
        long_ago = clock.now() - timedelta(days=20)
        event.starts, event.ends, event.registration_until = long_ago, long_ago + timedelta(hours=1), long_ago
        event.save()
        form = FeedbackForm.objects.create(
            alliance=voice.world.alliance,
            slug="f",
            texts={"en": {"title": "Form"}},
            published_at=long_ago,
            questions=[],
        )
        response = Response.objects.create(
            alliance=voice.world.alliance, form=form, language="en", answers={"q": "Buses."}, source="page",
            given_on=long_ago.date(), digest="", created_at=long_ago, email="ana@example.org",
        )  # fmt: skip

    def kinds() -> set[str]:
        with voice.world.as_(voice.office):
            with CaptureQueriesContext(connection) as asked:
                found = {one.key.partition(":")[0] for one in attention(voice.office, clock.now())}
            assert len(asked) <= 3
            return found

    assert kinds() == {"message-old", "event-outcome", "feedback-waiting"}
    with voice.world.as_(voice.viewer):
        assert attention(voice.viewer, clock.now()) == []
    with voice.world.as_(voice.office):
        planning.add_evidence(by=voice.office, message=message, kind="decision", text="Decided on Monday.")
        with pytest.raises(Refused, match="permission"):
            planning.add_evidence(by=voice.office, message=message, kind="story", text="Hers", permission=" ")
        gatherings.tell_outcome(by=voice.office, event=event, outcome="A pantry.")
        feedback.reply(by=voice.office, response=response, text="It comes.")
    assert kinds() == set()


def test_a_board_member_who_writes_nothing_publishes_and_puts_documents_out(voice: Voice) -> None:
    with voice.world.as_(voice.lead):
        page = site.add_page(by=voice.lead, slug="home")
        draft = site.save_draft(
            by=voice.lead, page=page, language="en", revision=0, title="Home", body="Welcome."
        )
        row = inside.share(by=voice.lead, title="Ours", access="alliance", name="x.pdf", content=PDF)
        with pytest.raises(NotAllowed):
            site.publish(by=voice.lead, page=page, language="en", revision=draft.revision)
    with voice.world.as_(voice.board):
        with pytest.raises(Refused, match="changed while you read"):
            site.publish(by=voice.board, page=page, language="en", revision=draft.revision - 1)
        assert site.publish(by=voice.board, page=page, language="en", revision=draft.revision).number == 1
        site.open_site(by=voice.board, site=voice.site, opened=True)
        assert inside.make_public(by=voice.board, document=row).public_at is not None
    answer_ = Client().get(reverse("site:document", args=[voice.site.slug, row.pk]))
    assert answer_.content == PDF and "sandbox" in answer_["Content-Security-Policy"]


def test_themes_are_learned_from_people_and_offered(voice: Voice) -> None:
    with maintenance():
        form = FeedbackForm.objects.create(
            alliance=voice.world.alliance,
            slug="f",
            texts={"en": {"title": "Form"}},
            published_at=clock.now(),
            questions=[],
        )

        def wrote(text: str) -> Response:
            return Response.objects.create(
                alliance=voice.world.alliance, form=form, language="en", answers={"q": text}, source="paper",
                given_on=clock.now().date(), digest="",
            )  # fmt: skip

        rows = {
            "Rides": [wrote("The bus is late"), wrote("no bus to the clinic"), wrote("a bus at night")],
            "Food": [
                wrote("The pantry is closed"),
                wrote("pantry on Sunday"),
                wrote("no milk at the pantry"),
            ],
        }
        fresh = wrote("When does the bus come?")
    with voice.world.as_(voice.office):
        for name, several in rows.items():
            theme = feedback.add_theme(by=voice.office, name=name)
            for one in several:
                feedback.sort(by=voice.office, response=one, theme=theme)
    page = signed_in(voice.office).get(reverse("communications:response", args=[fresh.pk])).content.decode()
    assert "Perhaps “Rides”, because of: bus" in page


def test_the_page_of_a_record_leads_to_the_talk_about_it() -> None:
    town = Town()
    browser = signed_in(town.world.seat(town.hospital, "partner_lead"))
    browser.get("/")
    shown = {
        route
        for subject in subjects.SUBJECTS.values()
        for route in subject.routes
        if f"/communications/talk/about/{subject.key}/"
        in browser.get(reverse(route, kwargs=town_row(town, route))).content.decode()
    }
    assert shown == {route for subject in subjects.SUBJECTS.values() for route in subject.routes}
    page = reverse("technology:project", kwargs=town_row(town, "technology:project"))
    begin = re.search(
        r'href="(/communications/talk/about/technology-project/[^"]+)"', browser.get(page).content.decode()
    )
    assert begin is not None
    assert "Only organisations that see this record" in browser.get(begin[1]).content.decode()
    assert browser.post(begin[1], {"title": "Late?", "text": "Is it late?"}).status_code == 302
    shown_there = browser.get(page).content.decode()
    assert f'Talk about this<span hx-get="{begin[1]}?count"' in shown_there
    assert browser.get(f"{begin[1]}?count").content == b" (1)"
    stranger = town.world.seat(town.world.organisation("Elsewhere"), "partner_lead")
    assert signed_in(stranger).get(begin[1]).status_code == 404
    with town.world.as_(stranger):
        assert not Thread.objects.filter(title="Late?").exists(), "no talk about what one does not see"
    with town.world.as_(town.lead):
        thread = Thread.objects.get(title="Late?")
        assert inside.mentioned(town.lead, f"@{stranger.person_name}", None, thread.readers) == []
        with pytest.raises(Refused, match="take part"):
            inside.begin(by=town.lead, title="x", text="y", only=[stranger.organisation_id])


def test_nobody_talks_about_persons_or_what_has_talk_of_its_own() -> None:
    assert {"referral", "client", "conflict", "indicator"}.isdisjoint(subjects.SUBJECTS)


def town_row(town: Town, route: str) -> dict[str, object]:
    found = town.rows.get(route) or town.rows[route.partition(":")[0] + ":"]
    return {"pk": found["pk"]}
