"""Decision rights: which kind of decision is whose."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce

from commonweal.database.models import Row
from commonweal.governance.models.bodies import Body
from commonweal.governance.rules.rights import KINDS, Part
from commonweal.partners.models import Alliance, CurrentQuerySet, Organisation


class Right(Row):
    """A body, a role or an organisation has a part in decisions of a kind, above an amount where one is named."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, choices=list(KINDS.items()))
    over = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    part = models.CharField(max_length=20, choices=[(one.key, one.title) for one in Part])
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="rights")
    role = models.CharField(max_length=40, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rule = models.CharField(max_length=200, blank=True, default="")
    quorum = models.CharField(max_length=100, blank=True, default="")
    period = DateTimeRangeField()

    objects = CurrentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(
                    models.Q(body__isnull=False, role="", organisation__isnull=True)
                    | (models.Q(body__isnull=True, organisation__isnull=True) & ~models.Q(role=""))
                    | models.Q(body__isnull=True, role="", organisation__isnull=False)
                ),
                name="a_right_has_one_holder",
            ),
            models.CheckConstraint(
                condition=~models.Q(part="reserved") | models.Q(organisation__isnull=False),
                name="consent_is_reserved_to_an_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(over__isnull=True) | models.Q(over__gte=0), name="over_an_amount"
            ),
            ExclusionConstraint(
                name="one_accountable_at_a_time",
                expressions=[
                    ("alliance", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Coalesce("over", models.Value(-1), output_field=models.DecimalField()),
                        RangeOperators.EQUAL,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(part="accountable"),
            ),
        ]
