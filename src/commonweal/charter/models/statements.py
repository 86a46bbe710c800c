"""Statements about the future, rounds in which they are marked, and the marks, which nobody else can read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonweal.charter.models.common import Said
from commonweal.partners.rules import Sector


class StatementRound(Said):
    """A time in which partners add statements and mark them. Counts are read when it is closed."""

    number = models.PositiveIntegerField()
    question = models.CharField(max_length=300)
    closes = models.DateField()
    """Until when people are asked; the round ends when it is closed."""
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "number"], name="statement_round_once"),
            models.UniqueConstraint(
                fields=["alliance"], condition=models.Q(closed_at=None), name="one_open_round_of_statements"
            ),
        ]


class Statement(Said):
    """One short sentence about the future, in its partner's own words."""

    round = models.ForeignKey(StatementRound, on_delete=models.PROTECT, related_name="statements")
    text = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True, default="")
    withdrawn_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "text"], name="statement_once_in_a_round"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_reason="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason="")),
                name="statement_is_withdrawn_with_a_reason",
            ),
        ]


class Mark(Said):
    """What one person thinks of one statement. The database shows it to that person only.

    `sector` is kept as it was on the day, so that a count does not change when an organisation does.
    """

    VALUES: ClassVar[list[tuple[int, object]]] = [(1, _("agree")), (-1, _("disagree")), (0, _("pass"))]

    round = models.ForeignKey(StatementRound, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=40, choices=Sector.choices())
    value = models.SmallIntegerField(choices=VALUES)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["statement", "person"], name="one_mark_of_a_person"),
            models.CheckConstraint(
                condition=models.Q(value__in=(-1, 0, 1)), name="mark_agrees_disagrees_or_passes"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["round", "person"], name="mark_round_person")
        ]
