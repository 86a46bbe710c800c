"""Pictures of aligning people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.alignment.models import Meeting
from commonweal.alignment.queries.leadership import AllianceMean
from commonweal.alignment.queries.meetings import Felt
from commonweal.alignment.queries.stakeholders import Stands
from commonweal.alignment.rules import leadership, meetings
from commonweal.alignment.rules import stakeholders as rules
from commonweal.components.charts import Bar, Drawing, Point, bars, from_altair, trend
from commonweal.components.charts.drawing import NARROW, WIDE
from commonweal.components.charts.svg import GRID, INK, MUTED, NEEDS, PALETTE, SURFACE
from commonweal.components.words import number, percent

SHAPES = {
    -2: "square",
    -1: "triangle-down",
    0: "circle",
    1: "triangle-up",
    2: "diamond",
}
"""Support is told by shape; colour only repeats whether it is as much as is needed."""
MOST_NAMED = 24
SPREAD = 0.22
"""How far marks of one place stand apart, in levels of influence."""


def influence_by_interest(rows: Sequence[Stands], *, title: str) -> Drawing:
    """Where each stakeholder stands: influence upward, interest to the right; the shape tells the support now."""
    marks = _marks(rows)

    def build(width: int) -> Any:
        import altair as alt

        line = rules.HIGH - 0.5
        scale = alt.Scale(domain=[0.5, 5.5], nice=False)
        narrow = width < WIDE
        axis = {
            name: alt.Axis(title=words, values=[1, 2, 3, 4, 5], format="d", grid=False)
            for name, words in (("interest", _("interest")), ("influence", _("influence")))
        }
        x = alt.X("interest:Q", scale=scale, axis=axis["interest"])
        y = alt.Y("influence:Q", scale=scale, axis=axis["influence"])
        rule = alt.Chart(alt.Data(values=[{"at": line}]))
        corners = [
            {"interest": 0.55 if corner in (rules.SATISFY, rules.WATCH) else 5.45, "influence": level,
             "said": corner.title, "end": corner in (rules.INVOLVE, rules.INFORM)}
            for corner, level in (
                (rules.SATISFY, 5.38), (rules.INVOLVE, 5.38), (rules.WATCH, 0.62), (rules.INFORM, 0.62),
            )
        ]  # fmt: skip
        base = alt.Chart(alt.Data(values=marks)).encode(x=x, y=y)
        layers: list[Any] = [
            rule.mark_rule(color=GRID, strokeWidth=1.5).encode(x=alt.X("at:Q", scale=scale)),
            rule.mark_rule(color=GRID, strokeWidth=1.5).encode(y=alt.Y("at:Q", scale=scale)),
        ]
        for end in (False, True):
            said = [one for one in corners if one["end"] is end]
            layers.append(
                alt.Chart(alt.Data(values=said))
                .mark_text(align="right" if end else "left", color=MUTED, fontSize=11 if narrow else 13)
                .encode(x=x, y=y, text=alt.Text("said:N"))
            )
        for support, shape in SHAPES.items():
            mine = [one for one in marks if one["support"] == support]
            layers.append(
                alt.Chart(alt.Data(values=mine))
                .mark_point(shape=shape, size=90, filled=True, opacity=1)
                .encode(x=x, y=y, color=alt.Color("colour:N", scale=None))
            )
        if len(marks) <= MOST_NAMED:
            layers.append(
                base.mark_text(
                    align="left", dx=8, fontSize=11, color=INK, stroke=SURFACE, strokeWidth=3
                ).encode(text=alt.Text("number:N" if narrow else "said:N"))
            )
            layers.append(
                base.mark_text(align="left", dx=8, fontSize=11, color=INK).encode(
                    text=alt.Text("number:N" if narrow else "said:N")
                )
            )
        return alt.layer(*layers).properties(height=320 if narrow else 440)

    return from_altair(
        build,
        made_from=marks,
        title=title,
        subtitle=_("Influence against interest, 1 to 5; the shape is the support now, warm where more is needed"),
        heads=[
            _("No."), _("Stakeholder"), _("Influence"), _("Interest"), _("Support now"), _("Support needed"),
            _("What it asks for"),
        ],
        rows=[
            (
                place, one.row.name, one.reading.influence, one.reading.interest,
                rules.SUPPORT[one.reading.support], rules.SUPPORT[one.reading.support_needed], one.corner.title,
            )
            for place, one in enumerate(rows, 1)
        ],
        room={WIDE: 110, NARROW: 24},
        note=_("■ works against it · ▼ doubts it · ● stands aside · ▲ supports it · ◆ works for it"),
    )  # fmt: skip


def support_over_time(course: Sequence[tuple[date, int, int]]) -> Drawing | None:
    """Of the stakeholders known then, how many supported the work as much as it needs. None before the second day."""
    if len(course) < 2:
        return None
    _on, enough, known = course[-1]
    return trend(
        [Point(on, some / all_, of=all_) for on, some, all_ in course],
        title=_("%(n)s of %(all)s support the work as much as it needs now") % {"n": enough, "all": known},
        subtitle=_(
            "Share of the stakeholders on the list, after each day on which something was written down"
        ),
        unit="percent",
    )


def _marks(rows: Sequence[Stands]) -> list[dict[str, Any]]:
    """Marks that share a place are spread a little, so that each can be seen."""
    places: dict[tuple[int, int], int] = {}
    marks = []
    for count, one in enumerate(rows, 1):
        place = (one.reading.interest, one.reading.influence)
        turn = places[place] = places.get(place, -1) + 1
        marks.append(
            {
                "interest": place[0],
                # Neighbouring columns stand a little lower, so that names beside the marks do not meet.
                "influence": place[1] + 0.18 - turn * SPREAD - (SPREAD / 2 if place[0] % 2 else 0),
                "support": one.reading.support,
                "said": one.row.name if len(one.row.name) <= 18 else one.row.name[:17] + "…",
                "number": str(count),
                "colour": NEEDS if rules.support_missing(one.facts) else PALETTE[0],
            }
        )
    return marks


def frontier(covered: Sequence[int], wanted: int) -> Drawing:
    """How much of the need each number of new relationships would cover."""
    best = max(covered)
    fewest = list(covered).index(best)
    return bars(
        [
            Bar(
                ngettext("%(n)s new partner", "%(n)s new partners", new) % {"n": new},
                people / wanted,
                of=wanted,
                marked=new == fewest,
            )
            for new, people in enumerate(covered)
        ],
        title=ngettext(
            "With %(n)s new partner %(share)s of the need is covered",
            "With %(n)s new partners %(share)s of the need is covered",
            fewest,
        ) % {"n": fewest, "share": percent(best / wanted)},
        subtitle=_("Share of the need within reach of a service with room, by the most new partners allowed"),
        unit="percent",
    )  # fmt: skip


def leadership_gap(gaps: Sequence[leadership.Gap]) -> Drawing:
    """Oneself and others for each question: two marks and the line between them."""
    blind = sum(one.blind_spot for one in gaps)
    rows = [
        {"item": one.item.name, "who": who, "value": value, "gap": one.gap or 0}
        for one in gaps
        for who, value in ((_("others"), one.others), (_("oneself"), one.own))
        if value is not None
    ]

    def build(width: int) -> Any:
        import altair as alt

        data = alt.Data(values=rows)
        names = [one.item.name for one in gaps]
        y = alt.Y(
            "item:N",
            sort=names,
            axis=alt.Axis(title=None, labelColor=INK, labelLimit=120 if width < WIDE else 260),
        )
        x = alt.X(
            "value:Q",
            scale=alt.Scale(domain=[1, 5]),
            axis=alt.Axis(title=None, values=[1, 2, 3, 4, 5], format="d"),
        )
        base = alt.Chart(data).encode(y=y)
        line = base.mark_line(color=GRID, strokeWidth=3).encode(x=x, detail=alt.Detail("item:N"))
        marks = [
            alt.Chart(alt.Data(values=[row for row in rows if row["who"] == who]))
            .mark_point(shape=shape, size=80, filled=True, color=colour, opacity=1)
            .encode(x=x, y=y)
            for who, shape, colour in (
                (_("others"), "circle", PALETTE[0]),
                (_("oneself"), "diamond", PALETTE[1]),
            )
        ]
        return alt.layer(line, *marks).properties(height=28 * len(gaps))

    title = ngettext(
        "In %(n)s of %(all)s questions others see it less well, by a step or more",
        "In %(n)s of %(all)s questions others see it less well, by a step or more",
        blind,
    ) % {"n": blind, "all": len(gaps)}
    return from_altair(
        build,
        made_from=(rows, [one.item.name for one in gaps]),
        title=title,
        subtitle=_("1 almost never to 5 almost always; ● others, their mean · ◆ oneself"),
        heads=[_("Question"), _("Others"), _("Oneself"), _("Gap")],
        rows=[
            (
                one.item.name if one.item.good else _("%(name)s (less is better)") % {"name": one.item.name},
                number(one.others, 1) if one.others is not None else "",
                one.own if one.own is not None else _("not answered"),
                number(one.gap, 1) if one.gap is not None else "",
            )
            for one in gaps
        ],
        note=_("The last six are habits that derail: there, less is better."),
    )  # fmt: skip


def leadership_means(means: Sequence[AllianceMean]) -> Drawing:
    """The alliance's means of one half-year, question by question."""
    order = {item.key: place for place, item in enumerate(leadership.ITEMS)}
    ordered = sorted(means, key=lambda one: order[one.item])
    first = ordered[0]
    half = _("the first half of %(year)s") if first.half.month == 1 else _("the second half of %(year)s")
    good = [one for one in ordered if leadership.BY_KEY[one.item].good]
    lowest = min(good, key=lambda one: one.mean)
    return bars(
        [
            Bar(leadership.BY_KEY[one.item].name, one.mean, of=one.people, marked=one is lowest)
            for one in ordered
        ],
        title=_("Seen least often: %(name)s") % {"name": leadership.BY_KEY[lowest.item].name.lower()},
        subtitle=_("Mean of %(leaders)s leaders' means, 1 almost never to 5 almost always, in %(half)s")
        % {"leaders": first.leaders, "half": half % {"year": first.half.year}},
        places=1,
        below=_("The last six are habits that derail: there, less is better."),
    )


