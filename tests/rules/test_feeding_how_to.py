"""The how-to about feeding figures: its mapping file is the example's, its command runs, its figures come out."""

from __future__ import annotations

import shlex
from pathlib import Path

from click.testing import CliRunner
from markdown_it import MarkdownIt

from commonweal.cli.evidence import evidence

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "feed-figures.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """The fenced blocks of a kind, in order."""
    return [one.content for one in MarkdownIt().parse(PAGE) if one.type == "fence" and one.info == kind]


def test_the_mapping_file_and_the_command_do_what_the_page_says(tmp_path: Path) -> None:
    (mapping,) = blocks("toml")
    assert mapping == (ROOT / "docs" / "examples" / "evidence" / "visits.toml").read_text(encoding="utf-8")
    (command,) = (one for one in blocks("") if "--source files" in one)
    words = shlex.split(command)
    assert words[:2] == ["commonweal", "evidence"]
    words = [str(ROOT / word) if word.startswith("docs/") else word for word in words[2:]]
    words[words.index("results/")] = str(tmp_path)
    done = CliRunner().invoke(evidence, words)
    assert done.exit_code == 0, done.output
    written = (tmp_path / "results.csv").read_text(encoding="utf-8").splitlines()
    (expected,) = blocks("csv")
    assert set(expected.splitlines()) <= set(written)
    assert (tmp_path / "report.html").exists() and "nothing found" in done.output
