"""The pages of deciding, as people use them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonweal.charter.actions import statements
from commonweal.charter.models import Statement
from commonweal.communications.actions import inside
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.governance import actions, links
from commonweal.governance.links import Link
from commonweal.governance.models import Body, CastBallot, Decision, Proposal, Tenure, Told
from commonweal.governance.rules import documents
from commonweal.performance.models import Series, Version
from tests.factories.attention import attention_of
from tests.factories.browsers import signed_in, text
from tests.factories.governance import Council

attention = attention_of("governance")

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘 " + "long " * 40


@pytest.fixture
def council() -> Council:
    council = Council()
    council.moment = clock.now()
    return council


def test_a_body_from_nothing_to_who_sits_on_it(council: Council, django_assert_max_num_queries) -> None:
    office = signed_in(council.office)
    page = reverse("governance:set-up-body")
    facts = {
        "kind": "data",
        "name": HOSTILE[:190],
        "rule": "mayority",
        "quorum": "half",
        "skills": "privacy\n",
    }
    answer = office.post(page, facts)
    assert "cannot be read" in text(answer) and "privacy" in text(answer), "nothing typed is lost"
    answer = office.post(page, facts | {"rule": "two thirds of present"})
    with maintenance():
        body = Body.objects.get(kind="data")
    assert answer.url == reverse("governance:body", args=[body.pk])
    answer = office.post(
        reverse("governance:add-body-seat", args=[body.pk]),
        {"organisation": str(council.organisations["Open Door"].pk), "weight": "1", "community": "on"},
    )
    seat_page = answer.url
    chosen = str(council.leads["Open Door"].seat_id)
    office.post(seat_page, {"capacity": "holder", "person": chosen, "skills": "law"})
    with django_assert_max_num_queries(15):
        shown = text(office.get(reverse("governance:body", args=[body.pk])))
    assert council.leads["Open Door"].person_name in shown and "at least two thirds" in shown
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown
    assert "Nobody on it brings: privacy" in shown and "Food" in shown, (
        "skills missing, sectors without a seat"
    )
    with django_assert_max_num_queries(15):
        assert "Board" in text(office.get(reverse("governance:bodies")))
    other = signed_in(council.leads["Millrace Clinic"])
    assert other.get(seat_page).status_code == 404
    assert other.get(page).status_code == 404
    with maintenance():
        tenure = Tenure.objects.get(seat__body=body)
        tenure.period = type(tenure.period)(tenure.period.lower - timedelta(days=9), None, "[)")
        tenure.save()
    lead = signed_in(council.leads["Open Door"])
    assert "left the seat" in text(lead.post(reverse("governance:end-tenure", args=[tenure.pk]), follow=True))
    assert "Who sat before" in text(lead.get(reverse("governance:body", args=[body.pk])))


def test_rights_are_shown_with_what_is_wrong(council: Council, django_assert_max_num_queries) -> None:
    office = signed_in(council.office)
    page = reverse("governance:rights")
    assert "Nobody has assigned a right yet" in text(office.get(page))
    facts = {"kind": "budget", "part": "accountable", "over": "5000", "holder": f"body:{council.board.pk}"}
    office.post(reverse("governance:assign-right"), facts)
    with django_assert_max_num_queries(15):
        shown = text(office.get(page))
    assert "nobody is responsible" in shown and "$5,000" in shown
    again = text(office.post(reverse("governance:assign-right"), facts | {"holder": "role:convenor"}))
    assert "Exactly one can be" in again
    assert signed_in(council.leads["Open Door"]).get(page).status_code == 200


def test_a_proposal_from_the_question_to_the_log(council: Council, django_assert_max_num_queries) -> None:
    office, lead = signed_in(council.office), signed_in(council.leads["Open Door"])
    facts = {
        "question": HOSTILE[:290], "background": HOSTILE, "kind": "other", "body": str(council.board.pk),
        "winners": "1", "concerns": [str(council.organisations["Open Door"].pk)], "topic": "food",
    }  # fmt: skip
    answer = office.post(reverse("governance:put-proposal"), facts | {"rule": "by luck"})
    assert "cannot be read" in text(answer)
    office.post(reverse("governance:put-proposal"), facts)
    with maintenance():
        pk = Proposal.objects.get().pk
    page = reverse("governance:proposal", args=[pk])
    evil = {"kind": "page", "label": "x", "reference": "javascript:alert(1)"}
    assert "begins with https" in text(office.post(reverse("governance:add-evidence", args=[pk]), evil))
    office.post(reverse("governance:add-evidence", args=[pk]), evil | {"reference": "no_show_rate"})
    lead.post(reverse("governance:give-opinion", args=[pk]), {"level": "3", "text": "With reservations"})
    soon = timezone.localtime(clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert "is open" in text(
        office.post(reverse("governance:open-vote", args=[pk]), {"closes": soon}, follow=True)
    )
    with django_assert_max_num_queries(15):
        shown = text(lead.get(page))
    assert "0 of 4 seats have voted" in shown and "I support it, with reservations" in shown
    assert "<script>alert" not in shown
    vote = reverse("governance:vote", args=[pk, council.seats["Open Door"].pk])
    assert "Choose one" in text(lead.post(vote, {"reason": ""}))
    assert "is cast" in text(lead.post(vote, {"choice": "against", "reason": "Too dear"}, follow=True))
    assert signed_in(council.leads["Millrace Clinic"]).get(vote).status_code == 404
    away = reverse("governance:recuse", args=[pk, council.seats["Harvest Pantry"].pk])
    assert lead.get(away).status_code == 404
    for name in ("Riverside Health", "Millrace Clinic", "Harvest Pantry"):
        council.cast(Proposal(pk=pk), name, "for")
    assert "Too dear" not in text(office.get(page)), "nobody sees how others voted before the count"
    counted = office.post(
        reverse("governance:count", args=[pk]),
        {"reason": "People wait.", "review_on": "2020-01-01"},
        follow=True,
    )
    assert "Carried" in text(counted) and "Too dear" in text(counted)
    with maintenance():
        decision = Decision.objects.get()
    log = reverse("governance:decisions")
    with django_assert_max_num_queries(15):
        assert "Review due" in text(office.get(log))
    assert "food" not in text(office.get(log + "?q=nothing"))
    assert office.get(log + "?body=Board&status=review-due&review=2030-01-01").status_code == 200
    show = reverse("governance:decision", args=[decision.pk])
    with django_assert_max_num_queries(15):
        shown = text(lead.get(show))
    assert "Open Door, against: Too dear" in shown and "I have read it" in shown and "0 of 4 told" in shown
    lead.post(reverse("governance:decision-seen", args=[decision.pk]))
    assert "1 of 4 told" in text(lead.get(show))
    recount = reverse("governance:recount", args=[pk])
    assert "same outcome" in text(lead.get(recount))
    file = lead.get(recount + "?as=toml")
    assert documents.read(file.content.decode()).outcome().carried is True
    action = {
        "text": "Hire",
        "organisation": str(council.organisations["Open Door"].pk),
        "due_on": "2030-01-01",
    }
    office.post(reverse("governance:add-decision-action", args=[decision.pk]), action)
    assert "Report as done" in text(lead.get(show))
    no_action = reverse("governance:decision-action-done", args=[decision.pk])
    assert office.post(no_action).status_code == 404, "a decision is not an action"
    office.post(
        reverse("governance:review-decision", args=[decision.pk]), {"note": "Holds.", "next_review": ""}
    )
    assert "Holds." in text(office.get(show)) and "Review due" not in text(office.get(show))


def test_a_ballot_from_a_letter_is_one_tap(council: Council, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        proposal = council.open(question="Open a second pantry?", days=3)
    letter = next(one for one in mail.outbox if "Open a second pantry?" in one.body)
    address = re.search(r"/governance/ballot/\S+", letter.body)[0]
    phone = Client()
    closed = text(phone.get(address))
    assert "waits for you" in closed and "second pantry" not in closed, "a scanner reads no question"
    with maintenance():
        assert CastBallot.objects.count() == 0
    assert "second pantry" not in text(phone.post(address, {"choice": "for"})), (
        "nothing is cast before it is opened"
    )
    with maintenance():
        assert CastBallot.objects.count() == 0
    opened = text(phone.post(address, {"act": "open"}, follow=True))
    assert "Open a second pantry?" in opened and 'name="choice" value="against"' in opened
    assert "Your ballot: For" in text(phone.post(address, {"choice": "for"}, follow=True))
    assert "Your ballot: Against" in text(phone.post(address, {"choice": "against"}, follow=True))
    with maintenance():
        cast = list(CastBallot.objects.filter(proposal=proposal).order_by("number"))
        assert [one.choice for one in cast] == ["for", "against"] and cast[0].capacity == "holder"
    assert "waits for you" in text(Client().get(address)), "another browser opens it by its own button"
    assert phone.get(address[:-3] + "xx/").status_code == 404
    with council.as_(council.office):
        actions.proposals.withdraw(by=council.office, proposal=proposal, reason="Later")
    assert "This vote is over" in text(phone.get(address))


def test_a_link_ends_with_the_seat(council: Council) -> None:
    proposal = council.open()
    lead = council.leads["Open Door"]
    token = links.sign(Link(proposal.pk, council.seats["Open Door"].pk, lead.person_id, lead.seat_id))
    address = reverse("governance:ballot-link", args=[token])
    assert "waits for you" in text(Client().get(address))
    with council.as_(council.office):
        with maintenance():
            tenure = Tenure.objects.get(seat=council.seats["Open Door"])
        council.moment += timedelta(minutes=1)
    with maintenance():
        tenure.period = tenure.period.__class__(
            tenure.period.lower - timedelta(days=2), tenure.period.lower, "[)"
        )
        tenure.save()
    assert "not yours any more" in text(Client().get(address))


def test_what_needs_somebody(council: Council) -> None:
    now = clock.now()

    def keys(actor, at=now) -> set[str]:
        with council.world.as_(actor):
            return {item.key.partition(":")[0] for item in attention(actor, at)}

    lead, office = council.leads["Open Door"], council.office
    assert keys(lead) == set() and keys(office) == set()
    council.moment = now - timedelta(days=50)
    with maintenance():
        for seat in council.seats.values():
            tenure = Tenure.objects.get(seat=seat)
            tenure.period = tenure.period.__class__(now - timedelta(days=90), None, "[)")
            tenure.save()
            seat.period = tenure.period
            seat.save()
    missed = council.decided("y---", question="Nobody came?")
    assert missed.outcome["quorum"] is False
    council.moment = now - timedelta(days=45)
    carried = council.decided(question="And then?")
    with maintenance():
        Told.objects.all().delete()
        Decision.objects.filter(proposal=carried).update(review_on=now.date() - timedelta(days=1))
    assert keys(office) == {"quorum-missed", "decision-review", "decision-without-action"}
    council.moment = now - timedelta(days=1)
    council.open(question="Now?", days=2)
    assert "vote-waits" in keys(lead)
    with maintenance():
        Tenure.objects.filter(seat=council.seats["Open Door"]).delete()
    assert "seat-empty" in keys(lead) and "seat-empty" in keys(office)
    assert "vote-waits" not in keys(lead)


def test_empty_pages_say_how_to_begin(council: Council) -> None:
    office = signed_in(council.office)
    for name in ("proposals", "decisions", "interests"):
        assert "will be here" in text(office.get(reverse(f"governance:{name}")))


def test_evidence_is_an_indicator_a_statement_or_a_document_as_it_stands_today(
    council: Council, django_assert_max_num_queries
) -> None:
    office = signed_in(council.office)
    alliance = council.world.alliance
    proposal = council.put(question="Text people the day before?")
    page = reverse("governance:proposal", args=[proposal.pk])
    add = reverse("governance:add-evidence", args=[proposal.pk])
    month = ["2026-05-01", "2026-05-31", 170.0, 1000.0, 17.0, False, 2, 0]
    with maintenance():
        facts = {
            "alliance": alliance,
            "published_by": "N",
            "published_for": "Office",
            "fingerprint": "f" * 64,
        }
        first = Version.objects.create(number=1, first="2026-05-01", last="2026-05-31", methods={}, **facts)
        Series.objects.create(
            version=first,
            measure="no_show_rate",
            organisation=None,
            group_by="all",
            group="all",
            points=[month],
        )
    with council.as_(council.office):
        row = statements.open_round(
            by=council.office, question="What will be true?", closes=clock.now().date() + timedelta(days=9)
        )
        said = statements.add_statement(by=council.office, round=row, text="Nobody misses a visit.")
        shared = inside.share(
            by=council.office,
            title="Texts in two clinics",
            access="alliance",
            name="x.pdf",
            content=b"%PDF-1.7 x",
        )
    choices = text(office.get(add))
    assert "Missed" in choices and "Nobody misses a visit." in choices and "Texts in two clinics" in choices
    assert "Choose something" in text(office.post(add, {"label": ""}))
    for known in ("indicator:no_show_rate", f"statement:{said.pk}", f"document:{shared.pk}"):
        assert office.post(add, {"known": known}).status_code == 302
    assert "Select a valid choice" in text(office.post(add, {"known": "indicator:of_my_own"}))
    with django_assert_max_num_queries(15):
        shown = text(office.get(page))
    assert "17 % in May 2026, as published" in shown
    assert "“Nobody misses a visit.”" in shown and "Texts in two clinics" in shown
    with maintenance():
        later = Version.objects.create(number=2, first="2026-05-01", last="2026-06-30", methods={}, **facts)
        points = [month, ["2026-06-01", "2026-06-30", 120.0, 1000.0, 12.0, False, 2, 0]]
        Series.objects.create(
            version=later,
            measure="no_show_rate",
            organisation=None,
            group_by="all",
            group="all",
            points=points,
        )
        Statement.objects.update(withdrawn_at=clock.now(), withdrawn_by="N", withdrawn_reason="Doubled")
    shown = text(office.get(page))
    assert "12 % in June 2026, as published" in shown and "withdrawn since" in shown
