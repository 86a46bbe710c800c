"""Checks the documents: links lead somewhere, generated pages are what the code says."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def broken_links() -> list[str]:
    """Relative links of all Markdown files that lead to nothing."""
    found = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if "://" in target or target.startswith("mailto:"):
                continue
            if not (page.parent / target).exists():
                found.append(f"{page.relative_to(ROOT)}: the link {target} leads nowhere")
    return found


def outdated_pages() -> list[str]:
    """Generated pages that are not what the code says."""
    from docs.generate import ARCHITECTURE, PAGES, REFERENCE, architecture, page

    found = []
    for name in PAGES:
        path = REFERENCE / name
        if not path.exists() or path.read_text(encoding="utf-8") != page(name):
            found.append(f"docs/reference/{name} is not what the code says: run `python -m docs.generate`")
    if ARCHITECTURE.read_text(encoding="utf-8") != architecture():
        found.append(
            "The picture in docs/architecture.md is not what the code says: run `python -m docs.generate`"
        )
    return found


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    problems = [*broken_links(), *outdated_pages()]
    for problem in problems:
        sys.stdout.write(problem + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
