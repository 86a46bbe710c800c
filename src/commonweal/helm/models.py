"""What somebody did with what needs them: put aside until a day, handed to a colleague; and when a digest comes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonweal.database.models import Row
from commonweal.partners.models import Seat

WEEKDAYS: list[tuple[int, str]] = [
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
]


class PutAside(Row):
    """Somebody does not want to be shown something before a day. The fact itself goes on."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    until = models.DateField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["seat", "key"], name="put_aside_once")
        ]


class HandedOver(Row):
    """Somebody asked a colleague of the same organisation to see to something."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    person_name = models.CharField(max_length=200)
    to_name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["seat", "key"], name="handed_over_once"),
            models.CheckConstraint(
                condition=~models.Q(seat=models.F("to")), name="nobody_hands_over_to_themselves"
            ),
        ]


class Digest(Row):
    """When somebody wants the weekly letter about what needs them. Without a row: Monday at eight."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="digest")
    wanted = models.BooleanField(default=True)
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=0)
    hour = models.PositiveSmallIntegerField(default=8)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6, hour__lte=23), name="a_digest_has_a_day_and_an_hour"
            )
        ]
