"""A possible partner from the first talk to the invitation: steps, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A step that may be taken with a prospect. Those of due diligence come before an invitation."""

    key: str
    title: str
    due_diligence: bool = False
    ends: bool = False


STEPS: tuple[Step, ...] = (
    Step("talk", "A first talk"),
    Step("purpose", "Purpose and values compared with the charter", due_diligence=True),
    Step("standing", "Legal standing, licences and insurance checked", due_diligence=True),
    Step("finance", "Finances looked at: can it carry its part?", due_diligence=True),
    Step("references", "References asked of those who worked with it", due_diligence=True),
    Step("data", "Handling of data and privacy looked at", due_diligence=True),
    Step("interests", "Conflicts of interest asked and written down", due_diligence=True),
    Step("declined-by-us", "We decided against it", ends=True),
    Step("declined-by-them", "It does not want to", ends=True),
)
BY_KEY: dict[str, Step] = {step.key: step for step in STEPS}
DUE_DILIGENCE: tuple[Step, ...] = tuple(step for step in STEPS if step.due_diligence)


@dataclass(frozen=True)
class Taken:
    """A step as it was taken, in the order in which it was."""

    kind: str
    outcome: str = "ok"


def latest(taken: Sequence[Taken]) -> dict[str, Taken]:
    """What counts of each kind of step: the last."""
    return {one.kind: one for one in taken}


def state(taken: Sequence[Taken], *, brought_in: bool) -> str:
    """Where a prospect stands: brought in, declined, a concern open, cleared, looked into, in talks, or proposed."""
    counting = latest(taken)
    if brought_in:
        return "brought in"
    if taken and BY_KEY[taken[-1].kind].ends:
        return "declined"
    checked = [counting[step.key] for step in DUE_DILIGENCE if step.key in counting]
    if any(one.outcome == "concern" for one in checked):
        return "concern open"
    if len(checked) == len(DUE_DILIGENCE):
        return "cleared"
    if checked:
        return "looked into"
    return "in talks" if taken else "proposed"


def missing(taken: Sequence[Taken]) -> list[Step]:
    """Steps of due diligence not taken yet, or taken with a concern that still stands."""
    counting = latest(taken)
    return [
        step for step in DUE_DILIGENCE if step.key not in counting or counting[step.key].outcome == "concern"
    ]


def refusal_to_invite(taken: Sequence[Taken], *, brought_in: bool) -> str | None:
    """Why this prospect cannot be invited now, in words; None where it can."""
    at = state(taken, brought_in=brought_in)
    if at == "brought in":
        return "It is brought in already."
    if at == "declined":
        return "This prospect was declined. Take a new step with it first."
    if left := missing(taken):
        return "Before it is invited, this is still needed: " + "; ".join(step.title for step in left) + "."
    return None
