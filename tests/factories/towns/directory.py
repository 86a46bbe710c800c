"""An entry changed by hand, whose address only its keepers reach."""

from __future__ import annotations

from commonweal.database.identity import maintenance
from commonweal.directory.models import HandEdit, Service
from tests.factories.town import Rows, Town


def rows(town: Town) -> Rows:
    """What the addresses of this room are filled with."""
    with maintenance():
        service = Service.objects.get(pk=town.rows["directory:"]["pk"])
        edit = HandEdit.objects.create(
            alliance=town.world.alliance, service=service, part="name", theirs="Before", edited_by="N",
            edited_at="2026-01-01T00:00Z",
        )  # fmt: skip
    return {
        "directory:settle": {"pk": edit.pk},
        "directory:add": {"pk": service.provider_id},
        "interchange:start-again": {"pk": town.rows["directory:import-done"]["pk"]},
    }
