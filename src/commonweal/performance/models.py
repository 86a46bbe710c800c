"""Rows of figures: runs of a partner, what it hands on, published versions, and what people say and decide."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from commonweal.database.models import Row
from commonweal.evidence.measures.spec import Measure
from commonweal.partners.models import Alliance, Organisation, Seat
from commonweal.performance import rules


class Run(Row):
    """One organisation's files, from upload to figures. Seen by its own people only."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    layout = models.CharField(max_length=20, choices=rules.Layout.choices())
    files = models.JSONField(default=list)
    """Names and sizes of what was uploaded, as it is kept: [name, bytes]."""
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    status = models.CharField(max_length=20, choices=rules.RunStatus.choices(), default="waiting")
    step = models.CharField(max_length=200, blank=True, default="")
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, default="")
    fingerprint = models.CharField(max_length=80, blank=True, default="")
    summary = models.JSONField(default=dict)
    """Rows read by table; measures that could not be computed or were stopped, and why."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "-created_at"], name="run_organisation")
        ]

    def facts(self) -> rules.RunFacts:
        """What the rules need to know."""
        return rules.RunFacts(rules.RunStatus(self.status), self.moved_at)


class FolderFeed(Row):
    """A drop folder that is looked into for one organisation, as whoever pointed at it. Seen by its people only."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    folder = models.CharField(max_length=120)
    layout = models.CharField(max_length=20, choices=rules.Layout.choices())
    months = models.PositiveSmallIntegerField()
    """How many months, up to the last whole one, each run is about."""
    seen = models.JSONField(default=list)
    """What lay there when a run was last started: [name, bytes, when it was changed]."""
    looked_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    """When a change was last found and run."""
    problem = models.TextField(blank=True, default="")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["folder", "-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "folder"],
                condition=models.Q(stopped_at=None),
                name="folder_looked_into_once",
            )
        ]


class Finding(Row):
    """What a check found in the files of a run. Seen by the run's organisation only: samples are its rows."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    check_name = models.CharField(max_length=60)
    severity = models.CharField(max_length=10)
    table_name = models.CharField(max_length=60)
    columns = models.JSONField(default=list)
    count = models.BigIntegerField()
    total = models.BigIntegerField()
    message = models.TextField()
    samples = models.JSONField(default=list)
    spoils = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]


class Part(Row):
    """The suppressed figures of one run. The alliance sees them once the organisation has handed them on."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="part")
    first = models.DateField()
    last = models.DateField()
    fingerprint = models.CharField(max_length=80)
    threshold = models.PositiveIntegerField()
    methods = models.JSONField(default=dict)
    handed_on_at = models.DateTimeField(null=True)
    handed_on_by = models.CharField(max_length=200, blank=True, default="")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["handed_on_at"]


class PartSeries(Row):
    """One measure and group of a part. `points`: see rules.Point."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="series")
    measure = models.CharField(max_length=80)
    group_by = models.CharField(max_length=40)
    group = models.CharField(max_length=200)
    points = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["part", "measure", "group_by", "group"], name="part_series_once")
        ]


class Version(Row):
    """Figures that a person published for the alliance. Never changed; withdrawn with a reason."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    note = models.TextField(blank=True, default="")
    published_by = models.CharField(max_length=200)
    published_for = models.CharField(max_length=255)
    methods = models.JSONField(default=dict)
    """Method version by measure."""
    inputs = models.JSONField(default=list)
    """What went in: organisation, months, fingerprint, part; in the order of organisations."""
    fingerprint = models.CharField(max_length=64)
    first = models.DateField()
    last = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True, default="")
    withdrawn_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alliance", "number"], name="figures_version_once")
        ]


class Series(Row):
    """One measure and group of a version: of all partners together, or of one (`organisation`)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="series")
    measure = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    group_by = models.CharField(max_length=40)
    group = models.CharField(max_length=200)
    points = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version", "measure", "organisation", "group_by", "group"],
                name="series_once",
                nulls_distinct=False,
            )
        ]


class Decision(Row):
    """A target, goal, owner or new phase of an indicator: by whom and why. Never changed; the last one counts."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=rules.DecisionKind.choices())
    value = models.FloatField(null=True)
    """The target, in the unit of the measure; none: no target any more."""
    text = models.TextField(blank=True, default="")
    """The goal in words, or the name of the owner."""
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    month = models.DateField(null=True)
    """The first month of a new phase, or of the one that is undone."""
    reason = models.TextField()
    person_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=255)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "measure"], name="decision_measure")
        ]

    def facts(self) -> rules.Decided:
        """What the rules need to know."""
        return rules.Decided(
            rules.DecisionKind(self.kind), self.value, self.text, self.owner_id, self.month, self.created_at
        )


class Comment(Row):
    """What somebody says about one month of an indicator."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=80)
    month = models.DateField()
    text = models.TextField()
    person_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=255)

    class Meta:
        ordering: ClassVar[list[str]] = ["-month", "created_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["alliance", "measure"], name="comment_measure")
        ]


def measure_of(name: str) -> Measure | None:
    """The measure of the catalogue with this name; none where this version knows none."""
    from commonweal.evidence.measures.catalogue import MEASURES

    return MEASURES.get(name)
