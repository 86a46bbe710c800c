"""Acts on plans, each with its sentence."""

from commonweal.audit import Event

ACTION_WRITTEN = Event("action.written", "wrote down the action “{title}” for {owner}, due {due}")
ACTION_CHANGED = Event("action.changed", "changed the action “{title}”")
ACTION_REPORTED = Event("action.reported", "on the action “{title}”: {what}")
ACTION_MOVED = Event("action.date-moved", "moved the action “{title}” from {before} to {after}: {reason}")
ACTION_HANDED = Event("action.handed-over", "handed the action “{title}” to {owner}: {reason}")
HELPER_ADDED = Event("action.helper-added", "named {organisation} as helping with “{title}”")
HELPER_REMOVED = Event("action.helper-removed", "took {organisation} off the action “{title}”")
RESOURCE_GIVEN = Event("action.resource-given", "wrote down that {organisation} gives {what} to “{title}”")
RESOURCE_BACK = Event("action.resource-taken-back", "took back {what} of {organisation} for “{title}”")
LINKED = Event("action.linked", "made “{title}” depend on “{first}”")
UNLINKED = Event("action.unlinked", "made “{title}” no longer depend on “{first}”")
WORD_ASKED = Event("action.word-asked", "asked {owner} by e-mail how “{title}” stands")

DOOR_OPENED = Event("idea.door-opened", "opened a public link for ideas at {place} until {until}")
DOOR_CLOSED = Event("idea.door-closed", "closed the public link for ideas at {place}")
IDEA_OFFERED = Event("idea.offered", "offered the idea “{title}”")
IDEA_ANSWERED = Event("idea.answered", "answered the idea “{title}”: {answer}")

TEST_PLANNED = Event("test.planned", "planned the test “{title}”, cycle {cycle}, from {starts}")
TEST_CHANGED = Event("test.changed", "changed the plan of the test “{title}”")
TEST_RESULT = Event("test.result", "wrote down what came of the test “{title}”")
TEST_DECIDED = Event("test.decided", "decided about the test “{title}”: {decision}")
TEST_SPREAD = Event("test.spread", "wrote down that {organisation} took on “{title}” from {since}")

REVIEW_PLANNED = Event("review.planned", "planned the review “{title}” for {day}")
REVIEW_PREPARED = Event("review.prepared", "had the review “{title}” prepared from the facts")
REVIEW_COMMENTED = Event("review.commented", "commented on the review “{title}”")
REVIEW_OUTCOME = Event("review.outcome", "wrote down what came of the review “{title}”: {kind}")
REVIEW_CLOSED = Event("review.closed", "closed the review “{title}”, which changed {changed}")

EVALUATED = Event("evaluation.made", "evaluated “{title}”: {found}")

LESSON_KEPT = Event("lesson.kept", "kept the lesson “{title}”")
LESSON_SET_ASIDE = Event("lesson.set-aside", "set the lesson “{title}” aside: {reason}")
