"""Ideas, the open doors through which they come, tests of change, and where a change was spread to."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from commonweal.charter.models import Goal
from commonweal.database.models import Row
from commonweal.partners.models import Alliance, Organisation
from commonweal.plans.models.common import Said, together
from commonweal.plans.rules.tests import Decision, Facts


class IdeaDoor(Said):
    """A public link, printed as a QR code, by which people without an account offer ideas until a day."""

    AUDIENCES: ClassVar[list[tuple[str, str]]] = [
        ("front_line", "people who work at partners"),
        ("served", "people whom partners serve"),
    ]

    place = models.CharField(max_length=120)
    """Where it hangs: “the waiting room of the pantry”."""
    audience = models.CharField(max_length=12, choices=AUDIENCES)
    question = models.CharField(max_length=200)
    open_until = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]


class Idea(Row):
    """Something that somebody thinks would make things better. Through a door it comes without a name."""

    ANSWERS: ClassVar[list[tuple[str, str]]] = [
        ("tested", "will be tested"),
        ("done", "was done at once"),
        ("joined", "joined with another idea"),
        ("not_now", "not now"),
    ]

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person_name = models.CharField(max_length=200, blank=True, default="")
    door = models.ForeignKey(IdeaDoor, on_delete=models.PROTECT, null=True, related_name="ideas")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=2000, blank=True, default="")
    answer = models.CharField(max_length=10, choices=ANSWERS, blank=True, default="")
    answer_reason = models.TextField(max_length=1000, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(door__isnull=False, person=None, organisation=None, person_name="")
                | (
                    models.Q(door=None, person__isnull=False, organisation__isnull=False)
                    & ~models.Q(person_name="")
                ),
                name="an_idea_comes_from_somebody_or_through_a_door",
            ),
            models.CheckConstraint(
                condition=together("answered_at", "answered_by", "answer_reason"), name="answered_with_reason"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "answered_at"], name="idea_answered")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def source(self) -> str:
        """Who it comes from, in words."""
        if self.door is None:
            organisation = self.organisation.name if self.organisation is not None else ""
            return f"{self.person_name}, {organisation}"
        return f"without a name, {self.door.place}"


class Test(Said):
    """A small test of change: plan, do, study, act (Langley et al. 2009), one cycle a row.

    The prediction, the indicator and the dates stand once the result is in: the database keeps them.
    """

    __test__ = False

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, null=True, related_name="tests")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="+")
    earlier = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    cycle = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=160)
    plan = models.TextField(max_length=4000)
    """Who does what, where, how many times."""
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner_name = models.CharField(max_length=200)
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=80, blank=True, default="")
    """An indicator of the catalogue; else `own_measure` says what is counted by hand."""
    own_measure = models.CharField(max_length=200, blank=True, default="")
    prediction = models.TextField(max_length=2000)
    predicted = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    starts = models.DateField()
    result_due = models.DateField()
    result = models.TextField(max_length=4000, blank=True, default="")
    """What happened; `study` is what was learned from the difference to the prediction."""
    study = models.TextField(max_length=4000, blank=True, default="")
    observed = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    result_at = models.DateTimeField(null=True)
    result_by = models.CharField(max_length=200, blank=True, default="")
    decision = models.CharField(max_length=8, choices=Decision.choices(), blank=True, default="")
    decision_reason = models.TextField(max_length=2000, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts", "-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(result_due__gte=models.F("starts")), name="result_after_the_start"
            ),
            models.CheckConstraint(condition=~models.Q(prediction=""), name="prediction_first"),
            models.CheckConstraint(
                condition=(~models.Q(measure="") & models.Q(own_measure=""))
                | (models.Q(measure="") & ~models.Q(own_measure="")),
                name="one_way_to_see_it",
            ),
            models.CheckConstraint(
                condition=models.Q(result_at=None, result_by="", result="", study="", observed=None)
                | (
                    models.Q(result_at__isnull=False)
                    & ~models.Q(result_by="")
                    & ~models.Q(result="")
                    & ~models.Q(study="")
                ),
                name="result_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="", decided_at=None, decided_by="", decision_reason="")
                | (
                    models.Q(decided_at__isnull=False, result_at__isnull=False)
                    & ~models.Q(decision="")
                    & ~models.Q(decided_by="")
                    & ~models.Q(decision_reason="")
                ),
                name="decided_after_the_result",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "result_due"], name="test_due")
        ]

    def __str__(self) -> str:
        return self.title

    def facts(self) -> Facts:
        """What the rules need to know."""
        return Facts(
            starts=self.starts,
            result_due=self.result_due,
            has_result=self.result_at is not None,
            decision=Decision(self.decision) if self.decision else None,
        )

    def facts_at(self, at: datetime) -> Facts:
        """What the rules needed to know at an earlier instant."""
        decided = self.decided_at is not None and self.decided_at <= at
        return Facts(
            starts=self.starts,
            result_due=self.result_due,
            has_result=self.result_at is not None and self.result_at <= at,
            decision=Decision(self.decision) if decided else None,
        )


class Spread(Said):
    """A partner took an adopted change on, from a day on. `organisation` is who wrote it down."""

    test = models.ForeignKey(Test, on_delete=models.PROTECT, related_name="spreads")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["since", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["test", "to"], name="spread_once")
        ]
