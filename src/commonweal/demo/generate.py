"""The whole alliance in one transaction: it is there, or it is not."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from commonweal.database.identity import maintenance
from commonweal.demo import (
    alignment,
    alignment_people,
    alliance,
    boundaries,
    charter,
    communications,
    figures,
    governance,
    history,
    money,
    plans,
    technology,
)
from commonweal.demo.dice import Dice
from commonweal.demo.size import Size

SignIns = list[tuple[str, str, str]]

CHAPTERS = (
    ("contract years and a pool", money.write),
    ("published figures", figures.write),
    ("statements, charter, goals", charter.write),
    ("surveys and the network of ties", alignment.write),
    ("stakeholders, readiness, leadership, meetings", alignment_people.write),
    ("agreements of all kinds, conflicts, risks", boundaries.write),
    ("actions, tests of change, reviews", plans.write),
    ("website, newsletters, events, feedback", communications.write),
    ("a technology partnership", technology.write),
    ("bodies, votes, decisions", governance.write),
    ("what the reviews tell", plans.gather_reviews),
)
"""What the alliance of the demo has done beside its referrals, told in the order in which one thing needs another."""


def generate(size: Size, *, seed: int, now: datetime, progress: history.Progress) -> SignIns:
    """Write an alliance of this size that ends at `now`; returns e-mail, who, and roles of people to sign in as."""
    dice = Dice(seed)
    with maintenance():
        progress("organisations, services, people who work there, agreements", 0, 1)
        frame = alliance.build(dice, size, now)
        history.write(dice, frame, size, now, progress)
        for words, write in CHAPTERS:
            progress(words, 0, 1)
            write(dice, frame, now)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return frame.demo_people
