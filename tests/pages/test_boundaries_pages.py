"""The pages of agreements' work, of conflicts, of risks and of accountability, as people use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from commonweal.agreements.attention import attention
from commonweal.agreements.library import starters
from commonweal.agreements.models import Agreement, Remark, Version
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.governance.models import Commitment, Conflict, PartnerReview, Promise, Risk
from tests.factories.boundaries import Signed
from tests.factories.browsers import signed_in, text

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘"


@pytest.fixture
def signed() -> Signed:
    return Signed()


@pytest.mark.usefixtures("contexts")
@pytest.mark.parametrize("name", sorted(starters()))
def test_every_template_goes_from_its_page_to_a_draft(signed: Signed, name: str) -> None:
    office = signed_in(signed.office)
    assert starters()[name].title in text(office.get(reverse("agreements:begin")))
    address = f"{reverse('agreements:draft')}?from={name}"
    page = office.get(address)
    sent = {"title": "Ours", "text": page.context["form"].initial["text"]}
    sent["parties"] = [str(one.pk) for one in signed.organisations]
    for filled in page.context["terms"]:
        forms = filled.forms
        for field in forms.management_form:
            sent[field.html_name] = field.value()
        for form in forms:
            for field in form:
                value = field.value()
                if value not in (None, "", []):
                    sent[field.html_name] = value
    answer = office.post(address, sent)
    assert answer.status_code == 302, text(answer)[-3000:]
    with maintenance():
        version = Version.objects.get()
        wanted = type(version)(
            agreement=version.agreement, terms=starters()[name].terms, parties=version.parties
        ).read()
        assert version.read() == wanted
        assert version.read() != type(version.read())()
    page = text(office.get(answer.url))
    assert "Clause by clause" in page and "Promise only" in page


@pytest.mark.usefixtures("contexts")
def test_a_version_is_remarked_on_paper_signed_compared_and_printed(signed: Signed) -> None:
    office, lead = signed_in(signed.office), signed_in(signed.lead(0))
    agreement = signed.draft("exit", text="1. We part.\n\n2. We tell people.")
    version = reverse("agreements:version", args=[agreement.pk, 1])
    remark = reverse("agreements:remark", args=[agreement.pk, 1])
    assert "2. We tell people." in text(lead.get(f"{remark}?paragraph=2"))
    lead.post(remark, {"paragraph": "2", "text": HOSTILE, "proposed": "2. We tell people first."})
    page = office.get(version)
    assert b"<script>alert" not in page.content and "<ins>" in text(page)
    with maintenance():
        made = Remark.objects.get()
    office.post(reverse("agreements:answer", args=[agreement.pk, made.pk]), {"take": "yes"})
    signed.sign(signed.offer(agreement), 0, 1)
    scan = reverse("agreements:scan", args=[agreement.pk, 1])
    third = signed_in(signed.lead(2))
    page = third.get(scan)
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {
        "digest": page.context["form"].initial["digest"], "organisation": str(signed.organisations[2].pk),
        "signed_name": "Lee", "same": "on", "scan": SimpleUploadedFile("s.pdf", b"%PDF-1.7"),
    }  # fmt: skip
    answer = third.post(scan, sent, follow=True)
    assert "as the last party" in text(answer) and "signed on paper" in text(answer)
    counter = reverse("agreements:countersign", args=[agreement.pk, 1])
    page = office.get(counter)
    office.post(
        counter, {"digest": page.context["form"].initial["digest"], "signed_name": "Ruth", "entitled": "on"}
    )
    show = text(office.get(reverse("agreements:show", args=[agreement.pk])))
    assert "Counter-signed for the alliance" in show
    pdf = lead.get(reverse("agreements:pdf", args=[agreement.pk, 1]))
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Disposition"].startswith("attachment")
    assert pdf.content == lead.get(reverse("agreements:pdf", args=[agreement.pk, 1])).content
    assert lead.get(f"{version}?against=999999999999").status_code == 200
    viewer = signed_in(signed.world.seat(signed.world.organisation(), "viewer"))
    address = answer.context["signatories"]
    scanned = next(one.scan for one in address if one.scan)
    download = reverse("agreements:scanned", args=[agreement.pk, scanned])
    assert lead.get(download).content == b"%PDF-1.7" and viewer.get(download).status_code == 404


def test_days_to_keep_as_a_calendar(signed: Signed) -> None:
    today = timezone.localdate()
    signed.in_force("accountability", ends=today + timedelta(days=200))
    lead = signed_in(signed.lead(0))
    dates = reverse("agreements:dates")
    assert "Last day of" in text(lead.get(dates))
    calendar = Calendar.from_ical(lead.get(f"{dates}?as=ics").content)
    events = list(calendar.walk("VEVENT"))
    assert any(event["DTSTART"].dt == today + timedelta(days=200) for event in events)
    assert len({str(event["UID"]) for event in events}) == len(events) >= 2


@pytest.mark.usefixtures("contexts")
def test_a_duty_is_recorded_and_an_agreement_with_many_parties_is_short_in_the_list(signed: Signed) -> None:
    agreement = signed.in_force("accountability")
    signed.long_ago(agreement, 200)
    lead = signed_in(signed.lead(0))
    page = lead.get(reverse("agreements:show", args=[agreement.pk]))
    owed = next(one["url"] for one in page.context["duties"] if one["url"])
    assert "figures" in text(lead.get(owed))
    answer = lead.post(owed, {"done": str(timezone.localdate()), "link": "javascript:alert(1)"})
    assert answer.status_code == 200, "no such address is kept"
    answer = lead.post(owed, {"done": str(timezone.localdate()), "note": "Sent"}, follow=True)
    assert "recorded as done" in text(answer)
    crowd = Signed(*(f"Partner {n:02}" for n in range(11)))
    crowd.draft("exit")
    assert "Partner 00, Partner 01 and 9 more" in text(
        signed_in(crowd.office).get(reverse("agreements:list"))
    )


@pytest.mark.usefixtures("contexts")
def test_payment_terms_offer_the_contract_year(signed: Signed) -> None:
    contract = starters()["payment"].terms["payment"]["contract"]
    agreement = signed.in_force("payment", payment={"contract": contract})
    office = signed_in(signed.office)
    show = reverse("agreements:show", args=[agreement.pk])
    assert "Make the contract year of this agreement" in text(office.get(show))
    address = f"{reverse('payments:draft')}?agreement={agreement.pk}"
    form = office.get(address).context["form"]
    assert form.initial["terms"].strip() == contract.strip()
    answer = office.post(address, {"terms": form.initial["terms"]})
    assert answer.status_code == 302
    page = text(office.get(show))
    assert "Became the contract year" in page and "Make the contract year" not in page


def test_a_conflict_walks_from_the_form_to_its_end(signed: Signed) -> None:
    world = signed.world
    board = world.seat(signed.organisations[2], "board_member")
    raiser = signed_in(world.seat(signed.organisations[0], "navigator"))
    sent = {
        "title": HOSTILE[:80],
        "topic": "money",
        "with_whom": [str(signed.organisations[1].pk)],
        "text": HOSTILE,
    }
    answer = raiser.post(reverse("governance:raise-conflict"), sent, follow=True)
    assert b"<script>alert" not in answer.content and "Between the two parties" in text(answer)
    with maintenance():
        pk = Conflict.objects.get().pk
    there = reverse("governance:conflict", args=[pk])
    other, handler, colleague = signed_in(signed.lead(1)), signed_in(board), signed_in(signed.lead(0))
    assert other.get(there).status_code == 200
    assert handler.get(there).status_code == colleague.get(there).status_code == 404
    for kind in ("position", "interest", "option"):
        note = {"kind": kind, "text": f"Our {kind}", "organisation": str(signed.organisations[1].pk)}
        other.post(reverse("governance:conflict-note", args=[pk]), note)
    assert "Interest: why it matters to them" in text(raiser.get(there))
    with maintenance():
        seat = str(board.seat_id)
    up = reverse("governance:conflict-up", args=[pk])
    assert "Choose at least one" in text(raiser.post(up, {"reason": "No answer"})) or "Choose one" in text(
        raiser.post(up, {"reason": "No answer"})
    )
    raiser.post(up, {"reason": "No answer", "handlers": [seat]})
    assert "Facilitated" in text(handler.get(there))
    handler.post(
        reverse("governance:conflict-commit", args=[pk]),
        {"organisation": str(signed.organisations[1].pk), "text": "Pay", "due": str(timezone.localdate())},
    )
    with maintenance():
        kept = reverse("governance:conflict-kept", args=[pk, Commitment.objects.get().pk])
    other.post(kept)
    assert "Kept" in text(raiser.get(there))
    patterns = text(handler.get(reverse("governance:conflicts")))
    assert "Patterns, without names" in patterns and signed.organisations[0].name not in patterns
    handler.post(reverse("governance:conflict-close", args=[pk]), {"outcome": "settled", "text": "Paid"})
    assert "settled between the parties" in text(raiser.get(there))
    raiser.post(reverse("governance:conflict-reopen", args=[pk]), {"reason": "Again"})
    assert "Facilitated" in text(raiser.get(there))


def test_risks_are_named_reviewed_and_shown_as_a_matrix(signed: Signed) -> None:
    lead = signed_in(signed.lead(0))
    empty = text(lead.get(reverse("governance:risks")))
    assert "Nothing in the register yet" in empty
    sent = {
        "title": HOSTILE[:60], "kind": "risk", "likelihood": "5", "impact": "4", "response": "reduce",
        "owner": str(signed.lead(0).seat_id),
    }  # fmt: skip
    answer = lead.post(reverse("governance:record-risk"), sent, follow=True)
    assert b"<script>alert" not in answer.content and "20 of 25" in text(answer)
    with maintenance():
        risk = Risk.objects.get()
    assert risk.review_on <= timezone.localdate() + timedelta(days=31), "a severe one is looked at in a month"
    review = reverse("governance:review-risk", args=[risk.pk])
    past = {"text": "Better", "likelihood": "2", "impact": "2", "review_on": "2020-01-01"}
    assert "lies in the future" in text(lead.post(review, past))
    lead.post(review, past | {"review_on": ""})
    page = text(lead.get(reverse("governance:risks")))
    assert "4 · low" in page and "1 open, 0 of them severe" in page
    lead.post(reverse("governance:close-risk", args=[risk.pk]), {"reason": "Over"})
    assert "Closed" in text(lead.get(reverse("governance:risk", args=[risk.pk])))


def test_promises_are_counted_reviewed_and_answered(signed: Signed) -> None:
    agreement = signed.in_force("accountability")
    signed.long_ago(agreement, 250)
    office, lead = signed_in(signed.office), signed_in(signed.lead(0))
    hospital, pantry, _ = signed.organisations
    page = text(office.get(reverse("governance:promises")))
    assert "Late" in page and hospital.name in page
    sent = {"organisation": str(hospital.pk), "text": "A room", "source": "meeting", "due": "2026-01-31"}
    office.post(reverse("governance:record-promise"), sent)
    with maintenance():
        promise = Promise.objects.get()
    lead.post(reverse("governance:keep-promise", args=[promise.pk]), {"done": str(timezone.localdate())})
    review = reverse("governance:review-partner", args=[hospital.pk])
    assert lead.get(review).status_code == 200 and "Others review" in text(
        lead.post(review, {"first": "2025-01-01", "last": str(timezone.localdate()), "text": "We are fine"})
    )
    office.post(
        review,
        {
            "first": str(timezone.localdate() - timedelta(days=365)),
            "last": str(timezone.localdate()),
            "text": "Often late",
        },
    )
    with maintenance():
        made = PartnerReview.objects.get()
    assert made.late >= 1
    lead.post(reverse("governance:own-say", args=[made.pk]), {"text": "We had no analyst."})
    page = text(office.get(reverse("governance:partner", args=[hospital.pk])))
    assert "Often late" in page and "We had no analyst." in page
    pair = reverse("governance:pair", args=[hospital.pk, pantry.pk])
    lead.post(
        reverse("governance:log-value", args=[pantry.pk]), {"text": "Fewer readmissions", "amount": "1200"}
    )
    page = text(lead.get(pair))
    assert "Fewer readmissions" in page and "No exit terms bind them" in page and "Our accountability" in page
    assert "of 8 stages" in page
    assert lead.get(reverse("governance:pair", args=[hospital.pk, hospital.pk])).status_code == 404


def test_pages_ask_few_questions(signed: Signed, django_assert_max_num_queries) -> None:
    for kind in ("data_sharing", "accountability", "workflow", "exit"):
        signed.long_ago(signed.in_force(kind), 300)
    lead = signed_in(signed.lead(0))
    with maintenance():
        agreements = list(Agreement.objects.values_list("pk", flat=True))
    hospital, pantry, _ = signed.organisations
    sent = {"title": "Late", "topic": "money", "with_whom": [str(pantry.pk)]}
    there = lead.post(reverse("governance:raise-conflict"), sent).url
    pages = [reverse("agreements:show", args=[pk]) for pk in agreements] + [
        reverse("agreements:list"), reverse("agreements:dates"), reverse("governance:conflicts"), there,
        reverse("governance:risks"), reverse("governance:promises"), reverse("governance:partner", args=[pantry.pk]),
    ]  # fmt: skip
    lead.get(pages[0])
    for page in pages:
        # The ledger of promises asks three rooms above it; four of all belong to the test's own transaction.
        with django_assert_max_num_queries(17 if "promises" in page or "partner" in page else 15, info=page):
            assert lead.get(page).status_code == 200, page
    with django_assert_max_num_queries(22):  # it gathers from seven rooms
        lead.get(reverse("governance:pair", args=[hospital.pk, pantry.pk]))


def test_whoever_leaves_reads_until_when_the_notice_runs_and_may_stop_sharing_at_once() -> None:
    signed = Signed()
    notice = {"leaving": {"notice_days": 30, "running": "give_back"}}
    sharing = signed.in_force("data_sharing", **notice)
    workflow = signed.in_force("workflow", **notice)
    lead, other = signed_in(signed.lead(1)), signed_in(signed.lead(0))
    leave = reverse("agreements:leave", args=[workflow.pk])
    page = text(lead.get(leave))
    assert "The agreement asks for notice" in page and "Give notice" in page
    assert "Stop sharing at once" not in page
    assert "You gave notice. Your last day is" in text(lead.post(leave, {"reason": "We close"}, follow=True))
    shown = text(other.get(reverse("agreements:show", args=[workflow.pk])))
    assert "gave notice. Its last day is" in shown and "Signing a new version takes the notice back" in shown
    assert "already given notice" in text(lead.post(leave, {"reason": "Once more"}))
    leave = reverse("agreements:leave", args=[sharing.pk])
    assert "Stop sharing at once" in text(lead.get(leave))
    said = text(lead.post(leave, {"reason": "The law says so", "at_once": "on"}, follow=True))
    assert "Your organisation has left. What it opened is closed." in said
    assert "has left" in text(other.get(reverse("agreements:show", args=[sharing.pk])))
    with signed.world.as_(signed.lead(0)):
        cards = attention(signed.lead(0), clock.now())
        assert any("A party leaves “Our workflow”" in one.why for one in cards)


def test_what_needs_somebody_about_agreements_is_asked_in_two_queries(
    django_assert_max_num_queries,
) -> None:
    signed = Signed()
    for kind in ("data_sharing", "workflow", "accountability", "communication"):
        row = signed.in_force(kind, leaving={"notice_days": 30})
        signed.long_ago(row, 100)
    for by in (signed.office, signed.lead(0)):
        with signed.world.as_(by), django_assert_max_num_queries(2):
            assert attention(by, clock.now())


def test_what_would_end_tomorrow_is_said_of_every_kind(django_assert_max_num_queries) -> None:
    signed = Signed()
    told = {
        "workflow": "due by the usual times again",
        "accountability": "duties of the coming year would be owed no more",
        "technology": "1 service level would hold no more",
        "exit": "Its exit terms would begin",
        "participation": "Nothing says how its parties would part",
    }
    for kind, sentence in told.items():
        row = signed.in_force(kind)
        office = signed_in(signed.office)
        office.get("/")
        with django_assert_max_num_queries(15, info=kind):
            shown = text(office.get(reverse("agreements:show", args=[row.pk])))
        assert "What would close if it ended tomorrow" in shown and sentence in shown
        assert sentence in text(office.get(reverse("agreements:end", args=[row.pk])))


def test_accountability_asks_at_most_fifteen_times(django_assert_max_num_queries) -> None:
    signed = Signed()
    for kind in ("data_sharing", "workflow", "accountability", "participation", "communication"):
        signed.long_ago(signed.in_force(kind, leaving={"notice_days": 30}), 200)
    one, other, _third = signed.organisations
    for by in (signed.office, signed.lead(0)):
        client = signed_in(by)
        client.get("/")
        for url in (
            reverse("governance:promises"),
            reverse("governance:partner", args=[one.pk]),
            reverse("governance:pair", args=[one.pk, other.pk]),
        ):
            with django_assert_max_num_queries(15):
                assert client.get(url).status_code == 200