def meeting_trend(meetings_: Sequence[Meeting], felt: Sequence[Felt]) -> Drawing | None:
    """How meetings felt, meeting by meeting: a line for each of the four questions. None before the second."""
    when = {row.pk: row for row in meetings_}
    known = sorted((one for one in felt if one.meeting in when), key=lambda one: when[one.meeting].starts_at)
    days = list(dict.fromkeys(one.meeting for one in known))
    if len(days) < 2:
        return None
    names = {key: name for key, (name, _sentence) in meetings.QUESTIONS.items()}
    values = {(one.meeting, one.question): one for one in known}
    rows: list[dict[str, Any]] = [
        {
            "when": when[one.meeting].starts_at.date().isoformat(),
            "value": one.mean,
            "question": names[one.question],
        }
        for one in known
    ]
    ends = [row for row in rows if row["when"] == rows[-1]["when"]]

    def build(width: int) -> Any:
        import altair as alt

        colour = alt.Color(
            "question:N", legend=None, scale=alt.Scale(domain=list(names.values()), range=list(PALETTE[:4]))
        )
        y = alt.Y(
            "value:Q",
            scale=alt.Scale(domain=[1, 5]),
            axis=alt.Axis(title=None, values=[1, 2, 3, 4, 5], format="d"),
        )
        x = alt.X(
            "when:T",
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(title=None, format="%b %Y", tickCount=2 if width < WIDE else 5),
        )
        base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y, color=colour)
        layers = [base.mark_line(), base.mark_point(opacity=1, filled=True)]
        spread = _apart([float(row["value"]) for row in ends])
        layers += [
            alt.Chart(alt.Data(values=[row]))
            .mark_text(align="left", dx=8, dy=shift)
            .encode(x=x, y=y, text=alt.Text("question:N"), color=colour)
            for row, shift in zip(ends, spread, strict=True)
        ]
        return alt.layer(*layers).properties(height=240)

    some = max(1, min(3, len(days) // 2))
    moved = {
        key: _mean(values, days[-some:], key) - _mean(values, days[:some], key)
        for key in names
        if any((pk, key) in values for pk in days[:some]) and any((pk, key) in values for pk in days[-some:])
    }
    most = max(moved, key=lambda key: abs(moved[key])) if moved else None
    title = _("How meetings felt")
    if most is not None and abs(moved[most]) >= 0.1:
        said = (
            _("“%(name)s” rose by %(by)s since %(month)s")
            if moved[most] > 0
            else _("“%(name)s” fell by %(by)s since %(month)s")
        )
        title = said % {
            "name": names[most],
            "by": number(abs(moved[most]), 1),
            "month": date_format(when[days[0]].starts_at, "F Y"),
        }
    return from_altair(
        build,
        made_from=(rows, names),
        title=title,
        subtitle=ngettext(
            "Mean of four questions after each meeting, 1 not at all to 5 entirely",
            "Mean of four questions after each meeting, 1 not at all to 5 entirely; the last %(n)s against the first",
            some,
        ) % {"n": some},
        heads=[_("Meeting"), *names.values(), _("Answered")],
        rows=[
            (
                f"{when[pk].title}, {date_format(when[pk].starts_at, 'j F Y')}",
                *(number(values[pk, key].mean, 1) if (pk, key) in values else "" for key in names),
                max(one.people for one in known if one.meeting == pk),
            )
            for pk in days
        ],
        note=_("Meetings after which fewer than three people answered are left out."),
        room={WIDE: 110, NARROW: 96},
    )  # fmt: skip


def _mean(values: Mapping[tuple[UUID, str], Felt], days: Sequence[UUID], question: str) -> float:
    """The mean of a question over these meetings."""
    found = [values[pk, question].mean for pk in days if (pk, question) in values]
    return sum(found) / len(found)


def _apart(values: Sequence[float], *, height: int = 240, gap: int = 15) -> list[float]:
    """How far each label moves, in pixels downward, so that none lies on another."""
    places = sorted(range(len(values)), key=lambda index: -values[index])
    shifts, floor = [0.0] * len(values), float("-inf")
    for index in places:
        wanted = (5 - values[index]) * height / 4
        at = max(wanted, floor)
        shifts[index] = at - wanted
        floor = at + gap
    return shifts
