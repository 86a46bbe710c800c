"""Counting a decision: every case of the reference, and the ones that tend to go wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonweal.cli.main import commonweal
from commonweal.governance.rules import documents
from commonweal.governance.rules.phrases import BadPhrase, read_quorum, read_rule, read_threshold
from commonweal.governance.rules.tally import tally
from commonweal.governance.rules.thresholds import Base, Threshold
from commonweal.governance.rules.votes import BadVote, Ballot, Capacity, Choice, Method, Seat, Tie, Vote

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "governance"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def outcome(text: str) -> dict:
    return documents.read(text).outcome().as_json()


def faults(text: str) -> str:
    with pytest.raises(BadVote) as caught:
        documents.read(text).outcome()
    return str(caught.value)


@pytest.mark.parametrize(
    ("base", "needed"), [("cast", 13), ("present", 16), ("seats", 26)], ids=["cast", "present", "seats"]
)
def test_fifty_seats_thirty_present_24_votes(base: str, needed: int) -> None:
    said = outcome(f'rule = "majority of {base}"\nseats = 50\npresent = 30\ncast = 24')
    assert (said["needed"], said["carried"]) == (needed, None)
    for votes, carried in ((needed, True), (needed - 1, False)):
        votes_for = min(votes, 24)
        said = outcome(
            f'rule = "majority of {base}"\nseats = 50\npresent = 30\nfor = {votes_for}\nagainst = {24 - votes_for}'
        )
        assert said["carried"] is (carried and votes_for == votes)


def test_of_thirty_votes_fifteen_is_no_majority_and_twenty_is_two_thirds() -> None:
    assert outcome("for = 15\nagainst = 15")["carried"] is False
    assert outcome("for = 16\ncast = 30")["carried"] is True
    assert outcome('rule = "two thirds of cast"\nfor = 20\nagainst = 10')["carried"] is True
    assert outcome('rule = "two-thirds of cast"\nfor = 19\nagainst = 11')["carried"] is False


def test_22_seats_pass_on_cast_and_fail_on_present() -> None:
    text = 'quorum = "51 %"\nseats = 22\npresent = 18\nfor = 9\nagainst = 5\nabstain = 4\nrule = '
    cast, present = outcome(text + '"majority of cast"'), outcome(text + '"majority of present"')
    assert cast == cast | {
        "eligible": 22, "present": 18, "cast": 14, "needed": 8, "for": 9, "against": 5, "abstain": 4,
        "quorum": True, "quorum_needed": 12, "carried": True,
    }  # fmt: skip
    assert (present["needed"], present["carried"]) == (10, False)


def test_100_seats_two_thirds_of_cast_pass_and_66_percent_of_present_fail() -> None:
    text = 'quorum = "51 %"\nseats = 100\npresent = 60\nfor = 30\nagainst = 15\nabstain = 15\nrule = '
    cast, present = outcome(text + '"two thirds of cast"'), outcome(text + '"66 % of present"')
    assert (cast["cast"], cast["needed"], cast["carried"]) == (45, 30, True)
    assert (present["needed"], present["carried"], present["quorum"]) == (40, False, True)


def test_nine_of_thirteen_is_more_than_two_thirds() -> None:
    said = outcome('quorum = "more than two thirds"\nseats = 13\npresent = 9')
    assert (said["quorum"], said["quorum_needed"], said["carried"]) == (True, 9, None)
    assert outcome('quorum = "more than two thirds"\nseats = 13\npresent = 8')["quorum"] is False
    # Exactly two thirds is not more than two thirds.
    assert outcome('quorum = "more than two thirds"\nseats = 12\npresent = 8')["quorum"] is False
    assert outcome('quorum = "two thirds"\nseats = 12\npresent = 8')["quorum"] is True


def test_neither_passes_both_rules() -> None:
    first, second = "for = 7\nagainst = 4\nabstain = 2\n", "for = 2\nagainst = 1\nabstain = 10\n"
    present, cast = 'rule = "majority of present"\n', 'rule = "two thirds of cast"\n'
    both = 'rule = ["majority of present", "two thirds of cast"]\n'
    assert [outcome(votes + present)["carried"] for votes in (first, second)] == [True, False]
    assert [outcome(votes + cast)["carried"] for votes in (first, second)] == [False, True]
    assert [outcome(votes + both)["carried"] for votes in (first, second)] == [False, False]


def vote(**facts: object) -> Vote:
    seats = tuple(Seat(name) for name in "abcde")
    return replace(Vote(seats=seats, opens=NOON, closes=NOON + timedelta(days=1)), **facts)


def ballot(seat: str, choice: Choice = Choice.FOR, **facts: object) -> Ballot:
    return Ballot(seat=seat, choice=choice, **facts)


def test_the_last_second_counts_and_the_close_itself_does_not() -> None:
    last = NOON + timedelta(days=1)
    votes = (ballot("a", at=last - timedelta(microseconds=1)), ballot("b", at=last), ballot("c", at=NOON))
    said = tally(vote(ballots=votes))
    assert (said.votes_for, said.present) == (2, 2)
    assert said.left_out == ("A ballot of b does not count: it was not cast while the vote was open.",)


def test_twice_and_by_proxy_and_holder_both() -> None:
    later = NOON + timedelta(hours=1)
    votes = (
        ballot("a", Choice.AGAINST, at=NOON),
        ballot("a", at=later),
        ballot("b", Choice.AGAINST, at=NOON),
        ballot("b", at=later, by=Capacity.PROXY),
        ballot("c", at=later, by=Capacity.PROXY),
        ballot("c", Choice.AGAINST, at=NOON, by=Capacity.ALTERNATE),
    )
    for order in (votes, votes[::-1]):
        said = tally(vote(ballots=order))
        assert (said.votes_for, said.votes_against, said.cast) == (1, 2, 3)


def test_two_different_ballots_at_one_instant_are_refused_and_two_equal_ones_are_one() -> None:
    with pytest.raises(BadVote, match="nothing says which came later"):
        tally(vote(ballots=(ballot("a"), ballot("a", Choice.AGAINST))))
    assert tally(vote(ballots=(ballot("a"), ballot("a")))).votes_for == 1
    assert tally(vote(ballots=(ballot("a"), ballot("a", Choice.AGAINST, number=1)))).votes_against == 1


def test_recusal_leaves_electorate_quorum_and_count_also_after_voting() -> None:
    votes = (ballot("a"), ballot("b", Choice.AGAINST))
    before = tally(vote(ballots=votes, quorum=read_quorum("half")))
    assert (before.eligible, before.quorum_needed, before.quorum) == (5, 3, False)
    seats = tuple(Seat(name, recused=name in "bcd") for name in "abcde")
    after = tally(vote(seats=seats, ballots=votes, quorum=read_quorum("half")))
    assert (after.eligible, after.quorum_needed, after.present, after.carried) == (2, 1, 1, True)
    assert after.recused == 3


def test_a_body_with_no_seats_decides_nothing() -> None:
    for seats in ((), (Seat("a", recused=True),)):
        said = tally(vote(seats=seats, ballots=()))
        assert (said.eligible, said.quorum, said.carried) == (0, False, False)
        assert "nothing can be decided" in " ".join(said.explanation)
    assert outcome("seats = []\nballots = []")["carried"] is False


def test_a_tie_follows_the_stated_rule() -> None:
    seats = (Seat("a", chair=True), Seat("b"))
    tied = vote(seats=seats, ballots=(ballot("a"), ballot("b", Choice.AGAINST)))
    assert tally(tied).carried is False
    assert tally(replace(tied, tie=Tie.CHAIR)).carried is True
    other = vote(seats=seats, ballots=(ballot("a", Choice.AGAINST), ballot("b")), tie=Tie.CHAIR)
    assert tally(other).carried is False


def test_weights_are_exact() -> None:
    seats = (
        Seat("a", weight=Fraction(1, 3)),
        Seat("b", weight=Fraction(1, 3)),
        Seat("c", weight=Fraction(1, 3)),
    )
    ballots = (ballot("a"), ballot("b"), ballot("c", Choice.AGAINST))
    rule = Threshold(Fraction(2, 3), exceeded=False)
    said = tally(vote(method=Method.WEIGHTED, seats=seats, ballots=ballots, thresholds=(rule,)))
    assert said.carried is True and said.votes_for == Fraction(2, 3)


def test_the_largest_sector_cannot_carry_the_rest() -> None:
    said = outcome((EXAMPLES / "double-majority.toml").read_text())
    assert (said["for"], said["against"], said["carried"]) == (4, 1, False)
    assert [(one["rule"][-7:], one["met"]) for one in said["rules"]][-1] == ("housing", False)
    silent = (Seat("a", sector="x"), Seat("b", sector="y"))
    assert tally(vote(method=Method.DOUBLE, seats=silent, ballots=(ballot("a"),))).carried is False


def test_a_reserved_matter_needs_the_named_consent() -> None:
    ballots = tuple(ballot(one) for one in "bcde")
    refused = tally(vote(ballots=ballots, reserved=("a",)))
    assert refused.carried is False and refused.missing_consents == ("a",)
    assert tally(vote(ballots=(*ballots, ballot("a")), reserved=("a",))).carried is True
    assert tally(vote(ballots=ballots, reserved=("a",), consents=frozenset("a"))).carried is True
    aside = tuple(Seat(name, recused=name == "a") for name in "abcde")
    assert tally(vote(seats=aside, ballots=(*ballots, ballot("a")), reserved=("a",))).carried is False


def test_consent_consensus_gradients_and_advice() -> None:
    objecting = ballot("b", Choice.OBJECTION, reason="It harms.")
    consent = vote(method=Method.CONSENT, ballots=(ballot("a", Choice.CONSENT), objecting))
    assert tally(consent).carried is False and tally(consent).standing == (("b", "It harms."),)
    met = replace(consent, ballots=(consent.ballots[0], replace(objecting, integrated=True)))
    assert tally(met).carried is True
    with pytest.raises(BadVote, match="harm"):
        tally(replace(consent, ballots=(replace(objecting, reason=" "),)))
    consensus = vote(
        method=Method.CONSENSUS, ballots=(ballot("a", Choice.AGREE), ballot("b", Choice.STAND_ASIDE))
    )
    assert tally(consensus).carried is True
    half = Threshold(Fraction(1, 2), exceeded=False, base=Base.PRESENT)
    assert tally(replace(consensus, stand_aside_limit=half)).carried is False
    blocked = (*consensus.ballots, ballot("c", Choice.BLOCK, reason="No."))
    assert tally(replace(consensus, ballots=blocked)).carried is False
    steps = vote(
        method=Method.GRADIENTS,
        ballots=tuple(Ballot(s, level=n) for s, n in zip("abc", (1, 4, 8), strict=True)),
    )
    said = tally(steps)
    assert (said.carried, said.votes_for, said.votes_against, said.abstain) == (None, 1, 1, 1)
    advice = vote(method=Method.ADVICE, decider="a", consulted=("b",), ballots=(ballot("a"),))
    assert tally(advice).carried is False and "must be heard" in " ".join(tally(advice).explanation)
    heard = replace(advice, ballots=(ballot("a"), ballot("b", Choice.AGAINST)))
    assert tally(heard).carried is True


def ranked(text: str) -> dict:
    return outcome('rule = "ranked choice"\n' + text)


def test_instant_runoff_eliminates_the_last_until_one_has_more_than_half() -> None:
    piles = {"M N C K": 42, "N C K M": 26, "C K N M": 15, "K C N M": 17}
    papers = "".join(
        f"[[ballot]]\nranking = {json.dumps(names.split())}\ncount = {count}\n"
        for names, count in piles.items()
    )
    said = ranked(papers)
    assert said["winners"] == ["K"] and [one["eliminated"] for one in said["rounds"]] == ["C", "N", None]
    assert said["rounds"][1]["votes"] == {"K": 32, "M": 42, "N": 26}


def test_ties_among_options_are_told_and_never_drawn() -> None:
    papers = '[[ballot]]\nranking = ["A"]\n[[ballot]]\nranking = ["B"]\n'
    listed = ranked('options = ["B", "A"]\n' + papers)
    assert listed["winners"] == ["B"] and "listed first" in listed["rounds"][0]["tie"]
    open_ = ranked('options = ["B", "A"]\ntie = "undecided"\n' + papers)
    assert (open_["winners"], open_["carried"]) == ([], False)
    score = 'rule = "score"\noptions = ["A", "B"]\n[[ballot]]\nscores = { A = 2, B = 2 }\n'
    assert outcome(score)["winners"] == ["A"]
    assert outcome('tie = "undecided"\n' + score)["winners"] == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_the_examples_are_counted_by_the_command(path: Path) -> None:
    result = CliRunner().invoke(commonweal, ["governance", "tally", str(path)])
    assert result.exit_code == 0, result.output
    said = json.loads(result.output)
    keys = {
        "eligible",
        "present",
        "cast",
        "needed",
        "for",
        "against",
        "abstain",
        "quorum",
        "carried",
        "explanation",
    }
    assert keys <= set(said)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("rule = ", "no TOML"),
        ("", "no votes"),
        ("for = 1", "both for and against"),
        ("for = 1\nagainst = -1", "whole number"),
        ("for = true\nagainst = 1", "whole number"),
        ("for = 3\nagainst = 1\npresent = 3", "cannot be"),
        ("for = 3\nagainst = 1\nseats = 3", "cannot be"),
        ("for = 3\nagainst = 1\nabstain = 2\npresent = 9", "present says 9"),
        ('for = 3\nagainst = 1\nquorum = "51 %"', "seats is missing"),
        ('for = 3\nagainst = 1\nrule = "mayority of cast"', "cannot be read"),
        ('for = 3\nagainst = 1\nrule = "66 of cast"', "write 66 %"),
        ('for = 3\nagainst = 1\nrule = "more than all of cast"', "cannot be met"),
        ('for = 3\nagainst = 1\nrule = "majority of planets"', "is no base"),
        ("for = 3\nagainst = 1\nquorum = 1.5", "no share"),
        ("for = 3\nagainst = 1\nquorum = 0", "none"),
        ('"sector rule" = 2\n[ballots]\na = "yes"', "write it in words"),
        ("for = 3\nyes = 3\nagainst = 1", "already"),
        ("for = 3\nagainst = 1\nrecsued = 1", "recused"),
        ('for = 3\nagainst = 1\nrule = "double majority"', "from sums"),
        ('for = 3\nagainst = 1\nrule = ["consent", "majority"]', "one kind"),
        ('[[ballot]]\nseat = "a"\nchoice = "perhaps"', "no choice here"),
        ('[[ballot]]\nseat = "a"', "says nothing"),
        ('[[ballot]]\nseat = "a"\nchoice = "yes"\nby = "friend"', "holder, alternate or proxy"),
        ('[[ballot]]\nseat = "a"\nchoice = "yes"\nat = "noon"', "instant"),
        ('[[ballot]]\nseat = "a"\nchoice = "yes"\ncount = 3', "counts once"),
        ('[[seat]]\nid = "a"\n[[ballot]]\nseat = "b"\nchoice = "yes"', "no seat b"),
        ('[[seat]]\nid = "a"\n[[seat]]\nid = "a"\n[[ballot]]\nseat = "a"\nchoice = "yes"', "already"),
        ('seats = 1\n[ballots]\na = "yes"\nb = "no"', "ballots for 2 seats"),
        ('tie = "coin"\n[ballots]\na = "yes"', "never left to chance"),
        ('recused = ["z"]\n[[seat]]\nid = "a"\n[[ballot]]\nseat = "a"\nchoice = "yes"', "no seat z"),
        ('rule = "ranked"\noptions = ["A", "B"]\n[[ballot]]\nranking = ["A", "A"]', "twice"),
        ('rule = "ranked"\noptions = ["A", "B"]\n[[ballot]]\nranking = ["Z"]', "no option"),
        ('rule = "ranked"\noptions = ["A"]\n[[ballot]]\nranking = ["A"]', "two options"),
        ('rule = "score"\noptions = ["A", "B"]\n[[ballot]]\nscores = { A = 9 }', "from 0 to 5"),
        ('rule = "consent"\n[ballots]\na = "objection"', "harm"),
        ('rule = "advice"\n[ballots]\na = "for"', "that decides"),
    ],
)
def test_what_cannot_be_counted_is_said_in_words(text: str, sentence: str) -> None:
    assert sentence in faults(text)


def test_the_command_fails_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text("for = 3\nagainst = -1\n")
    result = subprocess.run(
        [sys.executable, "-m", "commonweal.cli", "governance", "tally", str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert "bad.toml cannot be counted" in result.stderr and result.stdout == ""
    file.write_bytes(b"\xff\xfe for = 1")
    result = CliRunner().invoke(commonweal, ["governance", "tally", str(file)])
    assert result.exit_code == 1 and "UTF-8" in result.output


def test_words_are_taken_as_people_write_them() -> None:
    assert read_rule("Simple majority") == read_rule("majority of votes cast")
    assert read_threshold("absolute majority").base is Base.ELIGIBLE
    assert read_threshold("Two-Thirds of those present").words == "at least two thirds of those present"
    assert read_threshold("> 60% of seats") == Threshold(Fraction(3, 5), True, Base.ELIGIBLE)
    assert read_threshold("66.67 % of cast").words == "at least 66.67 % of the votes cast"
    assert read_threshold("unanimity of present").words == "all of those present"
    assert read_quorum("12").needed(5) == 12
    with pytest.raises(BadPhrase):
        read_threshold("3/0 of cast")
    said = outcome("[counts]\nYES = 3\nNo = 1\n")
    assert said["carried"] is True
    assert documents.read('for = 3\nagainst = 1\nchairperson = "Ruth"').unknown == ("chairperson",)
