"""The project's own shape: file sizes, events, the command's start, documents."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from commonweal.access.roles import PURPOSES, ROLES
from commonweal.agreements.rules import CATEGORIES
from commonweal.audit.events import Event
from commonweal.directory.domains import NeedDomain

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
LONGEST = 450


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if "migrations" not in path.parts], ids=lambda path: path.stem
)
def test_no_file_is_a_ragbag(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST, "split it by noun"


def test_every_kind_of_act_has_a_sentence_that_can_be_said() -> None:
    assert len(Event.known) > 20
    for event in Event.known.values():
        said = event.say(dict.fromkeys(event.fields, "x"))
        assert said and "{" not in said
        assert re.fullmatch(r"[a-z-]+\.[a-z-]+", event.name), event.name
        assert "(not recorded)" in event.say({}) or not event.fields


def test_every_kind_of_act_is_recorded_somewhere() -> None:
    """An event that no action names is a sentence nobody will read."""
    declared: dict[str, Path] = {}
    for path in SOURCES:
        if path.name == "events.py":
            for name in re.findall(r"^([A-Z_]+) = Event\(", path.read_text(encoding="utf-8"), re.MULTILINE):
                declared[name] = path
    used: set[str] = set()
    for path in SOURCES:
        if path.name != "events.py":
            used |= set(re.findall(r"\b[A-Z_]+\b", path.read_text(encoding="utf-8")))
    assert declared and set(declared) - used == set()


def test_every_role_has_a_sentence_and_known_purposes() -> None:
    for role in ROLES.values():
        assert role.sentence.endswith(".")
        assert role.purposes <= set(PURPOSES)


def test_every_need_falls_under_a_category_that_consents_name() -> None:
    assert {domain.category for domain in NeedDomain} <= set(CATEGORIES)


def test_help_starts_without_django() -> None:
    program = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from commonweal.cli.main import commonweal\n"
        "result = CliRunner().invoke(commonweal, ['--help'])\n"
        "assert result.exit_code == 0, result.output\n"
        "heavy = {'django', 'numpy', 'duckdb', 'ibis', 'pandas', 'altair', 'psycopg'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run(
        [sys.executable, "-c", program], check=True, env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""}
    )


def test_documents_link_to_what_is_there_and_say_what_the_code_says() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "docs.check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    lines = [line.strip() for line in block.splitlines() if line.strip().startswith('"')]
    assert len(lines) > 20
    assert [line for line in lines if "#" not in line] == []


def test_the_lock_names_hashes_and_no_index() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text and "--index" not in text
