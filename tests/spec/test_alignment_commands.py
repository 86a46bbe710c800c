"""`commonweal alignment` as a person uses it: what it prints, and what it says of files that are not clean."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal.cli.main import commonweal


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(commonweal, ["alignment", *map(str, words)])


def agreement(path: Path, lowest: int = 1, highest: int = 5) -> Result:
    return run("agreement", path, "--min", str(lowest), "--max", str(highest))


def network(folder: Path, ties: str, members: str, *more: str) -> Result:
    (folder / "ties.csv").write_text(ties)
    (folder / "members.csv").write_text(members)
    rule = () if "--tie-rule" in more else ("--tie-rule", "either")
    return run("network", folder / "ties.csv", "--members", folder / "members.csv", *rule, *more)


def test_agreement_prints_every_measure(tmp_path: Path) -> None:
    counts = [30, 40, 210, 130, 530, 50, 10]
    lines = [f"goals,r{k}-{at},s{k % 2},{k}" for k, c in enumerate(counts, 1) for at in range(c)]
    file = tmp_path / "answers.csv"
    file.write_text("\n".join(["topic,respondent,group,value", *lines]))
    result = agreement(file, 1, 7)
    assert result.exit_code == 0, result.output
    (topic,) = json.loads(result.stdout)["topics"]
    wanted = "topic n mean consensus a leik_d rwg ad_m icc1 icc2 alpha".split()
    assert set(wanted) <= set(topic) and topic["n"] == 1000
    assert topic["consensus"] == pytest.approx(0.7256876, abs=5e-8)
    assert topic["a"] == pytest.approx(0.6113333, abs=5e-8)
    assert topic["leik_d"] == pytest.approx(0.2866667, abs=5e-8)
    assert topic["alpha"] is None, "one topic is no index"


def test_an_index_of_topics_has_alpha_and_w(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    rows = [f"{topic};r{at};;{value}" for at, base in enumerate((1, 2, 4)) for topic, value in
            (("a", base), ("b", base + 1), ("c", base))]  # fmt: skip
    file.write_bytes("\r\n".join(["Topic;Respondent;Group;Value", *rows, "a;r9;;3"]).encode("utf-16"))
    shown = json.loads(agreement(file).stdout)
    assert shown["alpha"] == pytest.approx(1) and shown["answered_every_topic"] == 3
    assert shown["kendall_w"] == pytest.approx(1), "b above a and c, which are tied, for everybody"
    assert shown["topics"][0]["icc1"] is None and shown["topics"][0]["n"] == 4


def test_unusable_answers_are_named_and_the_rest_used(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(
        "value,topic,respondent,group,comment\n"
        "4,pace,ann,clinic,fine\n9,pace,bob,clinic,\n,pace,cy,food,\n2,pace,ann,clinic,again\n"
        "agree,pace,dee,food,\n3,,eve,food,\n5.0,pace,fay,food,\n"
    )
    shown = json.loads(agreement(file).stdout)
    assert shown["topics"][0]["n"] == 2 and shown["topics"][0]["mean"] == 4.5
    notes = "\n".join(shown["notes"])
    for said in ("row 3, column value: “9” is no answer from 1 to 5", "row 4, column value: the cell is empty",
                 "row 5, column respondent: “ann” has already answered “pace”; the first answer counts",
                 "row 6, column value: “agree”", "row 7, column topic: the cell is empty"):  # fmt: skip
        assert said in notes
    file.write_text(
        "topic,respondent,value\n" + "".join(f"pace,r{at},9\n" for at in range(50)) + "pace,x,1\n"
    )
    notes = json.loads(agreement(file).stdout)["notes"]
    assert len(notes) == 21 and "30 more rows like these: no answer of the scale" in notes[-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"topic,respondent\na,1\n", "no column `value`"),
        (b"topic,respondent,value\n", "holds no answer"),
        (b"topic,respondent,value\na,1,8\n", "row 2, column value"),
        (b",,,\n,,\n", "is empty"),
        (b'topic,respondent,value\n"' + b"x" * 200_000 + b'",1,1\n', "the row cannot be read"),
        (b"PK\x03\x04\0\0\0", "not a text file"),
        (b"\xff\xfea", "not a text file"),
    ],
)
def test_hopeless_answers_end_in_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(content)
    result = agreement(file)
    assert result.exit_code == 1 and said in result.output and "Traceback" not in result.output
    assert result.output.count("\n") == 1


def test_faulty_scales_and_files(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("topic,respondent,value\na,1,1\n")
    assert "must lie above" in agreement(file, 5, 1).output
    assert "more than 101" in agreement(file, 0, 1000).output
    assert "There is no file" in agreement(tmp_path / "none.csv").output
    assert "is a folder" in agreement(tmp_path).output


def test_network_prints_every_key(tmp_path: Path) -> None:
    ties, members = "from,to,weight\na,b,2\nb,a,1\nb,c,3\n", "name,sector\na,x\nb,x\nc,y\nd,y\n"
    shown = json.loads(network(tmp_path, ties, members).stdout)
    wanted = (
        "nodes ties density degree_centralization betweenness_centralization components isolates "
        "cut_points effective_size reciprocity"
    ).split()
    assert set(wanted) <= set(shown)
    assert (shown["nodes"], shown["ties"], shown["components"]) == (4, 2, 2)
    assert shown["isolates"] == ["d"] and shown["cut_points"] == ["b"]
    assert shown["effective_size"] == {"a": 1.0, "b": 2.0, "c": 1.0, "d": None}
    assert shown["mean_weight"] == 2.5 and shown["response"]["reporting"] == 2
    directed = json.loads(network(tmp_path, ties, members, "--directed", "--tie-rule", "reported").stdout)
    assert directed["ties"] == 3 and set(directed["degree_centralization"]) == {"in", "out"}
    confirmed = json.loads(network(tmp_path, ties, members, "--tie-rule", "confirmed").stdout)
    assert confirmed["ties"] == 1 and confirmed["mean_weight"] == 1


def test_unusable_ties_are_named_and_the_rest_used(tmp_path: Path) -> None:
    ties = "to,from,weight\nb,a,1\nb,a,5\na,a,1\nz,a,1\n,a,1\nc,b,-1\nc,b,x\nc,b,0\nc,a,\n"
    shown = json.loads(network(tmp_path, ties, "id,name\n1,a\n2,b\n3,c\n3,b\n4,\n").stdout)
    assert shown["ties"] == 2 and shown["mean_weight"] == 1
    notes = "\n".join(shown["notes"])
    for said in ("row 3, column to: a → b stands here a second time", "row 4, column to: “a” has no tie to itself",
                 "row 5, column to: “z” is no member", "row 6, column to: the cell is empty",
                 "row 7, column weight: “-1” is no weight", "row 8, column weight: “x”",
                 "row 9, column weight: a weight of 0", "members.csv, row 5, column name: “b” stands here",
                 "members.csv, row 6, column name: the cell is empty"):  # fmt: skip
        assert said in notes, said
    assert "names no member" in network(tmp_path, ties, "name\n").output
    assert "no column `from`" in network(tmp_path, "a,b\n1,2\n", "name\na\n").output
    empty = json.loads(network(tmp_path, "from,to\n", "name\na\nb\n").stdout)
    assert empty["density"] == 0 and empty["reciprocity"] is None and empty["components"] == 2


def test_thousands_of_members_are_measured_exactly_in_seconds(tmp_path: Path) -> None:
    chance = random.Random(7)
    ties: set[tuple[int, int]] = set()
    while len(ties) < 50_000:
        one, other = chance.randrange(5000), chance.randrange(5000)
        if one != other:
            ties.add((one, other))
    begun = time.process_time()
    result = network(
        tmp_path,
        "from,to\n" + "".join(f"m{one},m{other}\n" for one, other in ties),
        "name\n" + "".join(f"m{at}\n" for at in range(5000)),
    )
    spent = time.process_time() - begun
    shown = json.loads(result.stdout)
    assert shown["nodes"] == 5000 and 49_000 < shown["ties"] <= 50_000
    # Of two processors' time; other work on the machine does not count against it.
    assert spent < 10, spent
