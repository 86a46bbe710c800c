"""One of everything, so that every address has a row to show."""

from __future__ import annotations

import gzip
import pkgutil
from importlib import import_module
from uuid import uuid4

from commonweal.clients.models import Screening
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Import, Term
from commonweal.partners.models import Invitation, Site
from commonweal.performance.models import FolderFeed, Part, Run, Version
from commonweal.referrals.models import Attachment
from tests.factories import World, towns

Rows = dict[str, dict[str, object]]
"""Keyword arguments by the name of an address (`room:name`) or of a whole room (`room:`)."""


class Town:
    """One of everything, so that every address has a row to show."""

    def __init__(self) -> None:
        world = self.world = World()
        hospital = self.hospital = world.organisation("Riverside Health", sector="hospital")
        pantry = world.organisation("Harvest Pantry", sector="food")
        self.lead = world.seat(hospital, "partner_lead")
        agreement = world.sharing(hospital, pantry)
        client = world.client(hospital)
        need = world.need(client)
        consent = world.consent(client, network=True)
        service = world.service(hospital, NeedDomain.FOOD)
        referral = world.referral(need, pantry, service=world.service(pantry, NeedDomain.FOOD))
        with maintenance():
            screening = Screening.objects.create(
                alliance=world.alliance, client=client, recorded_by=hospital, category="social",
                instrument="short_form", asked_by_name="N",
            )  # fmt: skip
            site = Site.objects.create(organisation=hospital, name="Main site")
            file = Attachment.objects.create(
                referral=referral, organisation=hospital, person_name="N", name="letter.pdf",
                content_type="application/pdf", size=3, content=b"abc",
            )  # fmt: skip
            term = Term.objects.create(alliance=world.alliance, name="Food pantries")
            took = Import.objects.create(
                alliance=world.alliance, source="test", file_name="test.zip", quarantine=gzip.compress(b"")
            )
            invitation = Invitation.objects.create(
                alliance=world.alliance, organisation=hospital, email="new@example.org", name="New",
                roles=["viewer"], secret_digest=uuid4().bytes, expires_at="2100-01-01T00:00Z",
            )  # fmt: skip
            run = Run.objects.create(
                alliance=world.alliance, organisation=hospital, person_name="N", layout="aggregates", status="done",
                moved_at="2026-01-01T00:00Z", ended_at="2026-01-01T00:00Z",
            )  # fmt: skip
            folder = FolderFeed.objects.create(
                alliance=world.alliance, organisation=hospital, person_id=self.lead.person_id,
                seat_id=self.lead.seat_id, person_name="N", folder="monthly", layout="tuva", months=12,
            )  # fmt: skip
            months = {"first": "2026-01-01", "last": "2026-01-01", "methods": {}, "fingerprint": "f"}
            Part.objects.create(
                alliance=world.alliance, organisation=hospital, run=run, threshold=11, **months
            )
            Version.objects.create(
                alliance=world.alliance,
                number=7,
                published_by="N",
                published_for="Riverside Health",
                **months,
            )
        self.rows: Rows = {
            "performance:": {"pk": run.pk, "number": 7, "name": "no_show_rate", "kind": "target"},
            "performance:look": {"pk": folder.pk},
            "performance:let-be": {"pk": folder.pk},
            "partners:": {"pk": hospital.pk},
            "partners:edit-site": {"pk": site.pk},
            "partners:remove-site": {"pk": site.pk},
            "partners:end-seat": {"pk": self.lead.seat_id},
            "partners:send-again": {"pk": invitation.pk},
            "partners:withdraw-invitation": {"pk": invitation.pk},
            "partners:accept": {"secret": "no-such-secret"},
            "agreements:": {"pk": agreement.pk, "number": 1},
            "directory:": {"pk": service.pk},
            "directory:term": {"pk": term.pk},
            "directory:import-done": {"pk": took.pk},
            "directory:quarantine": {"pk": took.pk},
            "interchange:start-again": {"pk": took.pk},
            "directory:provider": {"pk": service.provider_id},
            "clients:": {"pk": client.pk, "name": "short_form", "part": screening.pk},
            "clients:change-need": {"pk": need.pk},
            "clients:consent": {"pk": consent.pk},
            "clients:revoke": {"pk": consent.pk},
            "referrals:": {"pk": referral.pk, "name": "accept", "token": "forged"},
            "referrals:attachment": {"pk": file.pk},
            "referrals:link-file": {"pk": file.pk, "token": "forged"},
            "referrals:read-notice": {"pk": uuid4()},
            "methods:page": {"name": "no-show"},
            "components:error": {"code": 404},
            "components:entry": {"number": 1},
            "single-sign-on": {"provider_id": "none"},
            "single-sign-on-back": {"provider_id": "none"},
        }
        for module in pkgutil.iter_modules(towns.__path__):
            self.rows |= import_module(f"{towns.__name__}.{module.name}").rows(self)
