"""One action, idea, door, test, review, evaluation and lesson of the town."""

from __future__ import annotations

from commonweal.charter.models import Goal
from commonweal.database.identity import maintenance
from commonweal.plans.models import Action, Evaluated, Idea, IdeaDoor, Lesson, Resource, Review, Test
from tests.factories.town import Rows, Town


def rows(town: Town) -> Rows:
    """What the addresses of this room are filled with."""
    said = {
        "alliance": town.world.alliance,
        "organisation": town.hospital,
        "person_id": town.lead.person_id,
        "person_name": "N",
    }
    owned = {"owner_id": town.lead.person_id, "owner_name": "N", "owner_organisation": town.hospital}
    days = {"starts": "2026-01-01", "due": "2026-06-01", "first_due": "2026-06-01"}
    with maintenance():
        goal = Goal.objects.create(**said, title="A goal")
        action = Action.objects.create(
            **said, **owned, **days, title="An action", done_when="It is done", heard_at="2026-01-01T00:00Z"
        )
        resource = Resource.objects.create(
            action=action, organisation=town.hospital, kind="in_kind", text="a room", person_name="N"
        )
        door = IdeaDoor.objects.create(
            **said, place="the lobby", audience="served", question="What helps?", open_until="2100-01-01"
        )
        idea = Idea.objects.create(**said, title="An idea")
        test = Test.objects.create(
            **said, **owned, title="A test", plan="Try", prediction="Better", own_measure="count",
            starts="2026-01-01", result_due="2026-02-01",
        )  # fmt: skip
        review = Review.objects.create(
            **said, title="A review", first="2026-01-01", last="2026-06-30", meets_on="2026-07-10",
            comments_until="2026-07-08",
        )  # fmt: skip
        evaluated = Evaluated.objects.create(
            **said, title="An evaluation", measure="no_show_rate", start="2026-01-01", version=7,
            fingerprint="f", refused="Too few points.",
        )  # fmt: skip
        lesson = Lesson.objects.create(
            **said, title="A lesson", verdict="worked", what="x", for_whom="y", learned="z", evidence="w"
        )
    found: Rows = {"plans:": {"pk": action.pk, "kind": "done", "token": "forged", "form": "md"}}
    for names, row in (
        (("goal",), goal),
        (("take-back",), resource),
        (("door", "door-code", "close-door"), door),
        (("idea", "answer-idea"), idea),
        (("test", "change-test", "result", "decide", "spread"), test),
        (("review", "prepare", "comment"), review),
        (("evaluation",), evaluated),
        (("lesson", "set-aside"), lesson),
    ):
        found |= {f"plans:{name}": {"pk": row.pk} for name in names}
    found["plans:conclude"] = {"pk": review.pk, "kind": "decision"}
    found["plans:case-study"] = {"pk": lesson.pk, "form": "md"}
    return found
