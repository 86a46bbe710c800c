"""Surveys from building to results: what is saved, what is refused, and what the database keeps to itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.alignment import actions, links, tasks
from commonweal.alignment.models import Answer, Asked, Imported, Result, Round, Sheet, Survey
from commonweal.alignment.queries import surveys as queries
from commonweal.alignment.rules.given import Given
from commonweal.audit.models import Act
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.partners.models import Membership, Seat
from tests.factories.alignment import Circle

pytestmark = pytest.mark.django_db


def counts(sent: Round, level: str = "all", group: str = "") -> list[int] | None:
    with maintenance():
        rows = Result.objects.filter(round=sent, level=level, about="answer")
        row = (
            rows.filter(sector=group)
            if level == "sector"
            else rows.filter(organisation__name=group)
            if group
            else rows
        )
        return row.get().counts


def everybody(circle: Circle) -> list:
    return [one for people in circle.people.values() for one in people]


def test_a_round_from_sending_to_what_follows(django_capture_on_commit_callbacks) -> None:
    circle = Circle()
    with django_capture_on_commit_callbacks(execute=True):
        sent = circle.send()
    assert len(mail.outbox) == 10, "nine partners' people and the office, once each"
    letter = mail.outbox[0]
    assert "How we are doing" in letter.subject and "/alignment/surveys/a/" in letter.body
    assert "about 1 minutes" in letter.body and letter.alternatives
    for at, one in enumerate(everybody(circle)):
        circle.answer(sent, one, 1 + at % 5, importance=4)
    with circle.world.as_(circle.office):
        response = queries.response(sent)
        assert (response.asked, response.answered) == (10, 9) and response.rate == 0.9
        assert queries.results(sent)[0].views == (), "no result before the round is closed"
        with pytest.raises(Refused, match="Close the round first"):
            actions.say_what_follows(by=circle.office, sent=sent, text="We talk.")
    closed = circle.close(sent)
    assert counts(sent) == [2, 2, 2, 2, 1]
    lead = circle.people["food:a"][0]
    with circle.world.as_(lead):
        (result,) = queries.results(closed)
        assert result.importance_mean == 4 and result.all.n == 9
        assert {view.name: view.n for view in result.parts} == {"Food": 5, "Housing": 4, "housing:c": 4}
        with pytest.raises(NotAllowed):
            actions.say_what_follows(by=lead, sent=closed, text="We talk.")
    with circle.world.as_(circle.office):
        actions.say_what_follows(by=circle.office, sent=closed, text="We talk.", due=date(2030, 1, 1))
        with pytest.raises(Refused, match="closed already"):
            actions.close_round(by=circle.office, sent=sent)
    with maintenance():
        acts = list(Act.objects.filter(alliance_id=circle.world.alliance.pk).order_by("number"))
    assert acts[-1].kind == "survey.follow-up" and acts[-2].details["answered"] == 9


def test_nobody_reads_answers_and_no_key_is_left() -> None:
    circle = Circle()
    sent = circle.send()
    lead = circle.people["food:a"][0]
    circle.answer(sent, lead, 5)
    for actor in (lead, circle.office):
        with circle.world.as_(actor):
            assert not Sheet.objects.exists() and not Answer.objects.exists()
            assert Asked.objects.filter(round=sent).count() == (10 if actor is circle.office else 1)
    with maintenance():
        sheet = Sheet.objects.get()
        assert bytes(sheet.key) == links.key_of(Asked.objects.get(round=sent, person_id=lead.person_id).pk)
        assert {field.name for field in Sheet._meta.fields} == {
            "id",
            "round",
            "organisation",
            "sector",
            "key",
        }
        assert sheet.pk.version == 4, "an identifier that does not tell when"
    circle.close(sent)
    with maintenance():
        assert Sheet.objects.get().key is None
    assert counts(sent) is None, "one answer is not shown"


def test_answered_twice_by_somebody_else_and_after_closing() -> None:
    circle = Circle()
    sent = circle.send()
    ann, bob, cy = circle.people["food:a"]
    circle.answer(sent, ann, 2, hand_in=False)
    circle.answer(sent, ann, 4, hand_in=False)
    with circle.world.as_(ann):
        asked = Asked.objects.get(round=sent)
        assert queries.given(asked) == {circle.question.pk: Given(4, None)}, "saved as one goes, and changed"
    circle.answer(sent, ann, None, hand_in=False)
    with circle.world.as_(ann):
        assert queries.given(asked) == {}, "an answer taken back"
    circle.answer(sent, ann, 5, importance=9, hand_in=False)
    with circle.world.as_(ann):
        assert queries.given(asked) == {}, "off the scale is not kept"
    circle.answer(sent, ann, 5)
    with pytest.raises(Refused, match="handed in"):
        circle.answer(sent, ann, 1)
    with circle.world.as_(ann):
        assert queries.given(asked) == {} and "handed in" in queries.refusal(asked)
    with circle.world.as_(bob), maintenance():
        foreign = Asked.objects.select_related("round__survey").get(round=sent, person_id=cy.person_id)
    with circle.world.as_(bob), pytest.raises(Refused, match="not sent to you"):
        actions.save_answers(by=bob, asked=foreign, given={circle.question.pk: Given(1)})
    with maintenance():
        Round.objects.filter(pk=sent.pk).update(closes_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="is over"):
        circle.answer(sent, bob, 1)
    circle.close(sent)
    with pytest.raises(Refused, match="is over"):
        circle.answer(sent, cy, 1)
    with maintenance():
        assert Answer.objects.count() == 1


def test_a_partner_that_leaves_in_the_middle_keeps_what_it_said() -> None:
    circle = Circle()
    sent = circle.send()
    gone = circle.people["housing:c"]
    for one in gone[:3]:
        circle.answer(sent, one, 3)
    with maintenance():
        row = Membership.objects.get(organisation=circle.organisations["housing:c"])
        row.period = type(row.period)(row.period.lower, clock.now() - timedelta(seconds=1), "[)")
        row.save()
    with maintenance():
        asked = Asked.objects.select_related("round__survey").get(round=sent, person_id=gone[3].person_id)
    with circle.world.as_(gone[3]), pytest.raises(Refused, match="seat in this alliance has ended"):
        actions.save_answers(by=gone[3], asked=asked, given={})
    with circle.world.as_(circle.office):
        assert queries.response(sent).by_sector["housing"] == (3, 3)
    circle.close(sent)
    assert counts(sent) == [0, 0, 3, 0, 0]


def test_two_seats_of_one_person_are_one_answer() -> None:
    circle = Circle()
    both = circle.people["food:a"][1]
    from commonweal.access.models import Person

    with maintenance():
        person = Person.objects.get(pk=both.person_id)
    circle.world.seat(circle.organisations["housing:c"], "viewer", person=person)
    sent = circle.send()
    with maintenance():
        row = Asked.objects.get(round=sent, person=person)
        assert Asked.objects.filter(round=sent).count() == 10 and row.organisation.name == "food:a"


def test_reminders_go_to_those_who_have_not_answered(django_capture_on_commit_callbacks) -> None:
    circle = Circle({"food:a": 3})
    sent = circle.send()
    circle.answer(sent, circle.people["food:a"][0], 5, hand_in=False)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.remind(
            survey_round=str(sent.pk), person=str(circle.office.person_id), seat=str(circle.office.seat_id)
        )
    assert len(mail.outbox) == 3 and "Still open" in mail.outbox[0].subject
    with circle.world.as_(circle.office), pytest.raises(Refused, match="less than a day"):
        actions.remind(by=circle.office, sent=sent)
    tasks.remind(
        survey_round=str(sent.pk), person=str(circle.office.person_id), seat=str(circle.office.seat_id)
    )
    with maintenance():
        Seat.objects.filter(pk=circle.office.seat_id).update(period="empty")
    tasks.remind(
        survey_round=str(sent.pk), person=str(circle.office.person_id), seat=str(circle.office.seat_id)
    )
    assert len(mail.outbox) == 3


def test_a_survey_that_was_sent_stays_and_a_long_one_is_not_sent() -> None:
    circle = Circle(questions=2)
    with circle.world.as_(circle.office):
        office, survey = circle.office, circle.survey
        actions.move_question(by=office, survey=survey, question=circle.questions[1])
        assert [one.text[-3] for one in survey.questions.all()] == ["1", "0"]
        actions.remove_question(by=office, survey=survey, question=circle.questions[1])
        whole = actions.build_survey(
            by=office,
            title="All",
            purpose="All",
            instruments=["goals", "benefits", "say", "meetings", "leadership"],
        )
        with pytest.raises(Refused, match="no questions yet"):
            empty = actions.build_survey(by=office, title="None", purpose="None", instruments=[])
            actions.open_round(by=office, survey=empty, closes_at=clock.now() + timedelta(days=9))
        for days, said in ((1, "at least two days"), (100, "at most 90 days")):
            with pytest.raises(Refused, match=said):
                actions.open_round(by=office, survey=survey, closes_at=clock.now() + timedelta(days=days))
        for _ in range(30):
            actions.add_question(
                by=office, survey=whole, section="x", concept="other", topic="x", text="x", low="a", high="b"
            )
        with pytest.raises(Refused, match="minutes on a phone"):
            actions.open_round(by=office, survey=whole, closes_at=clock.now() + timedelta(days=9))
    circle.send()
    with circle.world.as_(circle.office):
        with pytest.raises(Refused, match="stay as they are"):
            actions.add_question(
                by=office, survey=survey, section="x", concept="other", topic="x", text="x", low="a", high="b"
            )
        with pytest.raises(Refused, match="is open"):
            actions.open_round(by=office, survey=survey, closes_at=clock.now() + timedelta(days=9))
    lead = circle.people["food:a"][0]
    with circle.world.as_(lead):
        with pytest.raises(NotAllowed):
            actions.build_survey(by=lead, title="Mine", purpose="Mine", instruments=[])
        assert Survey.objects.filter(pk=survey.pk).update(title="Mine") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Result.objects.create(
                round=Round.objects.get(), question=circle.question, about="answer", level="all"
            )


def test_imported_results_are_figures_from_three_people_on() -> None:
    circle = Circle()
    facts = {"by": circle.office, "instrument": "Partnership check-up", "licence": "Licence 12 of our county",
             "taken_on": date(2026, 1, 1), "lowest": 1, "highest": 7, "name": "r.csv"}  # fmt: skip
    with circle.world.as_(circle.office):
        content = b"topic,group,n,mean\nTrust,,20,5.5\nTrust,Food,2,4\nTrust,,3,1\n"
        content += b'Cost,,9,8\nCost,,x,3\n,,9,3\nCost,Food,4,"2,5"\n'
        row, notes = actions.import_results(content=content, **facts)
        assert [(one.topic, one.group, one.people) for one in row.figures.all()] == [
            ("Trust", "", 20),
            ("Cost", "Food", 4),
        ]
        assert len(notes) == 5 and "row 3, column n: 2 people are too few" in notes[0]
        with pytest.raises(Refused, match="no figure that can be used"):
            actions.import_results(content=b"topic,n,mean\nTrust,2,3\n", **facts)
    outsider = Circle()
    with outsider.world.as_(outsider.office):
        assert not Imported.objects.exists() and not Survey.objects.filter(pk=circle.survey.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("select commonweal.survey_publish(%s)", [circle.survey.pk])
            assert cursor.fetchone() == (None,)
