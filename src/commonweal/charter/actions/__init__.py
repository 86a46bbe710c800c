"""Every write of Envision."""

from commonweal.charter.actions.challenge import begin, count_population, write_challenge
from commonweal.charter.actions.drafting import (
    answer_change,
    begin_version,
    comment,
    leave_out_sentence,
    propose_change,
    write_sentence,
)
from commonweal.charter.actions.goals import (
    accept_goal,
    add_driver,
    contribute,
    end_contribution,
    end_goal,
    remove_driver,
    reopen_goal,
    write_goal,
)
from commonweal.charter.actions.ratifying import count_again, put_out, ratify, refuse, set_aside
from commonweal.charter.actions.statements import (
    add_statement,
    close_round,
    mark,
    open_round,
    withdraw_statement,
)
from commonweal.charter.actions.success import say_stakes, write_success, write_value_case
from commonweal.charter.actions.swot import add_point, decide, merge, vote

__all__ = [
    "accept_goal",
    "add_driver",
    "add_point",
    "add_statement",
    "answer_change",
    "begin",
    "begin_version",
    "close_round",
    "comment",
    "contribute",
    "count_again",
    "count_population",
    "decide",
    "end_contribution",
    "end_goal",
    "leave_out_sentence",
    "mark",
    "merge",
    "open_round",
    "propose_change",
    "put_out",
    "ratify",
    "refuse",
    "remove_driver",
    "reopen_goal",
    "say_stakes",
    "set_aside",
    "vote",
    "withdraw_statement",
    "write_challenge",
    "write_goal",
    "write_sentence",
    "write_success",
    "write_value_case",
]
