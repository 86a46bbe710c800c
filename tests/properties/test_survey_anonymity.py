"""No two published views together reveal fewer than three people, in made-up rounds of any shape.

The database publishes; a slow plain statement of the rule, on sets of people, judges it: it takes everything that is
shown of a question, adds and subtracts until nothing new comes out, and looks for a set of one or two people.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commonweal.alignment import actions
from commonweal.alignment.models import Answer, Asked, Question, Result, Round, Sheet, Survey
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.partners.models import Organisation
from tests.examples import by_day
from tests.factories.alignment import Circle

pytestmark = pytest.mark.django_db

SECTORS = ("food", "housing", "clinic", "hospital")
Person = int

# A round: for each organisation (sector, number), what its people answered; None: they answered nothing.
ROUNDS = st.dictionaries(
    st.tuples(st.sampled_from(SECTORS), st.integers(0, 2)),
    st.lists(st.one_of(st.none(), st.integers(1, 3)), min_size=1, max_size=6),
    min_size=1,
    max_size=7,
)


@pytest.fixture
def circle() -> Circle:
    return Circle({f"{sector}:{number}": 6 for sector in SECTORS for number in range(3)}, points=3)


def publish(circle: Circle, number: int, drawn: dict, survey: Survey, question: Question) -> Round:
    """Write a round's sheets as the database would hold them, and let it publish."""
    with maintenance():
        row = Round.objects.create(
            alliance=circle.world.alliance, survey=survey, number=number, seat_id=circle.office.seat_id,
            closes_at=clock.now() + timedelta(days=3), person_id=circle.office.person_id, person_name="Office",
        )  # fmt: skip
        asked, answers = [], []
        for (sector, at), values in drawn.items():
            organisation = circle.organisations[f"{sector}:{at}"]
            for place, value in enumerate(values):
                actor = circle.people[f"{sector}:{at}"][place]
                asked.append(Asked(
                    alliance=circle.world.alliance, round=row, seat_id=actor.seat_id, person_id=actor.person_id,
                    organisation=organisation, sector=sector, begun_on=None if value is None else clock.now().date(),
                ))  # fmt: skip
                if value is not None:
                    sheet = Sheet(id=uuid4(), round=row, organisation=organisation, sector=sector)
                    answers.append(Answer(sheet=sheet, question=question, value=value))
        Asked.objects.bulk_create(asked)
        Sheet.objects.bulk_create(answer.sheet for answer in answers)
        Answer.objects.bulk_create(answers)
    with circle.world.as_(circle.office):
        actions.close_round(by=circle.office, sent=row)
    return row


def survey_of(circle: Circle) -> tuple[Survey, Question]:
    """A survey of one question with three answers."""
    with maintenance():
        survey = Survey.objects.create(
            alliance=circle.world.alliance, title="S", purpose="P", person_id=circle.office.person_id, person_name="O",
        )  # fmt: skip
        question = Question.objects.create(
            survey=survey, position=1, section="A", concept="goals", topic="T", text="T?", low="L", high="H", points=3,
        )  # fmt: skip
    return survey, question


def people(drawn: dict, sector: str = "", at: int | None = None) -> frozenset[tuple]:
    """Who answered, in all, in a sector or in an organisation."""
    return frozenset(
        (of, number, place)
        for (of, number), values in drawn.items()
        for place, value in enumerate(values)
        if value is not None and sector in ("", of) and at in (None, number)
    )


def derivable(views: list[frozenset]) -> set[frozenset]:
    """Every set that follows from views by subtracting one that lies in another, and adding what is apart."""
    known = set(views)
    while True:
        more = set()
        for one, other in product(known, known):
            if other < one:
                more.add(one - other)
            if not one & other:
                more.add(one | other)
        if more <= known:
            return known
        known |= more


