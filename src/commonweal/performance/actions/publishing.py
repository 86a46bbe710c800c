"""Publishing figures for the alliance, and withdrawing them."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.database import clock, live
from commonweal.performance import engine, events, queries
from commonweal.performance.adding import add_up, fingerprint_of, inputs_of
from commonweal.performance.models import Series, Version


def publish(*, by: Actor, note: str = "") -> Version:
    """Add up what partners have handed on, and publish it as the next version.

    Raises NotAllowed; Refused when nobody has handed anything on, or nothing has changed since the last
    version; Conflict when somebody else published at the same time.
    """
    require(by, Permission.PUBLISH_FIGURES)
    parts = queries.parts_with_the_alliance()
    if not parts:
        raise Refused("No partner has handed figures on yet.")
    inputs = inputs_of(parts)
    fingerprint = fingerprint_of(inputs)
    before = queries.current_version()
    if before is not None and before.fingerprint == fingerprint:
        raise Refused(f"Nothing new was handed on since version {before.number} was published.")
    threshold = min(part.threshold for part in parts)
    try:
        with transaction.atomic():
            last = Version.objects.filter(alliance_id=by.own_alliance_id).aggregate(last=Max("number"))[
                "last"
            ]
            version = Version.objects.create(
                alliance_id=by.own_alliance_id,
                number=(last or 0) + 1,
                note=note.strip(),
                published_by=by.person_name,
                published_for=by.organisation_name,
                methods={name: one for part in parts for name, one in sorted(part.methods.items())},
                inputs=inputs,
                fingerprint=fingerprint,
                first=min(part.first for part in parts),
                last=max(part.last for part in parts),
            )
            rows = []
            for (measure, organisation, group_by, group), points in add_up(parts).items():
                engine.check_shown((measure, group_by, group), points, threshold)
                rows.append(
                    Series(
                        version=version,
                        measure=measure,
                        organisation_id=organisation,
                        group_by=group_by,
                        group=group,
                        points=[point.row() for point in points],
                    )
                )
            Series.objects.bulk_create(rows, batch_size=500)
            audit.record(
                by,
                events.PUBLISHED,
                on=version,
                version=version.number,
                partners=len({part.organisation_id for part in parts}),
                fingerprint=fingerprint[:12],
            )
            live.notify("figures", alliance=by.alliance_id)
    except IntegrityError as error:
        raise Conflict("Somebody else published figures just now. Look at theirs first.") from error
    return version


def withdraw(*, by: Actor, version: Version, reason: str) -> Version:
    """Withdraw a version: pages show the one before. Raises NotAllowed; Refused without a reason; Conflict."""
    require(by, Permission.PUBLISH_FIGURES, on=version)
    if not reason.strip():
        raise Refused("Say why, so that whoever used these figures knows what was wrong with them.")
    with transaction.atomic():
        row = Version.objects.select_for_update().get(pk=version.pk)
        if row.withdrawn_at is not None:
            raise Conflict(f"Version {row.number} has already been withdrawn.")
        row.withdrawn_at, row.withdrawn_by = clock.now(), by.person_name
        row.withdrawn_reason = reason.strip()
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        audit.record(by, events.WITHDRAWN, on=row, version=row.number, reason=reason.strip())
        live.notify("figures", alliance=row.alliance_id)
    return row
