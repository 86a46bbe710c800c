"""Answers from a file (`topic,respondent,group,value`), and every measure of agreement about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commonweal.alignment.rules import agreement
from commonweal.alignment.rules.files import BadFile, Notes, plain, read_table, rounded, shorten

WIDEST = 101
"""A scale has at most so many answers (0 to 100): it is a scale that people answer on, not a measurement."""


@dataclass(frozen=True)
class Answers:
    """One answer per topic and respondent: (value, group); the group is empty where none is given."""

    lowest: int
    highest: int
    by_topic: dict[str, dict[str, tuple[int, str]]]
    notes: list[str]

    def counts(self, topic: str, group: str | None = None) -> list[int]:
        """How many gave each answer about a topic, in one group or in all."""
        found = [0] * (self.highest - self.lowest + 1)
        for value, of in self.by_topic[topic].values():
            if group is None or of == group:
                found[value - self.lowest] += 1
        return found

    def groups(self, topic: str) -> list[str]:
        """The groups in which somebody answered about a topic, in the order of the file."""
        return list(dict.fromkeys(group for _, group in self.by_topic[topic].values() if group))


def check_scale(lowest: int, highest: int) -> None:
    """Raise BadFile unless the scale has from 2 to 101 answers."""
    if highest <= lowest:
        raise BadFile(
            f"The scale runs from {lowest} to {highest}. The highest answer must lie above the lowest."
        )
    if highest - lowest + 1 > WIDEST:
        raise BadFile(f"The scale from {lowest} to {highest} has more than {WIDEST} answers.")


def read_answers(content: bytes, name: str, *, lowest: int, highest: int) -> Answers:
    """Read answers on a scale of whole numbers from `lowest` to `highest`.

    `group` may be missing. A row without topic, respondent or value, with a value that is no answer of the scale,
    or that answers a topic a second time for the same respondent is named and left out; the first answer counts.
    Raises BadFile where no answer is left.
    """
    check_scale(lowest, highest)
    table = read_table(
        content, name, ("topic", "respondent", "value"), example="topic,respondent,group,value"
    )
    columns = ["topic", "respondent", "value", *(["group"] if table.has("group") else [])]
    notes = Notes(name)
    by_topic: dict[str, dict[str, tuple[int, str]]] = {}
    for row, cells in table.cells(*columns):
        empty = [column for column, cell in zip(columns[:3], cells, strict=False) if not cell]
        if empty:
            notes.add(row, empty[0], "an empty cell", "the cell is empty; the row is left out.")
            continue
        topic, respondent = plain(cells[0]), plain(cells[1])
        value = _whole(cells[2])
        if value is None or not lowest <= value <= highest:
            notes.add(
                row, "value", "no answer of the scale",
                f"“{shorten(cells[2])}” is no answer from {lowest} to {highest}; the row is left out.",
            )  # fmt: skip
            continue
        there = by_topic.setdefault(topic, {})
        if respondent in there:
            notes.add(
                row, "respondent", "a second answer",
                f"“{shorten(respondent)}” has already answered “{shorten(topic)}”; the first answer counts.",
            )  # fmt: skip
            continue
        there[respondent] = (value, plain(cells[3]) if len(cells) > 3 else "")
    if not any(by_topic.values()):
        why = f" {' '.join(notes.all[:3])}" if notes.all else ""
        raise BadFile(f"{name} holds no answer that can be used.{why}")
    return Answers(lowest, highest, {topic: found for topic, found in by_topic.items() if found}, notes.all)


def _whole(cell: str) -> int | None:
    """A whole number, also as spreadsheets write it (“4.0”); None for anything else."""
    text = cell.removesuffix(".0").removesuffix(",0")
    digits = text[1:] if text[:1] in {"-", "+"} else text
    return int(text) if digits.isdecimal() and digits.isascii() and len(digits) < 6 else None


def describe(answers: Answers) -> dict[str, Any]:
    """Every measure of every topic, as the JSON object that `commonweal alignment agreement` prints.

    Topics come in the order of the file. α is that of the index which all topics form together, over the
    respondents who answered all of them; W is how alike these respondents rank the topics. Both are None with fewer
    than two topics or respondents, and in each topic α stands again, beside what it would be without the topic.
    """
    topics = list(answers.by_topic)
    whole = [
        respondent
        for respondent in answers.by_topic[topics[0]]
        if all(respondent in answers.by_topic[topic] for topic in topics)
    ]
    grid = [[float(answers.by_topic[topic][one][0]) for topic in topics] for one in whole]
    alpha = agreement.cronbach_alpha(grid)
    ranked = agreement.kendall_w([list(column) for column in zip(*grid, strict=True)]) if grid else None
    without = agreement.alphas_without(grid) or [None] * len(topics)
    shown = [
        _topic(answers, topic)
        | {
            "alpha": rounded(alpha),
            "alpha_without": rounded(without[at]),
        }
        for at, topic in enumerate(topics)
    ]
    return {
        "min": answers.lowest,
        "max": answers.highest,
        "topics": shown,
        "alpha": rounded(alpha),
        "kendall_w": rounded(ranked),
        "answered_every_topic": len(whole),
        "notes": answers.notes,
    }


def _topic(answers: Answers, topic: str) -> dict[str, Any]:
    counts = answers.counts(topic)
    groups = {group: answers.counts(topic, group) for group in answers.groups(topic)}
    grouped = agreement.intraclass(list(groups.values()))
    return {
        "topic": topic,
        "n": sum(counts),
        "mean": rounded(agreement.mean(counts, answers.lowest)),
        "consensus": rounded(agreement.consensus(counts)),
        "a": rounded(agreement.agreement_a(counts)),
        "leik_d": rounded(agreement.leik_d(counts)),
        "rwg": rounded(agreement.rwg(counts)),
        "ad_m": rounded(agreement.ad_m(counts)),
        "icc1": rounded(grouped.icc1),
        "icc2": rounded(grouped.icc2),
        "sector_gap": rounded(agreement.sector_gap(groups)),
        "counts": counts,
        "by_group": [
            {"group": group, "n": sum(of), "mean": rounded(agreement.mean(of, answers.lowest))}
            for group, of in groups.items()
        ],
    }
