"""The documentation's page of the lifecycle, made from the rules so that it cannot say anything else."""

from __future__ import annotations

from commonweal.referrals.rules import NEEDS_REASON, SETTERS, TABLE, TERMINAL, Side, Status


def as_markdown() -> str:
    """The page docs/reference/referral-lifecycle.md: the table of steps, and who may set what."""
    steps = ["| from | to |", "|---|---|"]
    for before, following in TABLE.items():
        name = before.value if before is not None else "(start)"
        steps.append(f"| {name} | {', '.join(to.value for to in following) or 'nothing'} |")
    setters = ["| status | set by | reason in words |", "|---|---|---|"]
    for status in Status:
        who = " or ".join(side.value for side in Side if side in SETTERS[status])
        setters.append(f"| {status.value} | {who} | {'required' if status in NEEDS_REASON else ''} |")
    terminal = ", ".join(status.value for status in Status if status in TERMINAL)
    return "\n".join(
        [
            "# Referral lifecycle",
            "",
            "The steps of a referral, after HL7 FHIR SDOH Clinical Care 3.0.0 (Task for referral management). "
            "Everything that is not in the table is refused, by the actions and by the database.",
            "",
            *steps,
            "",
            f"Terminal: {terminal}.",
            "",
            "## Who sets which status",
            "",
            *setters,
            "",
            "A referral without a receiver is open: every partner with a matching service is its receiver until "
            "one of them accepts.",
            "",
        ]
    )
