"""Minutes as a document: the same content on the page, in print and as PDF."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.alignment.models import Captured, Meeting
from commonweal.alignment.rules import meetings as rules
from commonweal.settlement.documents import Document, Section, Table


def minutes(row: Meeting, *, timezone: str, alliance: str) -> Document:
    """What the minutes say: who came, item by item what was said and decided, and who does what until when."""
    zone = ZoneInfo(timezone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    captured = list(row.captured.all())
    facts = [
        (_("When"), f"{date_format(starts, 'l, j F Y, H:i')} – {date_format(ends, 'H:i')}"),
        (_("What for"), row.purpose),
        (_("Called by"), row.person_name),
    ]
    if row.place:
        facts.insert(1, (_("Where"), row.place))
    state = (
        _("closed on %(day)s") % {"day": date_format(row.closed_at.astimezone(zone), "j F Y")}
        if row.closed_at is not None
        else _("draft")
    )
    sections = [_came(row), _decisions(captured), _actions(captured), *_items(row, captured)]
    return Document(
        title=_("Minutes: %(title)s") % {"title": row.title},
        subtitle=f"{alliance} · {state}",
        facts=tuple(facts),
        sections=tuple(section for section in sections if section is not None),
    )


def _came(row: Meeting) -> Section:
    seats = list(row.seats.all())
    came = sum(one.attendance in rules.CAME for one in seats)
    return Section(
        _("Who was there"),
        (_("%(came)s of %(all)s invited came.") % {"came": came, "all": len(seats)},),
        table=Table(
            (_("Organisation"), _("Name"), _("Attendance")),
            tuple(
                (one.organisation_name, one.name, one.get_attendance_display() or _("not recorded"))
                for one in seats
            ),
        ),
    )


def _decisions(captured: list[Captured]) -> Section:
    found = tuple(one.text for one in captured if one.kind == "decision")
    return Section(_("What was decided"), found or (_("Nothing was decided."),))


def _actions(captured: list[Captured]) -> Section | None:
    found = [one for one in captured if one.kind == "action"]
    if not found:
        return None
    rows = tuple(
        (one.text, one.owner_name, date_format(one.due, "j F Y") if one.due else "", one.done_note)
        for one in found
    )
    return Section(
        _("Who does what"), table=Table((_("What"), _("Who"), _("Until"), _("What came of it")), rows)
    )


def _items(row: Meeting, captured: list[Captured]) -> list[Section]:
    found = []
    for item in row.items.all():
        said = [
            f"{one.seat.name}: {one.said}" if one.said else _("%(name)s passed.") % {"name": one.seat.name}
            for one in row.voices.all()
            if one.item_id == item.pk
        ]
        written = [f"{one.get_kind_display()}: {one.text}" for one in captured if one.item_id == item.pk]
        heading = f"{item.title} ({item.minutes} min, {item.get_kind_display()})"
        found.append(Section(heading, (*said, *written) or (_("Nothing was written down."),)))
    loose = [one.text for one in captured if one.item_id is None and one.kind == "note"]
    if loose:
        found.append(Section(_("Notes"), tuple(loose)))
    return found
