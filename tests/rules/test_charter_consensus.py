"""What every group accepts: the published column to the last digit, hostile files named, a map without chance."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.charter.rules import opinions
from commonweal.charter.rules.consensus import Count, judge
from commonweal.cli.charter import charter
from tests.examples import by_day

STATEMENTS = "comment-id,comment-body\n1,Homes\n2,Food\n3,Rides\n"
VOTES = "participant,group-id,1,2,3\na,0,1,1,-1\nb,0,1,0,\nc,1,1,-1,1\nd,1,1,-1,1\ne,,0,1,0\n"


def run(tmp_path: Path, statements: Any = STATEMENTS, votes: Any = VOTES, groups: Any = None) -> Any:
    def put(name: str, content: Any) -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    call = ["consensus", "--statements", put("S.csv", statements), "--votes", put("V.csv", votes)]
    return CliRunner().invoke(
        charter, [*call, "--groups", put("G.csv", groups)] if groups is not None else call
    )


def told(result: Any) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_published_column_is_reproduced(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "vision"
    out = tmp_path / "out.json"
    call = ["consensus", "--statements", str(folder / "statements.csv"), "--votes", str(folder / "votes.csv")]
    assert CliRunner().invoke(charter, [*call, "--out", str(out)]).exit_code == 0
    report = json.loads(out.read_text())
    with (folder / "statements.csv").open(encoding="utf-8", newline="") as file:
        published = {
            row["comment-id"]: float(row["group-informed-consensus"]) for row in csv.DictReader(file)
        }
    assert len(report["statements"]) == len(published) == 371
    for one in report["statements"]:
        assert one["group_informed_consensus"] == pytest.approx(published[one["id"]], rel=1e-14), one["id"]
        assert one["group_informed_consensus_mean"] == pytest.approx(
            math.sqrt(published[one["id"]]), rel=1e-12
        )
    assert report["groups"] == [{"id": "0", "participants": 100}, {"id": "1", "participants": 8}]
    # Our own map, made without looking at the published groups, finds the same two.
    with (folder / "votes.csv").open(encoding="utf-8", newline="") as file:
        groups = {row["participant"]: row["group-id"] for row in csv.DictReader(file)}
    pairs = Counter((one["group"], groups[one["participant"]]) for one in report["opinion_map"]["people"])
    assert pairs == {("0", "0"): 99, ("1", "1"): 8}


def test_a_small_file_by_hand(tmp_path: Path) -> None:
    report = told(run(tmp_path))
    home, food, rides = report["statements"]
    assert (home["votes"], home["agree"], home["disagree"], home["pass"]) == (5, 4, 0, 1), "e is in no group"
    assert home["by_group"] == {
        "0": {"votes": 2, "agree": 2, "disagree": 0, "pass": 0},
        "1": {"votes": 2, "agree": 2, "disagree": 0, "pass": 0},
    }
    assert home["group_informed_consensus"] == pytest.approx(3 / 4 * 3 / 4)
    assert food["group_informed_consensus"] == pytest.approx(2 / 4 * 1 / 4)
    assert food["group_informed_consensus_mean"] == pytest.approx((2 / 4 * 1 / 4) ** 0.5)
    assert rides["group_informed_consensus"] == pytest.approx(1 / 3 * 3 / 4)
    assert rides["divisive"] and (rides["most_agreeing"], rides["least_agreeing"]) == ("1", "0")


def test_groups_from_a_file_of_their_own_and_from_the_map(tmp_path: Path) -> None:
    report = told(
        run(tmp_path, groups="participant,group\na,Food\nb,Food\nc,Health\nd,Health\ne,Health\nz,Food\n")
    )
    assert [one["id"] for one in report["groups"]] == ["Food", "Health"]
    assert report["statements"][0]["group_informed_consensus"] == pytest.approx(3 / 4 * 3 / 5)
    assert any("“z” has no votes" in one for one in report["problems"])
    without = VOTES.replace("group-id,", "").replace("a,0,", "a,").replace("b,0,", "b,").replace("c,1,", "c,")
    without = without.replace("d,1,", "d,").replace("e,,", "e,")
    assert told(run(tmp_path, votes=without))["groups_from"] == "opinion map"


def test_columns_may_be_more_or_fewer_and_in_any_order(tmp_path: Path) -> None:
    plain = told(run(tmp_path))
    votes = "x,3,participant,2,n-votes,group-id,1\n" + "".join(
        f"?,{c},{p},{b},9,{g},{a}\n" for p, g, a, b, c in (line.split(",") for line in VOTES.splitlines()[1:])
    )
    other = told(run(tmp_path, "comment-body,extra,comment-id\nHomes,x,1\nFood,y,2\nRides,z,3\n", votes))
    assert other["statements"] == plain["statements"]
    semicolons = told(run(tmp_path, STATEMENTS.replace(",", ";"), VOTES.replace(",", ";").encode("utf-16")))
    assert semicolons["statements"] == plain["statements"]


def test_what_cannot_be_used_is_named_and_the_rest_is_used(tmp_path: Path) -> None:
    statements = STATEMENTS + "1,Again\n,Nameless\n4\n"
    votes = "participant,group-id,1,2,3,99,1\na,0,1,7,yes,1,0\nb,0,1,0\n"
    votes += "a,0,-1,-1,-1,1,1\n,1,1,1,1,1,1\nc,1,-1,1,1,1,1,1,1\n"
    result = run(tmp_path, statements, votes)
    report = told(result)
    said = "\n".join(report["problems"])
    for words in (
        "S.csv, row 5, column comment-id: 1 is there twice", "S.csv, row 6, column comment-id: it is empty",
        "S.csv, row 7: it has 1 of 2 columns", "V.csv, column 99: there is no such statement",
        "statement 1 has two columns", "V.csv, row 2, column 2: “7”", "V.csv, row 2, column 3: “yes”",
        "V.csv, row 3: it has 4 cells for 7 columns", "V.csv, row 4, column participant: a is there twice",
        "V.csv, row 5, column participant: it is empty", "V.csv, row 6: it has 9 cells",
    ):  # fmt: skip
        assert words in said, words
        assert words in result.stderr
    assert report["statements"][0]["agree"] == 3 and report["statements"][0]["disagree"] == 1


@pytest.mark.parametrize(
    ("statements", "votes", "words"),
    [
        ("", VOTES, "S.csv is empty"),
        ("comment-id,text\n1,x\n", VOTES, "no column “comment-body”"),
        ("comment-id,comment-body\n", VOTES, "holds no statement"),
        (STATEMENTS, "participant,x\na,1\n", "no column whose head is the comment-id"),
        (STATEMENTS, "participant,1,2\n", "holds no participant"),
        (b"\x00\x01\x02", VOTES, "is no text"),
        (b"PK\x03\x04", VOTES, "no column"),
    ],
)
def test_unusable_files_are_one_plain_sentence(
    tmp_path: Path, statements: Any, votes: Any, words: str
) -> None:
    result = run(tmp_path, statements, votes)
    assert result.exit_code == 1 and words in result.output and "Nothing was counted" in result.output
    assert "Traceback" not in result.output


def test_few_people_and_everybody_alike_have_no_map(tmp_path: Path) -> None:
    alike = "participant,1,2,3\n" + "".join(f"p{n},1,1,1\n" for n in range(20))
    report = told(run(tmp_path, votes=alike))
    assert "alike" in report["opinion_map"]["why_not"] and report["groups"] == []
    assert report["statements"][0]["group_informed_consensus"] is None
    assert "Fewer than 3" in told(run(tmp_path, votes="participant,1\na,1\n"))["opinion_map"]["why_not"]


def test_many_groups_do_not_drown_the_mean() -> None:
    judged = judge({f"g{n:03d}": Count(3, 0, 0) for n in range(5000)})
    assert judged.consensus is not None and judged.consensus < 1e-300, "the product drowns"
    assert judged.consensus_mean == pytest.approx(0.8) and judged.accepted_by_all


counts = st.builds(Count, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=by_day(60))
@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), counts, max_size=6))
def test_judging_agrees_with_a_plain_second_working(groups: dict[str, Count]) -> None:
    judged = judge(groups)
    product, smallest, largest = 1.0, 1.0, 0.0
    for one in groups.values():
        factor = (one.agree + 1.0) / (one.agree + one.disagree + one.passed + 2.0)
        product *= factor
        if one.votes:
            smallest, largest = min(smallest, factor), max(largest, factor)
    if not groups:
        assert judged.consensus is None
        return
    assert judged.consensus == pytest.approx(product)
    assert judged.consensus_mean == pytest.approx(product ** (1 / len(groups)))
    assert set(judged.silent) == {name for name, one in groups.items() if not one.votes}
    if judged.gap is not None:
        assert judged.gap == pytest.approx(largest - smallest)
    if judged.accepted_by_all:
        assert all(one.agree > one.disagree for one in groups.values())


@settings(max_examples=by_day(25))
@given(st.integers(0, 10_000))
def test_the_order_of_people_changes_nothing(seed: int) -> None:
    """The same people in another order: the same axes, and the same people together."""
    dice = np.random.default_rng(seed)
    marks = dice.choice([1.0, 0.0, -1.0, np.nan], p=[0.4, 0.1, 0.3, 0.2], size=(24, 9))
    marks[:12, :4], marks[12:, :4] = 1.0, -1.0
    order = dice.permutation(24)
    first, second = opinions.draw(marks), opinions.draw(marks[order])
    assert np.allclose(np.abs(first.loadings), np.abs(second.loadings), atol=1e-6)
    where = {int(order[row]): group for row, group in zip(second.placed, second.groups, strict=True)}
    pairs = {
        (int(group), int(where[int(row)])) for row, group in zip(first.placed, first.groups, strict=True)
    }
    assert len(pairs) == len({one for one, _ in pairs}) == len({other for _, other in pairs})


def test_a_group_has_at_least_three_people() -> None:
    marks = np.ones((12, 8))
    marks[:5] = -1.0
    marks[5, :4] = 0.0
    drawn = opinions.draw(marks)
    _, sizes = np.unique(drawn.groups, return_counts=True)
    assert sizes.min() >= 3 and drawn.silhouette > 0.5
