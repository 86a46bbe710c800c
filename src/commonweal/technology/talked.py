"""What people talk about here: the two sides only, or everybody where the partnership is shown to the alliance."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from commonweal.communications.subjects import register
from commonweal.technology.models import Asset, Idea, Partnership, Project, Step, Ticket


def readers(row: Any) -> list[UUID] | None:
    """The two sides of the partnership a row belongs to; None where the whole alliance sees it."""
    partnership = row if isinstance(row, Partnership) else row.partnership
    return None if partnership.alliance_sees else [partnership.customer_id, partnership.supplier_id]


def register_all() -> None:
    """Called when the application starts."""
    for key, model in (
        ("partnership", Partnership), ("asset", Asset), ("step", Step), ("project", Project), ("ticket", Ticket),
        ("idea", Idea),
    ):  # fmt: skip
        register(f"technology-{key}", model, f"technology:{key}", readers=readers)
