"""Every write of the room, by noun."""

from commonweal.alignment.actions.answers import save_answers
from commonweal.alignment.actions.imports import import_results
from commonweal.alignment.actions.network import ask_for_ties, close_ties, tell_ties
from commonweal.alignment.actions.rounds import close_round, open_round, remind, say_what_follows
from commonweal.alignment.actions.surveys import add_question, build_survey, move_question, remove_question

__all__ = [
    "add_question",
    "ask_for_ties",
    "build_survey",
    "close_round",
    "close_ties",
    "import_results",
    "move_question",
    "open_round",
    "remind",
    "remove_question",
    "save_answers",
    "say_what_follows",
    "tell_ties",
]
