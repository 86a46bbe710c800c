"""Audiences, messages with their evidence, the calendar, approvals, and the one source of names and figures."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.communications.models.common import Ours
from commonweal.communications.rules import approval
from commonweal.partners.models import Organisation

CHANNELS = [
    ("website", "Website"),
    ("newsletter", "Newsletter"),
    ("event", "Event"),
    ("social", "Social media"),
    ("press", "Press"),
    ("meeting", "Meeting"),
    ("letter", "Letter or flyer"),
    ("inside", "Inside the alliance"),
]


class Audience(Ours):
    """People the alliance speaks to: how many, what they need, in which languages, what they think now."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("patients", "Patients and people served"),
        ("employees", "Employees"),
        ("physicians", "Physicians"),
        ("community", "Community leaders"),
        ("policymakers", "Policymakers"),
        ("press", "Press"),
        ("own", "An audience of our own"),
    ]

    kind = models.CharField(max_length=20, choices=KINDS)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField(null=True)
    needs = models.TextField(max_length=2000, blank=True, default="")
    thinks_now = models.TextField(max_length=2000, blank=True, default="")
    languages = ArrayField(models.CharField(max_length=8), default=list)
    grade = models.PositiveSmallIntegerField(default=8)
    """Years of school that a text for them may ask for."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "name"], name="audience_once"),
            models.CheckConstraint(condition=models.Q(grade__range=(1, 18)), name="audience_grade"),
        ]

    def __str__(self) -> str:
        return self.name


class Message(Ours):
    """A key message in its languages, with the benefit behind it. It goes out once approved as it stands."""

    key = models.SlugField(max_length=60)
    texts = models.JSONField(default=dict)
    """By language."""
    benefit = models.TextField(max_length=1000)
    review_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["key"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "key"], name="message_once")
        ]

    def __str__(self) -> str:
        return self.key

    def facts(self) -> dict[str, Any]:
        """All that an approval is about."""
        return {"texts": self.texts, "benefit": self.benefit}

    def digest(self) -> str:
        """The digest of what is approved."""
        return approval.digest(self.facts())


class Evidence(Ours):
    """What shows that a message is true: an indicator, a decision, an event, or a story with its permission."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("indicator", "An indicator"),
        ("decision", "A decision"),
        ("event", "An event"),
        ("story", "A story, told with permission"),
    ]

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=KINDS)
    measure = models.CharField(max_length=80, blank=True, default="")
    text = models.TextField(max_length=2000, blank=True, default="")
    permission = models.CharField(max_length=300, blank=True, default="")
    """For a story: who permitted it, how, and where that is kept."""
    holds_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind="indicator") & ~models.Q(measure="")
                | ~models.Q(kind="indicator") & ~models.Q(text=""),
                name="evidence_says_something",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="story") | ~models.Q(permission=""), name="story_with_permission"
            ),
        ]


class Approval(Ours):
    """Somebody who approves said yes or no to exactly one text. Never changed."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    approved = models.BooleanField()
    note = models.TextField(max_length=1000, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject_id"], name="approval_subject")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(approved=True) | ~models.Q(note=""), name="declined_with_a_reason"
            )
        ]


class PlanEntry(Ours):
    """Which audience hears which message, by which channel, when, and who sees to it."""

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="entries")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="entries")
    channel = models.CharField(max_length=20, choices=CHANNELS)
    on = models.DateField()
    owner_name = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "created_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["alliance", "on"], name="plan_on")]


class Naming(Ours):
    """How something is called now, and a name or phrase that is no longer used for it."""

    current = models.CharField(max_length=200, blank=True, default="")
    old = models.CharField(max_length=200)
    why = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["old"]


class PublicFigure(Ours):
    """A published figure that the alliance has released to the public: of all partners, or of one that agreed."""

    measure = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["measure"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alliance", "measure", "organisation"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="figure_released_once",
            )
        ]
