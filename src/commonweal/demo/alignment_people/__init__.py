"""How the made-up alliance's people got aligned: stakeholders, readiness, new partners, leaders, meetings, learning.

Rows are written as facts with the days on which they would have been recorded; what the database works out from them
(means, what may be shown) is left to it.
"""

from __future__ import annotations

from datetime import datetime

from commonweal.demo.alignment_people import leadership, learning, meetings, partners, readiness, stakeholders
from commonweal.demo.alignment_people.cast import Cast
from commonweal.demo.alliance import Frame
from commonweal.demo.dice import Dice


def write(dice: Dice, frame: Frame, now: datetime) -> None:
    """Two years that end at `now`."""
    cast = Cast.of(frame, now)
    stakeholders.write(dice, cast)
    readiness.write(dice, cast)
    partners.write(dice, cast)
    leadership.write(dice, cast)
    meetings.write(dice, cast)
    learning.write(cast)
