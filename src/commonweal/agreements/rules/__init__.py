"""What is allowed of agreements and what follows from their facts: life cycle, terms, duties, stages."""

from commonweal.agreements.rules.duties import Duty, ExitStep, State, checklist, duties, periods, state
from commonweal.agreements.rules.life import (
    Accession,
    Facts,
    Kind,
    Span,
    Status,
    Version,
    needed_of,
    refusal_to_amend,
    refusal_to_edit,
    refusal_to_end,
    refusal_to_offer,
    refusal_to_sign,
    refusal_to_start,
    span_of,
    status,
)
from commonweal.agreements.rules.parting import (
    AT_ONCE,
    end_of_notice,
    ends_with,
    over_from,
    refusal_to_leave,
)
from commonweal.agreements.rules.sharing import (
    CATEGORIES,
    GENERAL,
    SENSITIVE,
    BadTerms,
    SharingClause,
    read_sharing,
    sides,
)
from commonweal.agreements.rules.stages import Stage, Standing, complete, standing
from commonweal.agreements.rules.terms import (
    ACCESSION,
    NEEDS,
    PERIODS,
    RUNNING,
    URGENCIES,
    Contribution,
    Informing,
    Leaving,
    Level,
    Reporting,
    Terms,
    WorkflowClause,
    groups_of,
    read_terms,
)

__all__ = [
    "ACCESSION", "AT_ONCE", "CATEGORIES", "GENERAL", "NEEDS", "PERIODS", "RUNNING", "SENSITIVE", "URGENCIES",
    "Accession", "BadTerms", "Contribution", "Duty", "ExitStep", "Facts", "Informing", "Kind", "Leaving", "Level",
    "Reporting", "SharingClause", "Span", "Stage", "Standing", "State", "Status", "Terms", "Version",
    "WorkflowClause", "checklist", "complete", "duties", "end_of_notice", "ends_with", "groups_of", "needed_of",
    "over_from", "periods", "read_sharing", "read_terms", "refusal_to_amend", "refusal_to_edit", "refusal_to_end",
    "refusal_to_leave", "refusal_to_offer", "refusal_to_sign", "refusal_to_start", "sides", "span_of", "standing",
    "state", "status",
]  # fmt: skip
