"""Service: agreed levels, opening hours, tickets and what happened to them, messages, escalations, maintenance."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonweal.technology.models.partnerships import SIDES, Fact, Kept
from commonweal.technology.models.plan import Asset
from commonweal.technology.rules.service import SEVERITIES


class Level(Kept):
    """The agreed times for a severity, in minutes, and whether they count around the clock."""

    severity = models.PositiveSmallIntegerField(choices=list(SEVERITIES.items()))
    respond_minutes = models.PositiveIntegerField()
    resolve_minutes = models.PositiveIntegerField()
    always = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["severity"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partnership", "severity"], name="one_level_for_a_severity"),
            models.CheckConstraint(
                condition=models.Q(respond_minutes__gte=1)
                & models.Q(resolve_minutes__gte=models.F("respond_minutes"))
                & models.Q(resolve_minutes__lte=525_600),
                name="level_times_are_possible",
            ),
        ]


class Hours(Kept):
    """When the supplier's desk is open on a weekday (0 is Monday), in minutes after midnight."""

    DAYS: ClassVar[list[tuple[int, str]]] = [
        (0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"), (6, "Sunday"),
    ]  # fmt: skip

    weekday = models.PositiveSmallIntegerField(choices=DAYS)
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["weekday", "opens"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partnership", "weekday"], name="one_span_of_hours_a_day"),
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6, closes__lte=1440) & models.Q(closes__gt=models.F("opens")),
                name="hours_are_possible",
            ),
        ]


class Holiday(Kept):
    """A day on which the desk is closed."""

    day = models.DateField()
    name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partnership", "day"], name="a_holiday_once")
        ]


class Ticket(Kept):
    """A request, an incident or a problem. State and clock times follow from its steps and are kept for lists.

    `warn_at`: the first instant at which a clock that still runs is near its end.
    """

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("request", "request"),
        ("incident", "incident"),
        ("problem", "problem"),
    ]
    WAYS: ClassVar[list[tuple[str, str]]] = [("form", "by form"), ("email", "by e-mail"), ("api", "by API")]
    STATES: ClassVar[list[tuple[str, str]]] = [
        ("new", "New"),
        ("working", "Being worked on"),
        ("paused", "Waiting for the customer"),
        ("resolved", "Solved, to be confirmed"),
        ("closed", "Closed"),
    ]

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    severity = models.PositiveSmallIntegerField(choices=list(SEVERITIES.items()))
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="", max_length=20_000)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, related_name="tickets")
    problem = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="incidents")
    way = models.CharField(max_length=10, choices=WAYS)
    reporter = models.CharField(max_length=200)
    reporter_email = models.CharField(max_length=254, blank=True, default="")
    opened_at = models.DateTimeField()
    owner = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=STATES, default="new")
    responded_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    respond_by = models.DateTimeField(null=True)
    resolve_by = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partnership", "number"], name="tickets_are_numbered"),
            models.CheckConstraint(condition=models.Q(severity__range=(1, 4)), name="ticket_severity_1_to_4"),
            models.CheckConstraint(
                condition=models.Q(problem__isnull=True) | ~models.Q(kind="problem"),
                name="a_problem_has_no_problem",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partnership", "state", "opened_at"], name="tickets_open")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    @property
    def closed(self) -> bool:
        """Is nothing left to do?"""
        return self.state in ("resolved", "closed")


class TicketStep(Fact):
    """One thing that happened to a ticket. Never changed."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12)
    at = models.DateTimeField()
    text = models.TextField(blank=True, default="", max_length=20_000)
    from_outside = models.CharField(max_length=254, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]


class Message(Kept):
    """A message that came in. Its key is unique in the partnership: the same message again makes no second record."""

    key = models.CharField(max_length=255)
    way = models.CharField(max_length=10, choices=Ticket.WAYS)
    sender = models.CharField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="messages")
    outcome = models.CharField(max_length=10)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partnership", "key"], name="a_message_once")
        ]


class Escalation(Fact):
    """A ticket went up the ladder: to whom on which side, when; and who took it up, when."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="escalations")
    level = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=10, choices=SIDES)
    to_name = models.CharField(max_length=200)
    to_email = models.CharField(max_length=254, blank=True, default="")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True, default="")
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "side"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket", "level", "side"], name="one_call_of_a_level_on_a_side"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="escalation_level_1_to_3"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answered_by="")),
                name="escalation_answered_by_somebody",
            ),
        ]


class Maintenance(Fact):
    """Planned work on something in use, told beforehand to those concerned."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, related_name="maintenances")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="", max_length=4000)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    told = models.JSONField(default=list)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="maintenance_ends_later"
            )
        ]


class Review(Fact):
    """What was learned from an incident once it was over."""

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="review")
    what_happened = models.TextField(max_length=8000)
    why = models.TextField(max_length=8000)
    what_changes = models.TextField(max_length=8000)
    by_whom = models.CharField(max_length=200)
    by = models.DateField()


class Notice(Fact):
    """A sentence about a service for the status page, in words for everybody."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, related_name="notices")
    text = models.CharField(max_length=500)
    over_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
