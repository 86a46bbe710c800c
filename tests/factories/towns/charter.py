"""A challenge, a closed round and an open one, a charter that is out with a change, a goal, points, success."""

from __future__ import annotations

from uuid import uuid4

from commonweal.charter.models import (
    Challenge,
    CharterVersion,
    Contribution,
    Driver,
    Goal,
    ProposedChange,
    Sentence,
    Statement,
    StatementRound,
    Success,
    SwotPoint,
)
from commonweal.database.identity import maintenance
from tests.factories.town import Rows, Town


def rows(town: Town) -> Rows:
    """What the addresses of this room are filled with."""
    hospital, line = town.hospital, uuid4()
    said = {
        "alliance": town.world.alliance, "organisation": hospital, "person_id": town.lead.person_id, "person_name": "N",
    }  # fmt: skip
    with maintenance():
        Challenge.objects.create(**said, number=1, template="blank", title="Challenge", text="It is hard.")
        StatementRound.objects.create(
            **said,
            number=1,
            question="Then?",
            closes="2026-01-01",
            closed_at="2026-01-02T00:00Z",
            closed_by="N",
        )
        now = StatementRound.objects.create(**said, number=2, question="What next?", closes="2100-01-01")
        statement = Statement.objects.create(**said, round=now, text="Everybody has a home.")
        version = CharterVersion.objects.create(
            **said, number=1, reason="To begin.", put_out_at="2026-01-01T00:00Z", put_out_by="N",
            answer_by="2100-01-01", asked=[hospital.pk],
        )  # fmt: skip
        # As a draft would have it; the policies are for the application.
        Sentence.objects.create(
            version=version, line=line, part="vision", position=0, text="Everybody has a home."
        )
        change = ProposedChange.objects.create(
            **said,
            version=version,
            kind="leave_out",
            line=line,
            part="vision",
            before="x",
            reason="It is said twice.",
        )
        goal = Goal.objects.create(**said, title="Homes")
        contribution = Contribution.objects.create(**said, goal=goal, text="Ten homes")
        driver = Driver.objects.create(goal=goal, kind="primary", text="Landlords", person_name="N")
        point = SwotPoint.objects.create(**said, kind="strength", text="We know each other.")
        SwotPoint.objects.create(**said, kind="strength", text="We meet.")
        Success.objects.create(**said, success="s", failure="f", brings="b", risks="r", must_get="m")
    number = {"number": version.number, "line": line, "other": version.number}
    of_version = (
        "version", "add-sentence", "change-sentence", "leave-out-sentence", "comment", "propose-change", "compare",
        "put-out", "ratify", "refuse", "count-again", "set-aside",
    )  # fmt: skip
    return {
        "charter:": {"pk": goal.pk},
        "charter:withdraw-statement": {"pk": statement.pk},
        **{f"charter:{one}": {"number": 1} for one in ("results", "export-results")},
        "charter:close-round": {"number": 2},
        "charter:answer-change": {"pk": change.pk},
        **{f"charter:{one}": number for one in of_version},
        **{f"charter:{one}": {"pk": point.pk} for one in ("swot-vote", "swot-merge", "swot-decide")},
        "charter:end-contribution": {"pk": contribution.pk},
        "charter:remove-driver": {"pk": driver.pk},
        "charter:partner": {"pk": hospital.pk},
    }
