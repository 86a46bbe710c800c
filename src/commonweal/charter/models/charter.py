"""The charter in versions: sentences with where they came from, comments, proposed changes, ratifications."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonweal.charter.models.common import Said
from commonweal.charter.models.statements import Statement
from commonweal.database.models import Row


class CharterVersion(Said):
    """One version of the charter: drafted, put out for ratification, ratified by organisations, in force.

    Which of these it is, rules.charter works out from the facts here.
    """

    number = models.PositiveIntegerField()
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(max_length=2000, blank=True, default="")
    """Why the charter is written, or amended."""
    put_out_at = models.DateTimeField(null=True)
    put_out_by = models.CharField(max_length=200, blank=True, default="")
    answer_by = models.DateField(null=True)
    asked = ArrayField(models.UUIDField(), default=list)
    """The organisations that were members when it was put out: those that are asked."""
    needed = models.PositiveSmallIntegerField(default=100)
    """How many of a hundred asked organisations must ratify."""
    in_force_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.CharField(max_length=200, blank=True, default="")
    set_aside_reason = models.TextField(max_length=2000, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "number"], name="charter_version_once"),
            models.UniqueConstraint(
                fields=["alliance"],
                condition=models.Q(in_force_at=None, set_aside_at=None),
                name="one_version_of_the_charter_under_way",
            ),
            models.CheckConstraint(
                condition=models.Q(needed__range=(51, 100)), name="more_than_half_must_ratify"
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_at=None) | models.Q(put_out_at__isnull=False, set_aside_at=None),
                name="charter_is_put_out_before_it_is_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(put_out_at=None, asked__len=0)
                | models.Q(put_out_at__isnull=False, answer_by__isnull=False, asked__len__gt=0),
                name="charter_is_put_out_to_somebody",
            ),
        ]


class Sentence(Row):
    """One sentence of one version. `line` stays the same through the versions, so that they can be compared."""

    PARTS: ClassVar[list[tuple[str, str]]] = [
        ("purpose", "Purpose"),
        ("mission", "Mission"),
        ("vision", "Vision"),
        ("values", "Values"),
    ]

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="sentences")
    line = models.UUIDField()
    part = models.CharField(max_length=10, choices=PARTS)
    position = models.PositiveIntegerField()
    text = models.TextField(max_length=1000)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "line"], name="charter_line_once_in_a_version")
        ]


class SentenceSource(Row):
    """A statement from which a sentence was made, with what the groups thought of it on the day of drafting."""

    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="sources")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    views = models.JSONField(default=dict)
    """Group → [agree, disagree, pass], as the round's count showed them; hidden groups are not in it."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sentence", "statement"], name="source_once_of_a_sentence")
        ]


class CharterComment(Said):
    """What somebody says about a version, or about one line of it. Never changed."""

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="comments")
    line = models.UUIDField(null=True)
    text = models.TextField(max_length=2000)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]


class ProposedChange(Said):
    """Somebody proposes to reword, add or leave out a sentence. It is accepted or rejected with a reason, and stays."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("reword", "Reword a sentence"),
        ("add", "Add a sentence"),
        ("leave_out", "Leave a sentence out"),
    ]

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=KINDS)
    line = models.UUIDField(null=True)
    part = models.CharField(max_length=10, choices=Sentence.PARTS)
    before = models.TextField(max_length=1000, blank=True, default="")
    text = models.TextField(max_length=1000, blank=True, default="")
    reason = models.TextField(max_length=2000)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True, default="")
    accepted = models.BooleanField(null=True)
    answer = models.TextField(max_length=2000, blank=True, default="")
    """Why it was accepted or rejected."""
    taken_into = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind="add", line=None)
                | (~models.Q(kind="add") & models.Q(line__isnull=False)),
                name="a_change_names_its_sentence",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, accepted=None, answer="")
                | (models.Q(answered_at__isnull=False, accepted__isnull=False) & ~models.Q(answer="")),
                name="a_change_is_answered_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_into=None) | models.Q(accepted=True),
                name="only_what_was_accepted_is_taken_in",
            ),
        ]


class Ratification(Said):
    """An organisation says yes or no to a version. Never changed; an organisation's last answer counts."""

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="ratifications")
    ratified = models.BooleanField()
    signed_name = models.CharField(max_length=200)
    reason = models.TextField(max_length=2000, blank=True, default="")
    digest_seen = models.CharField(max_length=64)
    """Of the text that was read: rules.charter.digest."""

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ratified=True) | ~models.Q(reason=""), name="a_refusal_gives_its_reason"
            ),
            models.UniqueConstraint(
                fields=["version", "organisation"], condition=models.Q(ratified=True), name="ratified_once"
            ),
        ]
