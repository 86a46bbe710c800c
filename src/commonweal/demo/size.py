"""How large a made-up alliance is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Organisations and services offered, people served, referrals sent in two years."""

    organisations: int = 40
    services: int = 180
    people: int = 6_000
    referrals: int = 12_000

    @classmethod
    def scaled(cls, scale: float) -> Size:
        """The demo's size times a factor; never fewer than its forty organisations."""
        base = cls()
        return cls(
            organisations=max(base.organisations, round(base.organisations * scale)),
            services=max(base.services, round(base.services * scale)),
            people=max(20, round(base.people * scale)),
            referrals=max(40, round(base.referrals * scale)),
        )
