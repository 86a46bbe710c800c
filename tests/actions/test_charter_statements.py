"""Statements: said, marked by oneself alone, counted by sector when a round is closed, and never below three."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.audit.models import Act
from commonweal.charter import actions
from commonweal.charter.models import Mark, Statement
from commonweal.charter.queries import statements as reads
from commonweal.charter.rules.consensus import Count
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories import World
from tests.factories.attention import attention_of
from tests.factories.charter import Envision

attention = attention_of("charter")

pytestmark = pytest.mark.django_db


@pytest.fixture
def envision() -> Envision:
    return Envision()


def test_a_mark_is_its_persons_alone(envision: Envision) -> None:
    _, said = envision.round()
    envision.mark(envision.pantry, said, 1, -1)
    with maintenance():
        assert Mark.objects.count() == 2
    for by in (envision.office, envision.hospital, *envision.people("Harvest Pantry", 1)):
        with envision.world.as_(by):
            assert list(Mark.objects.all()) == [], "not even the convenor, nor a colleague"
    with envision.world.as_(envision.pantry):
        assert reads.own_marks(envision.pantry, said[0].round) == {said[0].pk: 1, said[1].pk: -1}
    with maintenance():
        told = " ".join(f"{one.kind} {one.details}" for one in Act.objects.all())
    assert "mark" not in told, "the record of acts says nothing of marks"


def test_nobody_marks_in_anothers_name(envision: Envision) -> None:
    row, said = envision.round()
    with envision.world.as_(envision.pantry), pytest.raises(DatabaseError), transaction.atomic():
        Mark.objects.create(
            alliance_id=envision.pantry.alliance_id, organisation_id=envision.pantry.organisation_id,
            person_id=envision.hospital.person_id, person_name="N", round=row,
            statement=said[0], sector="food", value=1,
        )  # fmt: skip
    with envision.world.as_(envision.pantry), pytest.raises(DatabaseError), transaction.atomic():
        Mark.objects.create(
            alliance_id=envision.pantry.alliance_id, organisation_id=envision.pantry.organisation_id,
            person_id=envision.pantry.person_id, person_name="N", round=row, statement=said[0], sector="payer", value=1,
        )  # fmt: skip


def test_a_mark_may_be_changed_until_the_round_is_closed(envision: Envision) -> None:
    row, said = envision.round()
    envision.mark(envision.pantry, said, 1)
    envision.mark(envision.pantry, said, 0)
    with envision.world.as_(envision.pantry):
        assert reads.own_marks(envision.pantry, row) == {said[0].pk: 0}
    for by in (*envision.people("Harvest Pantry", 3), envision.hospital):
        envision.mark(by, said, 1)
    with envision.world.as_(envision.office):
        actions.close_round(by=envision.office, round=row)
    with envision.world.as_(envision.pantry):
        with pytest.raises(Refused, match="closed"):
            actions.mark(by=envision.pantry, statement=Statement.objects.get(pk=said[0].pk), value=1)
        changed = Mark.objects.filter(person_id=envision.pantry.person_id).update(value=1)
        assert changed == 0, "the database too keeps what was counted"


def test_two_seats_of_one_person_are_one_mark(envision: Envision) -> None:
    _, said = envision.round()
    with maintenance():
        from commonweal.access.models import Person

        person = Person.objects.get(pk=envision.pantry.person_id)
    other = envision.world.seat(envision.organisations["Prairie Plan"], "viewer", person=person)
    envision.mark(envision.pantry, said, 1)
    envision.mark(other, said, -1)
    with maintenance():
        (row,) = Mark.objects.filter(statement=said[0])
    assert (row.value, row.sector) == (-1, "payer")


def test_counts_come_when_the_round_is_closed_by_sector_and_never_below_three(envision: Envision) -> None:
    row, said = envision.round()
    for by in envision.people("Harvest Pantry", 4):
        envision.mark(by, said, 1, 1)
    for by in envision.people("Northside Hospital", 3):
        envision.mark(by, said, 1, -1, 1)
    envision.mark(envision.payer, said, -1)
    with envision.world.as_(envision.office):
        assert reads.groups(row) == {} and all(not one.counts for one in reads.results(row)), (
            "open: no counts"
        )
        row = actions.close_round(by=envision.office, round=row)
    with envision.world.as_(envision.payer):
        groups = reads.groups(row)
        # One payer alone is counted with the smallest other sector, the hospitals.
        assert {key: people for key, (_, people) in groups.items()} == {"food": 4, "others": 4}
        found = {one.statement.text: one for one in reads.results(row)}
    home, week, hospitals = (found[one.text] for one in said)
    assert home.counts == {"food": Count(4), "others": Count(3, 1)}
    assert home.judged.consensus == pytest.approx((5 / 6) * (4 / 6))
    assert home.accepted and home.judged.consensus_mean == pytest.approx((5 / 6 * 4 / 6) ** 0.5)
    assert week.judged.divides and week.judged.most == "food" and week.judged.against == ("others",)
    assert (
        hospitals.counts == {"others": Count(3)} and hospitals.hidden == ("food",) and not hospitals.accepted
    )


def test_a_map_shows_groups_and_oneself(envision: Envision) -> None:
    row, _ = envision.closed_round()
    with envision.world.as_(envision.payer):
        drawn = reads.opinion_map(row, reads.statements(row))
    assert sum(one.people for one in drawn.groups) == 9 and len(drawn.groups) == 2
    assert drawn.me is not None and all(one.people >= 3 for one in drawn.groups)
    assert "Hospitals decide." in drawn.groups[0].agrees + drawn.groups[1].agrees
    with envision.world.as_(envision.office):
        assert reads.opinion_map(row, reads.statements(row)).me is None


def test_below_nine_people_there_is_no_map(envision: Envision) -> None:
    row, said = envision.round()
    for by in envision.people("Harvest Pantry", 8):
        envision.mark(by, said, 1, -1, 0)
    with envision.world.as_(envision.office):
        row = actions.close_round(by=envision.office, round=row)
        assert "nine" in reads.opinion_map(row, said).why_not
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from commonweal.statement_patterns(%s)", [row.pk])
            assert cursor.fetchone() == (0,)


def test_the_functions_say_nothing_to_another_alliance(envision: Envision) -> None:
    row, _ = envision.closed_round()
    other = World("Elsewhere")
    outsider = other.seat(other.organisation(), "convenor")
    with other.as_(outsider), connection.cursor() as cursor:
        for name in ("needs", "voices", "groups", "counts", "patterns"):
            cursor.execute(f"select count(*) from commonweal.statement_{name}(%s)", [row.pk])
            assert cursor.fetchone() == (0,), name


def test_the_next_statement_is_the_one_that_most_needs_answers(envision: Envision) -> None:
    row, said = envision.round()
    for by in envision.people("Northside Hospital", 2):
        envision.mark(by, said, 1, 1)
    envision.mark(envision.people("Harvest Pantry", 1)[0], said, None, 1)
    with envision.world.as_(envision.pantry):
        # Of the pantries nobody marked the first and the third; the third is marked least by all.
        assert reads.to_mark(envision.pantry, row) == [said[2].pk, said[0].pk, said[1].pk]
    with envision.world.as_(envision.hospital):
        assert reads.to_mark(envision.hospital, row)[0] == said[2].pk


def test_what_is_refused(envision: Envision) -> None:
    row, said = envision.round()
    with envision.world.as_(envision.pantry):
        for text, why in (
            ("  ", "Write"),
            ("x" * 301, "at most 300"),
            ("everybody has a SAFE home", "already said"),
        ):
            with pytest.raises(Refused, match=why):
                actions.add_statement(by=envision.pantry, round=row, text=text)
        hidden = actions.add_statement(by=envision.pantry, round=row, text="We \u202emeet\x00\n often.")
        assert hidden.text == "We meet often."
        with pytest.raises(NotAllowed):
            actions.withdraw_statement(by=envision.pantry, statement=said[0], reason="I do not like it.")
        with pytest.raises(NotAllowed):
            actions.open_round(by=envision.pantry, question="?", closes=envision.today())
    with envision.world.as_(envision.office):
        with pytest.raises(Refused, match="A round is open"):
            actions.open_round(
                by=envision.office, question="Again?", closes=envision.today() + timedelta(days=3)
            )
        with pytest.raises(Refused, match="Fewer than 3"):
            actions.close_round(by=envision.office, round=row)
        actions.withdraw_statement(by=envision.office, statement=said[0], reason="It names somebody.")
        with pytest.raises(Refused, match="withdrawn"):
            actions.mark(by=envision.office, statement=Statement.objects.get(pk=said[0].pk), value=1)
        assert [one.withdrawn_reason for one in reads.everything_said(row)[1]] == ["It names somebody."]


def test_who_is_asked_to_speak(envision: Envision) -> None:
    _, said = envision.round()
    with envision.world.as_(envision.pantry):
        keys = {one.key.partition(":")[0] for one in attention(envision.pantry, clock.now())}
    assert {"no-statement", "no-marks"} <= keys
    envision.mark(envision.hospital, said, 1)
    with envision.world.as_(envision.hospital):
        keys = {one.key.partition(":")[0] for one in attention(envision.hospital, clock.now())}
    assert not {"no-statement", "no-marks"} & keys
    with envision.world.as_(envision.office):
        later = clock.now() + timedelta(days=40)
        keys = {one.key.partition(":")[0] for one in attention(envision.office, later)}
        told = next(
            one.why for one in attention(envision.office, later) if one.key.startswith("partners-silent")
        )
    assert "round-over" in keys and told == "5 partners have added no statement."
