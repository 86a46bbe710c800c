"""The reference of the page parts, written from the comment at the head of each.

`python -m commonweal.components.reference` writes docs/reference/components.md anew.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "docs" / "reference" / "components.md"
COMMENT = re.compile(r"\{% comment %\}(.+?)\{% endcomment %\}", re.DOTALL)

HEAD = """# Page parts

Written by `python -m commonweal.components.reference` from the comment at the head of each part; see them all at
`/gallery/`. Attributes with a colon take a variable (`:count="row.count"`), without one they take text
(`label="Accept referral"`, also `label="{{ name }}"`). What somebody typed is escaped either way.

## Pages

`{% extends "base.html" %}` for people who are signed in. Blocks: `title` (a noun or a sentence; also the tab),
`context_line`, `primary_action`, `content`, `aside`. Context: `actor` (`person_name`, `organisation_name`,
`alliance_name`, `url`), `navigation` (sections of `title` and `items` with `title`, `url`, `current`, `count`),
`search_url`, `home_url`, `theme`, `live_url`.

`{% extends "bare.html" %}` for pages without navigation. Blocks: `title`, `lead`, `content`, and `unsent`: write
`data-unsent` into it on pages that mean that a form may not have arrived (signing in again), so that what was typed is
kept for it. Give the form that signs out `data-forget`, so that nothing typed stays behind.

Errors: `400.html`, `403.html`, `403_csrf.html`, `404.html`, `429.html`, `500.html`.

## Words

`{% load plain %}` · `{{ moment|ago }}` 2 days ago · `{{ moment|day }}` Tuesday, 3 March · `{{ moment|exact }}` ·
`{{ span_or_moment|duration }}` 9 days · `{{ 12000|number }}` 12,000 · `{{ 0.79|percent }}` 79 % ·
`{% figure 41 52 "got help" %}` 41 of 52 got help, 79 %. In Python: `commonweal.components.words`; the shapes of a
status: `commonweal.components.status.Shape`.

## Python

- `commonweal.components.tables`: `Table` with `Column`, `Words`, `Choice`, `Days`, `Filter`, `Paging`, `Empty`,
  `cells`; in a view `return Inbox(request, rows).respond("inbox.html", {…})`, which also answers the export.
  `Paging.KEY` for big tables.
- `commonweal.components.forms`: `PlainForm` or `PlainMixin` (`submit_label`, `groups` of `Group`), `PlainRenderer` for
  the setting `FORM_RENDERER`, `PersonChoice` and `person_choices` for the picker.
- `commonweal.components.charts`: `trend`, `bars`, `flows`, `place_map`, `from_altair`; each returns a `Drawing`.

## Live changes

With `live_url` in the context the page listens for server-sent events. A table with `live="referrals"`, an attention
list or `<c-live>` with `event="referrals"` fetches the page anew when an event of that name comes, and puts in what
changed: entries with `data-row` in place, new ones with a quiet highlight, without moving what one is reading or typing
into.

## Parts
"""


def parts() -> list[tuple[str, str]]:
    """Each part's tag and what is said of it, by name."""
    found = []
    for path in sorted((HERE / "templates" / "cotton").glob("*.html")):
        said = COMMENT.match(path.read_text(encoding="utf-8"))
        if said is None:
            raise ValueError(f"{path.name} does not begin with a comment that says what it is for.")
        found.append((path.stem.replace("_", "-"), said[1].strip()))
    return found


def reference() -> str:
    """The page as Markdown."""
    pieces = [HEAD]
    for name, said in parts():
        lines = "\n".join(f"    {line}".rstrip() for line in said.splitlines())
        pieces.append(f"### c-{name}\n\n{lines}\n")
    return "\n".join(pieces)


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE}\n")
