"""Forms, what people wrote, themes, answers, and what was done about it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from commonweal.communications.models.common import Ours
from commonweal.communications.models.events import Event
from commonweal.communications.models.planning import Audience
from commonweal.database.models import Row
from commonweal.partners.models import Alliance


class FeedbackForm(Ours):
    """Questions to an audience or after an event.

    `questions`: {"key", "kind": text, rating, choice or understanding, "names": {language: words}, "choices": […]}.
    Ratings go from 1 to 5; those of kind understanding are counted as how well people understand the alliance.
    """

    slug = models.SlugField(max_length=80)
    texts = models.JSONField(default=dict)
    """{language: {"title", "lead", "thanks"}}."""
    questions = models.JSONField(default=list)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="forms")
    asks_contact = models.BooleanField(default=True)
    """False: nobody is asked who they are."""
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "slug"], name="form_address_once")
        ]

    def __str__(self) -> str:
        return self.title()

    def told(self, language: str) -> dict[str, str]:
        """Title, lead and thanks in this language, or in the one there is."""
        found: dict[str, str] = (
            self.texts.get(language) or self.texts.get("en") or next(iter(self.texts.values()), {})
        )
        return found

    def title(self, language: str = "en") -> str:
        """Its title."""
        return self.told(language).get("title", self.slug)


class Response(Row):
    """What somebody wrote. `held`: it came in a flood and is looked at last; it is never thrown away."""

    SOURCES: ClassVar[list[tuple[str, str]]] = [
        ("page", "on the website"),
        ("qr", "by QR code"),
        ("paper", "on paper"),
        ("event", "after an event"),
    ]

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(FeedbackForm, on_delete=models.PROTECT, related_name="responses")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=8)
    answers = models.JSONField(default=dict)
    source = models.CharField(max_length=8, choices=SOURCES)
    name = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    entered_by = models.CharField(max_length=200, blank=True, default="")
    """Who typed it in from paper."""
    given_on = models.DateField()
    held = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    set_aside_at = models.DateTimeField(null=True)
    """Nothing to answer (thanks, a copy, rubbish): who said so is in the record of acts."""

    class Meta:
        ordering: ClassVar[list[str]] = ["held", "created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["form", "created_at"], name="response_form"),
        ]

    @property
    def words(self) -> str:
        """All that was written in words."""
        return "\n".join(str(value) for value in self.answers.values() if isinstance(value, str))

    def lines(self, language: str) -> list[tuple[str, Any]]:
        """Questions with their answers."""
        return [
            (one["names"].get(language) or next(iter(one["names"].values()), one["key"]), self.answers[one["key"]])
            for one in self.form.questions
            if self.answers.get(one["key"]) not in (None, "")
        ]  # fmt: skip


class Theme(Ours):
    """What several people speak of."""

    name = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "name"], name="theme_once")
        ]

    def __str__(self) -> str:
        return self.name


class Sorting(Ours):
    """Somebody put a response under a theme."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="sortings")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="sortings")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["response", "theme"], name="sorted_once")
        ]


class Reply(Ours):
    """The answer to a response: by e-mail where an address was left, else kept as what was answered."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(max_length=5000)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at"]


class YouSaid(Ours):
    """You said – we did: what people said, and what came of it, by language. Public once published."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, related_name="done")
    said = models.JSONField(default=dict)
    did = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
