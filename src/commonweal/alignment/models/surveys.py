"""Surveys, their rounds, who was asked, and what may be shown of the answers.

Who was asked (`Asked`) and what was answered (`Sheet`, `Answer`) are apart: a sheet knows the sector and the
organisation, never the person, and the key that leads a person back to their sheet is wiped when the round closes.
Nobody reads sheets and answers but the database's own functions (migrations/0003_answers.py).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from commonweal.alignment.rules.instruments import CONCEPTS
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation, Seat
from commonweal.partners.rules import Sector


class ByPerson(Row):
    """A fact that somebody stated."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Survey(ByPerson):
    """A questionnaire that an alliance sends to its seats, in rounds that can be compared."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    purpose = models.TextField(help_text="What it is for, in words that everybody who is asked will read.")

    def __str__(self) -> str:
        return self.title


class Question(Row):
    """One question: our own words for a concept, answered on a scale from 1 to `points`, or in one's own words."""

    SCALE, WORDS = "scale", "words"

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=120)
    concept = models.CharField(max_length=40, choices=[(key, one.title) for key, one in CONCEPTS.items()])
    topic = models.CharField(max_length=80, help_text="Two or three words for the heat map.")
    text = models.CharField(max_length=400)
    kind = models.CharField(max_length=8, choices=[(SCALE, "A scale"), (WORDS, "Own words")], default=SCALE)
    low = models.CharField(max_length=80, blank=True, default="", verbose_name="what the lowest answer means")
    high = models.CharField(
        max_length=80, blank=True, default="", verbose_name="what the highest answer means"
    )
    points = models.PositiveSmallIntegerField(default=5)
    asks_importance = models.BooleanField(default=False)

    @property
    def effort(self) -> bool | None:
        """For the time it takes: is importance asked too? None: it is answered in own words."""
        return None if self.kind == self.WORDS else self.asks_importance

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["survey", "position"],
                name="one_question_a_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(points__range=(2, 10)), name="two_to_ten_answers"),
            models.CheckConstraint(
                condition=Q(kind="words", asks_importance=False)
                | (Q(kind="scale") & ~Q(low="") & ~Q(high="")),
                name="a_scale_has_words_at_its_ends",
            ),
        ]


class Round(ByPerson):
    """A survey as it was sent once: from when until when. Results exist from closing on."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["survey", "number"], name="one_round_a_number"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(closed_at__isnull=True), name="one_open_round_a_survey"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey.title} ({self.number})"


class Asked(Row):
    """A person who was asked in a round, once, however many seats they hold; and whether they answered."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="asked")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=40, choices=Sector.choices())
    begun_on = models.DateField(null=True, help_text="A day, not an instant: it must not lead to a sheet.")
    handed_in_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "person"], name="asked_once_a_round"),
            models.CheckConstraint(
                condition=Q(handed_in_on__isnull=True)
                | Q(begun_on__isnull=False, begun_on__lte=F("handed_in_on")),
                name="begun_before_handed_in",
            ),
        ]


class Sheet(models.Model):
    """One person's answers, without the person. Its identifier is random and it has no time: neither sorts."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=40)
    key = models.BinaryField(null=True, unique=True, help_text="Wiped when the round closes.")


class Answer(models.Model):
    """An answer on a sheet, and how important the topic is, where that was asked."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True)
    importance = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(max_length=1000, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sheet", "question"], name="one_answer_a_question"),
            models.CheckConstraint(condition=Q(value__gte=1), name="answers_begin_at_one"),
            models.CheckConstraint(
                condition=Q(importance__isnull=True) | Q(importance__range=(1, 5)),
                name="importance_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, words="") | (Q(value__isnull=True) & ~Q(words="")),
                name="an_answer_is_a_value_or_words",
            ),
        ]


class Result(Row):
    """How many gave each answer, as it may be shown: published once, when the round closes, and never changed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="results")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=10, choices=[("answer", "Answer"), ("importance", "Importance")])
    level = models.CharField(
        max_length=12, choices=[("all", "All"), ("sector", "Sector"), ("organisation", "Organisation")]
    )
    sector = models.CharField(max_length=40, blank=True, default="")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    counts = ArrayField(models.PositiveIntegerField(), null=True, help_text="Nothing: too few to show.")
    comparable = models.BooleanField(
        default=False, help_text="No fewer than three people came or went since the round before."
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["round", "question", "about", "level", "sector", "organisation"],
                name="one_result_a_view",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(level="all", sector="", organisation__isnull=True)
                | (Q(level="sector", organisation__isnull=True) & ~Q(sector=""))
                | (Q(level="organisation", organisation__isnull=False) & ~Q(sector="")),
                name="a_result_says_whose",
            ),
        ]


class Remark(models.Model):
    """What somebody wrote, published when the round closes if three or more wrote something: no group, no time."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="remarks")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=1000)


class FollowUp(ByPerson):
    """What will be done about the results of a round: by whom, until when."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="follow_ups")
    text = models.TextField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at"]

    @property
    def alliance_id(self) -> UUID:
        """Of the round's alliance."""
        return self.round.alliance_id


class Imported(ByPerson):
    """Results of an instrument that the alliance used elsewhere, under a licence of its own: figures, no wording."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=200)
    licence = models.CharField(max_length=400)
    taken_on = models.DateField()
    lowest = models.SmallIntegerField()
    highest = models.SmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-taken_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(highest__gt=F("lowest")), name="imported_scale_has_a_width"),
        ]


class ImportedFigure(models.Model):
    """One figure of an imported survey: a topic, a group (empty: all), how many people, their mean."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    imported = models.ForeignKey(Imported, on_delete=models.CASCADE, related_name="figures")
    position = models.PositiveIntegerField()
    topic = models.CharField(max_length=200)
    group = models.CharField(max_length=200, blank=True, default="")
    people = models.PositiveIntegerField()
    mean = models.DecimalField(max_digits=8, decimal_places=4)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(people__gte=3), name="imported_from_three_people"),
        ]
