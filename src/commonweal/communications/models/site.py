"""The public website: its address and languages, pages with drafts and publications, images."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.communications.models.common import Ours
from commonweal.database.models import Row
from commonweal.partners.models import Alliance


class Site(Row):
    """The website of an alliance. Strangers see it once it is published."""

    alliance = models.OneToOneField(Alliance, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60, unique=True)
    tagline = models.CharField(max_length=200, blank=True, default="")
    languages = ArrayField(models.CharField(max_length=8), default=list)
    """The first is the one in which somebody without a wish is answered."""
    contact_email = models.EmailField(blank=True, default="")
    contact_phone = models.CharField(max_length=40, blank=True, default="")
    contact_address = models.CharField(max_length=300, blank=True, default="")
    """Postal address: newsletters must carry one (CAN-SPAM Act, 15 U.S.C. 7704(a)(5))."""
    press_contact = models.CharField(max_length=300, blank=True, default="")
    press_about = models.TextField(max_length=3000, blank=True, default="")
    interests = models.JSONField(default=list)
    """What subscribers may choose among: {"key", "names": {language: words}}."""
    closed_days = ArrayField(models.DateField(), default=list, blank=True)
    show_services = models.BooleanField(default=True)
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.slug

    @property
    def language(self) -> str:
        """The language of those who did not choose."""
        return self.languages[0] if self.languages else "en"


class Page(Ours):
    """A page or a piece of news. Once removed its address says so, or leads to where it went."""

    KINDS: ClassVar[list[tuple[str, str]]] = [("page", "Page"), ("news", "News")]

    kind = models.CharField(max_length=8, choices=KINDS, default="page")
    slug = models.SlugField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    in_menu = models.BooleanField(default=True)
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.CharField(max_length=300, blank=True, default="")
    moved_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "slug"], name="page_address_once"),
            models.CheckConstraint(
                condition=models.Q(moved_to=None) | ~models.Q(moved_to=models.F("id")),
                name="page_does_not_move_to_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Draft(Ours):
    """The text of a page in one language as it is being written. `revision` counts the savings."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="drafts")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True, default="")
    body = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["page", "language"], name="one_draft_per_language")
        ]


class Publication(Ours):
    """The text of a page as it was published. The last one that is not withdrawn is what strangers read."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="publications")
    language = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True, default="")
    body = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    """When this page was first published in this language: the date of a piece of news."""
    published_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["page", "language", "number"], name="publication_once"),
            models.UniqueConstraint(
                fields=["page", "language"], condition=models.Q(current=True), name="one_current_publication"
            ),
        ]


class Image(Ours):
    """A picture, decoded and written anew so that nothing but the picture is in it. Public once a page shows it."""

    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    alt = models.CharField(max_length=300)
    public_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "name"], name="image_name_once")
        ]

    def __str__(self) -> str:
        return self.name
