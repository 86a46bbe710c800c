"""Innovation: the portfolio by effort and value, what stopped and why, and one idea."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission
from commonweal.components.charts import PALETTE, from_altair
from commonweal.components.charts.drawing import WIDE
from commonweal.components.words import ago, day
from commonweal.database import clock
from commonweal.technology.models import Idea, Partnership
from commonweal.technology.parts import Cell, Link, Listing, Page, add, edit, short
from commonweal.technology.presenters.overview import keeps
from commonweal.technology.queries import innovation as queries
from commonweal.technology.queries.partnerships import partnerships
from commonweal.technology.rules.innovation import ORDER, Stage

SHAPES = {"idea": "waiting", "test": "moving", "pilot": "moving", "spread": "done", "stopped": "stopped"}


def portfolio(by: Actor) -> Page:
    """All ideas of all partnerships one may see."""
    now = clock.now()
    groups = list(queries.groups())
    ideas = list(queries.portfolio())
    mine = [one for one in partnerships() if keeps(by, one, Permission.JOIN_INNOVATION)]
    running = [one for one in ideas if one.stage != "stopped"]
    stopped = [one for one in ideas if one.stage == "stopped"]
    ways = [link for one in mine for link in _ways(one, len(mine) > 1, keeps(by, one))]
    return Page(
        title=_("Innovation"),
        context=_("A problem first; then an idea, a small test, a pilot, and only then spread."),
        primary=ways[0] if ways else None,
        charts=chart(running),
        listings=[
            Listing(
                _("Problems people have"),
                [_("Problem"), _("Who has it"), _("Group"), _("Ideas")],
                [
                    [
                        Cell(
                            one.title,
                            edit("problem", one.pk)
                            if keeps(by, group.partnership, Permission.JOIN_INNOVATION)
                            else "",
                            under=one.evidence[:140],
                        ),
                        Cell(one.who),
                        Cell(group.name),
                        Cell(sum(row.problem_id == one.pk for row in ideas), end=True),
                    ]
                    for group in groups
                    for one in group.problems.all()
                ],
                empty=_("Nobody has written down a problem yet. Begin there, not with a product."),
            ),
            Listing(
                _("Ideas under way"),
                [_("Idea"), _("Stage"), _("Effort"), _("Value"), _("Owner"), _("Since")],
                [
                    [
                        Cell(one.title, reverse("technology:idea", args=[one.pk]), under=one.problem.title),
                        Cell(Stage.of(one.stage).title, shape=SHAPES[one.stage]),
                        Cell(one.effort or "", end=True),
                        Cell(one.value or "", end=True),
                        Cell(one.owner),
                        Cell(ago(one.moved_at, now=now)),
                    ]
                    for one in sorted(running, key=lambda row: -ORDER.index(Stage.of(row.stage)))
                ],
                empty=_("No idea is under way."),
            ),
            Listing(
                _("What stopped, and why"),
                [_("Idea"), _("Why"), _("When")],
                [
                    [
                        Cell(one.title, reverse("technology:idea", args=[one.pk]), under=one.problem.title),
                        Cell(
                            next(
                                (gate.reason for gate in reversed(one.gates.all()) if gate.to == "stopped"),
                                "",
                            )
                        ),
                        Cell(short(one.moved_at)),
                    ]
                    for one in stopped
                ],
                empty=_("Nothing was stopped yet."),
            ),
        ],
        asides=[
            (
                _("Groups"),
                [
                    f"{one.name} ({one.get_kind_display()}): {one.customer_lead}, {one.supplier_lead}"
                    for one in groups
                ],
            ),
            *([(_("Bring something in"), ways)] if ways else []),
        ],
    )


def _ways(one: Partnership, named: bool, keeper: bool) -> list[Link]:
    tail = f" ({one.title})" if named else ""
    found = [
        add(one, "problem", _("Bring a problem in") + tail),
        add(one, "idea", _("Bring an idea in") + tail),
    ]
    return found + ([add(one, "group", _("Set up a group") + tail)] if keeper else [])


def chart(ideas: list[Idea]) -> list[Any]:
    """Ideas by effort and value."""
    rated = [one for one in ideas if one.effort and one.value]
    if len(rated) < 2:
        return []
    data = [
        {"effort": one.effort, "value": one.value, "label": Truncator(one.title).chars(26)} for one in rated
    ]

    def build(width: int) -> Any:
        import altair as alt

        axis: dict[str, Any] = {"tickCount": 5, "values": [1, 2, 3, 4, 5], "format": "d"}
        base = alt.Chart(alt.Data(values=data)).encode(
            x=alt.X("effort:Q", scale=alt.Scale(domain=[0.5, 5.5]), axis=alt.Axis(title=_("effort"), **axis)),
            y=alt.Y("value:Q", scale=alt.Scale(domain=[0.5, 5.5]), axis=alt.Axis(title=_("value"), **axis)),
        )
        dots = base.mark_point(filled=True, size=90, opacity=1, color=PALETTE[0])
        names = base.mark_text(align="left", dx=8, fontSize=11).encode(text=alt.Text("label:N"))
        return alt.layer(dots, names).properties(height=260 if width >= WIDE else 240)

    best = max(rated, key=lambda one: ((one.value or 0) - (one.effort or 0), one.title))
    return [
        from_altair(
            build,
            made_from=data,
            title=_("Most value for least effort: %(idea)s") % {"idea": best.title},
            subtitle=_("Ideas under way by effort and value, each rated 1 to 5"),
            heads=[_("Idea"), _("Effort"), _("Value")],
            rows=[(one.title, one.effort, one.value) for one in rated],
            room={600: 120, 328: 90},
        )
    ]


def idea(by: Actor, row: Idea, terms: Any) -> Page:
    """One idea: its problem, tests, gates, and who owns what."""
    now, partnership = clock.now(), row.partnership
    joins = keeps(by, partnership, Permission.JOIN_INNOVATION)
    writes = keeps(by, partnership)
    words = list(terms.words.all()) if terms is not None else []
    may_agree = (
        terms is not None and writes and by.organisation_id not in {one.organisation_id for one in words}
    )
    owned = (
        [
            [Cell(_("What each side brings and keeps")), Cell(terms.brought)],
            [Cell(_("Who owns what is made together")), Cell(terms.made)],
            [Cell(_("Who may use which data for what")), Cell(terms.data)],
            [
                Cell(_("Agreed by")),
                Cell(
                    ", ".join(f"{one.person_name}, {one.organisation.name}" for one in words)
                    or _("nobody yet"),
                    under=_("Not binding until both sides have agreed") if len(words) < 2 else "",
                ),
            ],
            *(
                [
                    [
                        Cell(_("Your side")),
                        Cell(_("Agree to this"), post=reverse("technology:agree", args=[terms.pk])),
                    ]
                ]
                if may_agree
                else []
            ),
        ]
        if terms is not None
        else []
    )
    return Page(
        title=row.title,
        status=(SHAPES[row.stage], Stage.of(row.stage).title),
        context=f"{row.problem.group.name}: {row.problem.title}",
        partnership=partnership,
        facts=[
            (_("Problem"), f"{row.problem.title} ({row.problem.who})"),
            (_("Idea"), row.text),
            (_("Owner"), row.owner or _("nobody yet")),
            (_("Effort and value"), f"{row.effort or '?'} / {row.value or '?'}"),
            (_("Criteria of the group"), row.problem.group.criteria),
        ],
        listings=[
            Listing(
                _("Test and learn"),
                [_("What was tried"), _("Expected"), _("Measured"), _("Learned"), _("Then")],
                [
                    [
                        Cell(
                            one.plan,
                            edit("cycle", one.pk) if joins else "",
                            under=f"{Stage.of(one.stage).title}, {day(one.starts, now=now)}",
                        ),
                        Cell(one.prediction),
                        Cell(one.outcome),
                        Cell(one.learned or _("not over yet")),
                        Cell(one.get_next_display() if one.next else ""),
                    ]
                    for one in row.cycles.all()
                ],
                empty=_("Nothing was tried yet."),
                add=[add(partnership, "cycle", _("Plan a test"), idea=row.pk)] if joins else (),
            ),
            Listing(
                _("Who owns what"),
                [_("Question"), _("Answer")],
                owned,
                empty=_("Not written down yet. Both sides agree before a pilot."),
                add=[
                    add(
                        partnership,
                        "terms",
                        _("Write down anew who owns what") if terms else _("Write down who owns what"),
                        idea=row.pk,
                    )
                ]
                if writes
                else (),
            ),
            Listing(
                _("Gates"),
                [_("To"), _("Why"), _("By")],
                [
                    [
                        Cell(Stage.of(one.to).title, shape=SHAPES[one.to]),
                        Cell(one.reason),
                        Cell(one.person_name, under=short(one.created_at)),
                    ]
                    for one in row.gates.all()
                ],
                empty=_("It has not gone through a gate yet."),
            ),
        ],
        asides=[
            (_("What each gate asks for"), [f"{one.title}: {one.asks}" for one in ORDER]),
            *([(_("Change it"), [Link(_("Change this idea"), edit("idea", row.pk))])] if joins else []),
        ],
    )
