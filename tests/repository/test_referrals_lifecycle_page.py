"""The documentation's lifecycle is what the code says."""

from pathlib import Path

from commonweal.referrals.lifecycle_table import as_markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "referral-lifecycle.md"


def test_the_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text().endswith(as_markdown())
    assert "| requested | accepted, rejected, cancelled, entered-in-error |" in as_markdown()
