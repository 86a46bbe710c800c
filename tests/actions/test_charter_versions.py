"""The charter: drafted with its sources, changed by proposals, ratified by organisations, amended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.charter import actions
from commonweal.charter.models import CharterVersion, ProposedChange, Sentence
from commonweal.charter.queries import charter as reads
from commonweal.charter.rules import charter as rules
from commonweal.charter.rules.charter import State
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.database.ranges import closed
from commonweal.partners.models import Membership
from tests.factories.attention import attention_of
from tests.factories.charter import Envision

attention = attention_of("charter")

pytestmark = pytest.mark.django_db


@pytest.fixture
def envision() -> Envision:
    return Envision()


def state(envision: Envision, row: CharterVersion) -> State:
    with envision.world.as_(envision.office):
        return next(one.state for one in reads.standings(envision.office) if one.version.pk == row.pk)


def test_a_sentence_keeps_where_it_came_from_and_who_disagreed(envision: Envision) -> None:
    _, said = envision.closed_round()
    row = envision.draft(statements=[said[0], said[2]])
    with envision.world.as_(envision.pantry):
        vision = next(one for one in reads.sentences(row) if one.part == "vision")
        sources = {one.statement.text: rules.dissent(one.views) for one in vision.sources.all()}
    assert sources[said[0].text] == []
    # The one payer is counted with the food sector, the smallest of the others.
    assert sources[said[2].text] == ["Counted together: Food, Payers: 4 of 5 disagreed"]


def test_ratified_by_all_it_is_in_force(envision: Envision) -> None:
    row = envision.out()
    assert state(envision, row) is State.OUT
    with envision.world.as_(envision.pantry):
        with pytest.raises(Refused, match="not the text"):
            actions.ratify(by=envision.pantry, version=row, digest_seen="0" * 64, signed_name="D")
        actions.refuse(
            by=envision.pantry, version=row, digest_seen=reads.digest(row), reason="Food is not in it."
        )
    assert state(envision, row) is State.REFUSED, "with all needed, one refusal stops it"
    envision.ratify(row, envision.office, *envision.leads.values())
    assert state(envision, row) is State.IN_FORCE
    with envision.world.as_(envision.pantry):
        own = row.ratifications.filter(organisation_id=envision.pantry.organisation_id)
        assert [one.ratified for one in own] == [False, True]
        with pytest.raises(Refused, match="not out for ratification"):
            actions.refuse(by=envision.pantry, version=row, digest_seen=reads.digest(row), reason="Too late.")


def test_two_thirds_are_enough_where_that_was_asked(envision: Envision) -> None:
    row = envision.out(needed=67)
    leads = [envision.office, *envision.leads.values()]
    envision.ratify(row, *leads[:4])
    assert state(envision, row) is State.OUT, "4 of 6 is less than 67 %"
    envision.ratify(row, leads[4])
    assert state(envision, row) is State.IN_FORCE


def test_who_has_left_is_not_asked_any_more(envision: Envision) -> None:
    row = envision.out()
    envision.ratify(row, envision.office, *list(envision.leads.values())[:-1])
    with maintenance():
        membership = Membership.objects.get(organisation=envision.organisations["Prairie Plan"])
        membership.period = closed(membership.period, clock.now() - timedelta(hours=1))
        membership.save()
    with envision.world.as_(envision.office):
        actions.count_again(by=envision.office, version=row)
    assert state(envision, row) is State.IN_FORCE


def test_what_is_out_keeps_its_words(envision: Envision) -> None:
    row = envision.out()
    with envision.world.as_(envision.office):
        sentence = row.sentences.first()
        with pytest.raises(Refused, match="out for ratification"):
            actions.write_sentence(
                by=envision.office, version=row, part="vision", text="Other words.", line=sentence.line
            )
        assert Sentence.objects.filter(pk=sentence.pk).update(text="Other words.") == 0, "nor behind its back"
        with pytest.raises(DatabaseError), transaction.atomic():
            CharterVersion.objects.filter(pk=row.pk).update(needed=51)
    with envision.world.as_(envision.pantry), pytest.raises(NotAllowed):
        actions.set_aside(by=envision.pantry, version=row, reason="No.")


def test_changes_are_answered_with_reasons_and_an_amendment_follows(envision: Envision) -> None:
    first = envision.in_force()
    with envision.world.as_(envision.pantry):
        line = next(one.line for one in reads.sentences(first) if one.part == "mission")
        better = actions.propose_change(
            by=envision.pantry,
            version=first,
            kind="reword",
            line=line,
            text="We find homes and food.",
            reason="Food.",
        )
        other = actions.propose_change(
            by=envision.pantry,
            version=first,
            kind="add",
            part="values",
            text="We are always right.",
            reason="Why not.",
        )
        with pytest.raises(Refused, match="Choose the sentence"):
            actions.propose_change(by=envision.pantry, version=first, kind="leave_out", reason="It is long.")
        with pytest.raises(NotAllowed):
            actions.answer_change(by=envision.pantry, change=better, accepted=True, answer="Yes.")
    with envision.world.as_(envision.office):
        actions.answer_change(by=envision.office, change=other, accepted=False, answer="Nobody is.")
        actions.answer_change(by=envision.office, change=better, accepted=True, answer="It is true.")
        second = CharterVersion.objects.get(number=2)
        assert second.based_on_id == first.pk
        compared = rules.compare(reads.lines(first), reads.lines(second))
        assert [(one.part, one.kind) for one in compared if one.kind != "same"] == [("mission", "reworded")]
        words = next(one.pieces for one in compared if one.kind == "reworded")
        assert [(one.kind, one.words) for one in words] == [
            ("kept", "We find"), ("out", "homes."), ("in", "homes and food."),
        ]  # fmt: skip
        kept = ProposedChange.objects.get(pk=other.pk)
        assert (kept.accepted, kept.answer) == (False, "Nobody is.")
        second = actions.put_out(
            by=envision.office, version=second, answer_by=envision.today() + timedelta(days=10)
        )
    envision.ratify(second, envision.office, *envision.leads.values())
    assert state(envision, first) is State.REPLACED and state(envision, second) is State.IN_FORCE


def test_comments_and_putting_out_have_their_conditions(envision: Envision) -> None:
    with envision.world.as_(envision.office):
        row = actions.begin_version(by=envision.office, reason="To begin.")
        with pytest.raises(Refused, match="under way"):
            actions.begin_version(by=envision.office, reason="Again.")
        with pytest.raises(Refused, match="purpose and mission and vision"):
            actions.put_out(by=envision.office, version=row, answer_by=envision.today() + timedelta(days=9))
        actions.set_aside(by=envision.office, version=row, reason="Too early.")
    with envision.world.as_(envision.hospital):
        actions.comment(by=envision.hospital, version=row, text="A pity.")
        assert [one.text for one in reads.comments(row)] == ["A pity."]
        with pytest.raises(Refused, match="set aside"):
            actions.propose_change(
                by=envision.hospital, version=row, kind="add", part="values", text="x", reason="y"
            )


def test_ratification_that_waits_is_said(envision: Envision) -> None:
    row = envision.out()
    with envision.world.as_(envision.pantry):
        assert any(one.key == f"ratify:{row.pk}" for one in attention(envision.pantry, clock.now()))
    envision.ratify(row, envision.pantry)
    with envision.world.as_(envision.pantry):
        assert not any(one.key == f"ratify:{row.pk}" for one in attention(envision.pantry, clock.now()))
    with envision.world.as_(envision.office):
        later = clock.now() + timedelta(days=40)
        assert any(one.key == f"not-ratified:{row.pk}" for one in attention(envision.office, later))
