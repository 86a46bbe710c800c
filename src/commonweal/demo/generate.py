"""The whole alliance in one transaction: it is there, or it is not."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from commonweal.database.identity import maintenance
from commonweal.demo import alliance, figures, governance, history, money
from commonweal.demo.dice import Dice
from commonweal.demo.size import Size

SignIns = list[tuple[str, str, str]]


def generate(size: Size, *, seed: int, now: datetime, progress: history.Progress) -> SignIns:
    """Write an alliance of this size that ends at `now`; returns e-mail, who, and roles of people to sign in as."""
    dice = Dice(seed)
    with maintenance():
        progress("organisations, services, people who work there, agreements", 0, 1)
        frame = alliance.build(dice, size, now)
        history.write(dice, frame, size, now, progress)
        progress("contract years and a pool", 0, 1)
        money.write(dice, frame, now)
        progress("published figures", 0, 1)
        figures.write(dice, frame, now)
        progress("bodies, decision rights, votes and decisions", 0, 1)
        governance.write(dice, frame, now)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return frame.demo_people
