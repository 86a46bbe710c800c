"""Acts of Envision, each with its sentence. What somebody marked is in none of them."""

from commonweal.audit import Event

CHALLENGE_WRITTEN = Event("challenge.written", "wrote the community challenge anew (version {version})")
POPULATION_COUNTED = Event(
    "challenge.counted", "handed on a count of the population for {first} to {last}: {people}"
)
ROUND_OPENED = Event("statements.opened", "opened round {round} of statements: “{question}”")
ROUND_CLOSED = Event("statements.closed", "closed round {round} of statements")
STATEMENT_ADDED = Event("statements.added", "added a statement to round {round}")
STATEMENT_WITHDRAWN = Event("statements.withdrawn", "withdrew a statement of round {round}: {reason}")
DRAFTED = Event("charter.drafted", "began version {version} of the charter")
SENTENCE_WRITTEN = Event("charter.sentence-written", "wrote a sentence into version {version} of the charter")
SENTENCE_LEFT_OUT = Event(
    "charter.sentence-left-out", "took a sentence out of version {version} of the charter"
)
COMMENTED = Event("charter.commented", "commented on version {version} of the charter")
CHANGE_PROPOSED = Event(
    "charter.change-proposed", "proposed a change to version {version} of the charter: {what}"
)
CHANGE_ACCEPTED = Event("charter.change-accepted", "accepted a proposed change to the charter: {reason}")
CHANGE_REJECTED = Event("charter.change-rejected", "rejected a proposed change to the charter: {reason}")
PUT_OUT = Event("charter.put-out", "put version {version} of the charter out for ratification by {until}")
RATIFIED = Event("charter.ratified", "ratified version {version} of the charter for {organisation}")
REFUSED = Event("charter.refused", "refused version {version} of the charter for {organisation}: {reason}")
IN_FORCE = Event("charter.in-force", "brought version {version} of the charter into force")
SET_ASIDE = Event("charter.set-aside", "set version {version} of the charter aside: {reason}")
GOAL_WRITTEN = Event("goals.written", "wrote the goal “{goal}”")
GOAL_CHANGED = Event("goals.changed", "changed the goal “{goal}”")
GOAL_ACCEPTED = Event("goals.accepted", "accepted the goal “{goal}”")
GOAL_REOPENED = Event("goals.reopened", "took back the acceptance of the goal “{goal}”, to change it")
GOAL_ENDED = Event("goals.ended", "ended the goal “{goal}” as {how}: {reason}")
CONTRIBUTED = Event("goals.contributed", "said what {organisation} brings to “{goal}”")
CONTRIBUTION_ENDED = Event("goals.contribution-ended", "ended what {organisation} brings to “{goal}”")
DRIVER_ADDED = Event("goals.driver-added", "added a driver of “{goal}”: {driver}")
DRIVER_REMOVED = Event("goals.driver-removed", "took a driver of “{goal}” away: {driver}")
POINT_ADDED = Event("swot.added", "added a {kind}: “{text}”")
POINTS_MERGED = Event("swot.merged", "merged “{text}” into “{into}”")
POINT_DECIDED = Event("swot.decided", "decided that “{text}” leads to {outcome}")
SUCCESS_WRITTEN = Event("success.written", "wrote what success is for {organisation}")
STAKES_SAID = Event("success.stakes-said", "said what {goals} goals do to {organisation}")
VALUE_CASE_WRITTEN = Event("success.value-case-written", "showed the value case of {organisation}")
