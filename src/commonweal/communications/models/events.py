"""Events and who registered; posts, press."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from commonweal.communications.models.common import Ours
from commonweal.communications.models.planning import Message
from commonweal.communications.models.site import Image
from commonweal.communications.rules import approval, events
from commonweal.communications.rules.social import CHANNELS
from commonweal.database.models import Row
from commonweal.partners.models import Alliance


class Event(Ours):
    """A conference, workshop or forum. Texts by language; times are instants, told in the alliance's time zone."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("conference", "Conference"),
        ("workshop", "Workshop"),
        ("forum", "Community forum"),
        ("other", "Other gathering"),
    ]

    kind = models.CharField(max_length=12, choices=KINDS)
    slug = models.SlugField(max_length=80)
    texts = models.JSONField(default=dict)
    """{language: {"title", "text"}}."""
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True, default="")
    online_url = models.URLField(max_length=500, blank=True, default="")
    places = models.PositiveIntegerField(null=True)
    registration_until = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_reason = models.CharField(max_length=300, blank=True, default="")
    outcome = models.TextField(max_length=5000, blank=True, default="")
    outcome_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "slug"], name="event_address_once"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="event_ends_after"),
            models.CheckConstraint(
                condition=models.Q(registration_until__lte=models.F("ends")), name="registration_before_end"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome_at=None) | ~models.Q(outcome=""), name="outcome_in_words"
            ),
        ]

    def __str__(self) -> str:
        return self.title()

    def told(self, language: str) -> dict[str, str]:
        """Title and text in this language, or in the one there is."""
        found: dict[str, str] = (
            self.texts.get(language) or self.texts.get("en") or next(iter(self.texts.values()), {})
        )
        return found

    def title(self, language: str = "en") -> str:
        """Its title."""
        return self.told(language).get("title", self.slug)

    def facts(self, registered: int) -> events.Facts:
        """What the rules need to know."""
        return events.Facts(
            self.published_at, self.cancelled_at, self.starts, self.ends, self.registration_until, self.places,
            registered, self.outcome_at,
        )  # fmt: skip


class Registration(Row):
    """Somebody wants to come. Who has a place follows from the order (`rules/events.py`)."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    organisation = models.CharField(max_length=200, blank=True, default="")
    needs = models.CharField(max_length=500, blank=True, default="")
    """What they need to take part: an interpreter, a ramp."""
    language = models.CharField(max_length=8)
    registered_at = models.DateTimeField()
    told_place_at = models.DateTimeField(null=True)
    """When they were told that they have a place."""
    reminded_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["registered_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "email"], condition=models.Q(cancelled_at=None), name="registered_once"
            )
        ]


class Post(Ours):
    """A post for one channel, drafted from a message. Nothing posts by itself: people do, and mark it."""

    channel = models.CharField(max_length=12, choices=[(key, one.name) for key, one in CHANNELS.items()])
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="posts")
    language = models.CharField(max_length=8, default="en")
    text = models.TextField(max_length=8000)
    image = models.ForeignKey(Image, on_delete=models.PROTECT, null=True, related_name="+")
    alt = models.TextField(max_length=2000, blank=True, default="")
    planned_on = models.DateField(null=True)
    exported_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    posted_by = models.CharField(max_length=200, blank=True, default="")
    posted_url = models.URLField(max_length=500, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 60 else f"{self.text[:59]}…"

    def facts(self) -> dict[str, Any]:
        """All that an approval is about."""
        return {"channel": self.channel, "text": self.text, "image": self.image_id, "alt": self.alt}

    def digest(self) -> str:
        """The digest of what is approved."""
        return approval.digest(self.facts())


class PressContact(Ours):
    """Somebody at a newspaper, a station or a site."""

    name = models.CharField(max_length=120)
    outlet = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    beat = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["outlet", "name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.outlet}"


class Release(Ours):
    """A press release. Public once released, and not before its embargo ends."""

    slug = models.SlugField(max_length=80)
    language = models.CharField(max_length=8, default="en")
    title = models.CharField(max_length=200)
    body = models.TextField()
    embargo_until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "slug"], name="release_address_once")
        ]

    def __str__(self) -> str:
        return self.title

    def facts(self) -> dict[str, Any]:
        """All that an approval is about."""
        return {"title": self.title, "body": self.body, "language": self.language}

    def digest(self) -> str:
        """The digest of what is approved."""
        return approval.digest(self.facts())


class Coverage(Ours):
    """What somebody published about the alliance."""

    outlet = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True, default="")
    on = models.DateField()
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, related_name="coverage")
    tone = models.CharField(
        max_length=10,
        choices=[("for", "favourable"), ("neutral", "neutral"), ("against", "critical")],
        default="neutral",
    )
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-on"]
