"""Who sees which row of a technology partnership: PostgreSQL's policies against a plain statement of them."""

from __future__ import annotations

import pytest
from django.apps import apps

from commonweal.access.actor import Actor
from commonweal.database.identity import maintenance
from commonweal.technology import models as rows
from commonweal.technology.models import Kept, Partnership
from tests.factories import World
from tests.factories.town import Town

pytestmark = pytest.mark.django_db

TABLES = [model for model in apps.get_app_config("technology").get_models() if issubclass(model, Kept)]
NAMES_OF_PEOPLE = {rows.Learner, rows.Attendance, rows.SignOff, rows.Door, rows.Message, rows.Answer}


def sees(viewer: Actor, row: Kept) -> bool:
    """The policy, said once more: sides see their partnership; the alliance, where shown, all but names of people;
    answers about the relationship are their givers' until the round is closed.
    """
    partnership = row.partnership
    if viewer.alliance_id != partnership.alliance_id:
        return False
    side = viewer.organisation_id in (partnership.customer_id, partnership.supplier_id)
    if not side and (type(row) in NAMES_OF_PEOPLE or not partnership.alliance_sees):
        return False
    if isinstance(row, rows.Answer):
        return row.person_id == viewer.person_id or row.round.closed_at is not None
    return True


@pytest.mark.parametrize("shown", [False, True])
@pytest.mark.parametrize("closed", [False, True])
def test_every_table_shows_what_the_statement_says(shown: bool, closed: bool) -> None:
    town, elsewhere = Town(), World("Elsewhere")
    with maintenance():
        partnership = Partnership.objects.select_related("customer", "supplier").get(
            alliance=town.world.alliance
        )
        partnership.alliance_sees = shown
        partnership.save()
        rows.Message.objects.create(
            partnership=partnership, key="k", way="email", subject="s", digest="d", outcome="kept"
        )
        rows.Round.objects.update(closed_at="2026-06-01T00:00Z" if closed else None)
    viewers = {
        "giver": town.lead,
        "colleague": town.world.seat(town.hospital, "viewer"),
        "supplier": town.world.seat(partnership.supplier, "partner_lead"),
        "alliance": town.world.seat(town.world.organisation(), "convenor", "partner_lead"),
        "outsider": elsewhere.seat(elsewhere.organisation(), "convenor", "partner_lead"),
    }
    for model in TABLES:
        with maintenance():
            everything = list(model.objects.select_related("partnership"))
            if model is rows.Answer:
                everything = list(model.objects.select_related("partnership", "round"))
        if model not in (rows.Holiday, rows.Acceptance, rows.Review, rows.Gate, rows.TermsWord):
            assert everything, f"the town has no {model.__name__}"
        for name, viewer in viewers.items():
            with town.world.as_(viewer):
                visible = set(model.objects.values_list("pk", flat=True))
            assert visible == {one.pk for one in everything if sees(viewer, one)}, (name, model.__name__)
