"""Something that needs a person: why, since when, the evidence, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Capability = Literal["envision", "align", "boundaries", "act"]
Audience = Literal["me", "organisation", "alliance"]


@dataclass(frozen=True)
class Attention:
    """A fact that needs somebody. It ends when the fact behind it ends, never by ticking it off."""

    capability: Capability
    key: str
    """Stable while the fact lasts: `referral-waiting:<id>`."""
    why: str
    since: datetime
    evidence_url: str
    next_label: str
    next_url: str
    audience: Audience
