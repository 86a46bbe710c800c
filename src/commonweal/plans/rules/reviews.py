"""What a review is prepared from, and when it may be commented and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Facts:
    """What follows from the rows of a review."""

    meets_on: date
    comments_until: date
    prepared: bool
    closed: bool
    outcomes: int = 0


def state(facts: Facts, today: date) -> str:
    """Where a review stands, in words."""
    if facts.closed:
        return "closed"
    if not facts.prepared:
        return "to be prepared"
    if today <= facts.comments_until:
        return "open for comments"
    return "to be held" if today <= facts.meets_on else "without an outcome"


def refusal_to_comment(facts: Facts, today: date) -> str | None:
    """Why nobody can comment now."""
    if facts.closed:
        return "The review is closed."
    if not facts.prepared:
        return "The review is not prepared yet: there is nothing to comment on."
    if today > facts.comments_until:
        return f"Comments were asked for until {facts.comments_until:%-d %B %Y}; say it in the meeting."
    return None


def refusal_to_close(facts: Facts, today: date, summary: str) -> str | None:
    """Why the review cannot be closed now. One that changed nothing may be closed, and says so."""
    if facts.closed:
        return "The review is closed already."
    if not facts.prepared:
        return "Prepare the review first."
    if today < facts.meets_on:
        return "The meeting has not been held yet."
    return None if summary.strip() else "Say in a few sentences what was concluded."


def changed(kinds: list[str]) -> str:
    """What a review changed, counted in words."""
    names = {
        "decision": ("decision", "decisions"),
        "action": ("action", "actions"),
        "target": ("changed target", "changed targets"),
        "amendment": ("proposed change of the charter", "proposed changes of the charter"),
    }
    parts = []
    for kind, (one, many) in names.items():
        if count := kinds.count(kind):
            parts.append(f"{count} {one if count == 1 else many}")
    return ", ".join(parts) if parts else "nothing"