@settings(max_examples=by_day(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROUNDS, second=ROUNDS)
def test_nothing_that_is_published_points_at_one_or_two_people(
    circle: Circle, first: dict, second: dict
) -> None:
    with transaction.atomic():
        survey, question = survey_of(circle)
        before = None
        for number, drawn in enumerate((first, second), 1):
            row = publish(circle, number, drawn, survey, question)
            shown = {}
            with maintenance():
                results = list(Result.objects.filter(round=row).select_related("organisation"))
            for result in results:
                at = number_of(result.organisation)
                who = people(drawn, result.sector, at)
                if result.counts is None:
                    continue
                values = Counter(drawn[of, number_][place] for of, number_, place in who)
                assert result.counts == [values[k] for k in (1, 2, 3)], "what is shown is what was answered"
                assert len(who) >= 3
                shown[result.level, result.sector, at] = (who, result.comparable)
            few = [one for one in derivable([who for who, _ in shown.values()]) if 0 < len(one) < 3]
            assert few == [], "something follows about one or two people"
            everybody = people(drawn)
            if number == 1:
                assert (("all", "", None) in shown) == (len(everybody) >= 3), "nothing is hidden without need"
            for key, (who, comparable) in shown.items():
                if comparable:
                    assert before is not None
                    was = before[key][0]
                    assert len(who - was) not in (1, 2) and len(was - who) not in (1, 2)
            before = shown
        transaction.set_rollback(True)


# Who answered in a round, of twelve people in five organisations of three sectors; and what each of them always says.
HOMES = (
    [("food", 0)] * 3 + [("food", 1)] * 2 + [("housing", 0)] * 4 + [("clinic", 0)] * 2 + [("clinic", 1)] * 3
)
SAYS = st.lists(st.integers(1, 3), min_size=len(HOMES), max_size=len(HOMES))
STAYS_AWAY = st.frozensets(st.integers(0, len(HOMES) - 1), max_size=4)


def as_drawn(says: list[int], away: frozenset[int]) -> dict:
    drawn: dict = {}
    for person, home in enumerate(HOMES):
        drawn.setdefault(home, []).append(None if person in away else says[person])
    return drawn


def shown_of(row: Round, drawn: dict) -> list[frozenset]:
    """Whose answers each view that was published counts."""
    with maintenance():
        rows = list(Result.objects.filter(round=row, counts__isnull=False).select_related("organisation"))
    return [people(drawn, one.sector, number_of(one.organisation)) for one in rows]


def number_of(organisation: Organisation | None) -> int | None:
    return int(organisation.name.partition(":")[2]) if organisation else None


def counted(drawn: dict, who: frozenset) -> Counter:
    return Counter(drawn[of, number][place] for of, number, place in who)


def test_a_fourth_who_joins_three_is_not_told_by_the_difference(circle: Circle) -> None:
    """Three of food say 3, twice; in the second round a fourth of them joins, and housing changes its mind."""
    survey, question = survey_of(circle)
    rounds = (
        {("food", 0): [3, 3, 3, None], ("housing", 0): [1, 1, 1, 2], ("clinic", 0): [2, 2, 1]},
        {("food", 0): [3, 3, 3, 1], ("housing", 0): [3, 2, 3, 3], ("clinic", 0): [2, 2, 1]},
    )
    shown = []
    for number, drawn in enumerate(rounds, 1):
        row = publish(circle, number, drawn, survey, question)
        with maintenance():
            rows = Result.objects.filter(round=row, level__in=["all", "sector"], counts__isnull=False)
            shown.append({one.sector: one.counts for one in rows})
    assert set(shown[0]) == {"", "food", "housing", "clinic"}
    assert "food" not in shown[1], "the fourth would stand there alone"
    assert len(set(shown[1]) - {""}) <= 1, "nor from everybody's, by taking the others away"
    assert "" in shown[1], "enough of all changed their mind"


def test_a_sum_of_sectors_is_compared_with_everybody(circle: Circle) -> None:
    """Two of food are all that everybody's second result has beside clinic and housing of the first."""
    survey, question = survey_of(circle)
    shown = []
    for number, away in enumerate((frozenset(), frozenset({0, 1, 2})), 1):
        row = publish(circle, number, as_drawn([1] * len(HOMES), away), survey, question)
        with maintenance():
            rows = Result.objects.filter(round=row, level__in=["all", "sector"], counts__isnull=False)
            shown.append({one.sector for one in rows})
    assert shown == [{"", "food", "housing", "clinic"}, {"housing", "clinic"}]


def few_told(
    known: set[frozenset], drawn: dict, seen: list[tuple[dict, set[frozenset]]]
) -> list[tuple[list, list]]:
    """Sets of two rounds that differ by one or two people, and in what they say."""
    return [
        (sorted(now_), sorted(before))
        for earlier, then in seen
        for now_, before in product(known, then)
        if len(now_ ^ before) in (1, 2) and counted(drawn, now_) != counted(earlier, before)
    ]


@settings(max_examples=by_day(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(says=SAYS, aways=st.lists(STAYS_AWAY, min_size=2, max_size=3))
@example(says=[1] * 14, aways=[frozenset(), frozenset({0, 1, 2})]).via(
    "clinic and housing, and then everybody"
)
def test_no_two_rounds_differ_by_the_answer_of_one_or_two_people(
    circle: Circle, says: list[int], aways: list[frozenset[int]]
) -> None:
    """Nobody ever changes their mind: then whatever two rounds differ by is the answers of who came and who went.

    And nothing is hidden without need: with everybody's result, or any sector's, that is not shown, something would
    follow about one or two people.
    """
    with transaction.atomic():
        survey, question = survey_of(circle)
        seen: list[tuple[dict, set[frozenset]]] = []
        for number, away in enumerate(aways, 1):
            drawn = as_drawn(says, away)
            shown = shown_of(publish(circle, number, drawn, survey, question), drawn)
            known = derivable(shown)
            assert not [one for one in known if 0 < len(one) < 3]
            assert few_told(known, drawn, seen) == []
            for sector in ("", *{of for of, _ in HOMES}):
                hidden = people(drawn, sector)
                if len(hidden) >= 3 and hidden not in shown:
                    more = derivable([*shown, hidden])
                    assert few_told(more, drawn, seen) or [one for one in more if 0 < len(one) < 3], sector
            seen.append((drawn, known))
        transaction.set_rollback(True)


def tells(now_: frozenset, before: frozenset, drawn: dict, earlier: dict) -> bool:
    """Do one or two people come or go, and no more answers with them, and some?"""
    came, gone = now_ - before, before - now_
    now_said, then_said = counted(drawn, now_), counted(earlier, before)
    more, fewer = (now_said - then_said).total(), (then_said - now_said).total()
    return len(came | gone) in (1, 2) and more <= len(came) and fewer <= len(gone) and more + fewer > 0


def divides(now_: frozenset, before: frozenset, known: set[frozenset], then: set[frozenset]) -> bool:
    """Is this pair of sets two pairs that follow, with nobody in one's earlier and the other's later set?"""
    nobody: frozenset = frozenset()
    for some, had in product(known | {nobody}, then | {nobody}):
        rest, had_rest = now_ - some, before - had
        if (
            some <= now_ and had <= before and (some or had) and (rest or had_rest)
            and rest in known | {nobody} and had_rest in then | {nobody}
            and not some & had_rest and not rest & had
        ):  # fmt: skip
            return True
    return False


@settings(max_examples=by_day(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    says=SAYS,
    away=st.tuples(STAYS_AWAY, STAYS_AWAY),
    changes=st.dictionaries(st.integers(0, len(HOMES) - 1), st.integers(1, 3), max_size=6),
)
def test_where_minds_change_a_difference_is_more_than_the_answers_of_who_came_and_went(
    circle: Circle, says: list[int], away: tuple[frozenset[int], frozenset[int]], changes: dict[int, int]
) -> None:
    """Of any two sets that follow and do not fall apart into two such pairs, each a matter of its own."""
    with transaction.atomic():
        survey, question = survey_of(circle)
        earlier = as_drawn(says, away[0])
        drawn = as_drawn([changes.get(person, said) for person, said in enumerate(says)], away[1])
        then = derivable(shown_of(publish(circle, 1, earlier, survey, question), earlier))
        known = derivable(shown_of(publish(circle, 2, drawn, survey, question), drawn))
        for now_, before in product(known, then):
            if tells(now_, before, drawn, earlier):
                assert divides(now_, before, known, then), f"{sorted(now_)} beside {sorted(before)}"
        transaction.set_rollback(True)
