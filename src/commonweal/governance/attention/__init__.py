"""What needs somebody about boundaries, gathered from the nouns of the room in one query."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from commonweal.access import Actor
from commonweal.components.attention import Attention
from commonweal.components.together import Facts, answers
from commonweal.governance.attention import bodies, conflicts, deciding, promises, risks

NOUNS = (bodies, deciding, conflicts, risks, promises)
"""Each says what it asks (`questions`), and makes cards of what comes back (`cards`)."""


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about."""
    found: defaultdict[str, list[Facts]] = defaultdict(list)
    for what, facts in answers(one for noun in NOUNS for one in noun.questions(by, now)):
        found[what].append(facts)
    return [item for noun in NOUNS for item in noun.cards(by, now, found)]
