"""An alliance with a website in two languages, people who write and approve, and one subscriber or many."""

from __future__ import annotations

from datetime import timedelta

from commonweal.communications import actions  # noqa: F401  (the package)
from commonweal.communications.actions import newsletters, site
from commonweal.communications.actions.common import answer
from commonweal.communications.models import Event, Newsletter, Page, Site, Subscription
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories import World

PLAIN = "We help people find food and a safe home. We work together. Come and see us."


class Voice:
    """The office writes, a board member approves, a clinic's lead drafts."""

    def __init__(self, slug: str = "") -> None:
        self.world = World()
        slug = slug or f"laurel-{self.world.alliance.pk.hex[-8:]}"
        office = self.world.organisation("The office", sector="convenor")
        self.clinic = self.world.organisation("Riverside Clinic", sector="clinic")
        self.office = self.world.seat(office, "convenor")
        self.board = self.world.seat(self.clinic, "board_member")
        self.lead = self.world.seat(self.clinic, "partner_lead")
        self.viewer = self.world.seat(self.clinic, "viewer")
        with self.world.as_(self.office):
            self.site = site.keep_site(
                by=self.office, slug=slug, languages=["en", "es"], contact_address="1 Main Street, Laurel",
                interests=[{"key": "food", "names": {"en": "Food", "es": "Comida"}}],
            )  # fmt: skip

    def opened(self) -> Voice:
        """With a first page in both languages, and open to the public."""
        page = self.page("home", en=PLAIN, es="Ayudamos a la gente. Venga a vernos.")
        assert page.slug == "home"
        with self.world.as_(self.office):
            self.site = site.open_site(by=self.office, site=self.site, opened=True)
        return self

    def page(self, slug: str, kind: str = "page", **texts: str) -> Page:
        """A published page."""
        with self.world.as_(self.office):
            row = site.add_page(by=self.office, slug=slug, kind=kind)
            for language, body in texts.items():
                draft = site.save_draft(
                    by=self.office,
                    page=row,
                    language=language,
                    revision=0,
                    title=f"Title {slug} {language}",
                    body=body,
                )
                site.publish(by=self.office, page=row, language=language, revision=draft.revision)
        return row

    def subscribers(self, count: int) -> None:
        """Confirmed addresses, every third in Spanish."""
        with maintenance():
            now = clock.now()
            rows = (
                Subscription(
                    alliance=self.world.alliance, email=f"reader{number}@example.org", asked_at=now, confirmed_at=now,
                    language="es" if number % 3 == 0 else "en",
                )
                for number in range(count)
            )  # fmt: skip
            # A statement takes at most 65,535 values.
            Subscription.objects.bulk_create(rows, batch_size=5000)

    def newsletter(self, *, approve: bool = True) -> Newsletter:
        """Written by the office in both languages, approved by the board."""
        with self.world.as_(self.office):
            row = newsletters.write(by=self.office, name="Spring")
            for language in ("en", "es"):
                row = newsletters.save_text(
                    by=self.office, newsletter=row, language=language, revision=row.revision,
                    subject=f"Spring {language}", body=PLAIN,
                )  # fmt: skip
        if approve:
            with self.world.as_(self.board):
                answer(by=self.board, row=row, digest=row.digest(), approved=True)
        return row

    def event(
        self, slug: str = "forum", *, places: int | None = 2, in_days: int = 20, **facts: object
    ) -> Event:
        """A published forum."""
        with maintenance():
            starts = clock.now() + timedelta(days=in_days)
            return Event.objects.create(
                alliance=self.world.alliance, kind="forum", slug=slug, starts=starts, ends=starts + timedelta(hours=2),
                texts={"en": {"title": "Forum", "text": "Come."}, "es": {"title": "Foro", "text": "Venga."}},
                registration_until=starts, places=places, published_at=clock.now(),
            )  # fmt: skip


__all__ = ["PLAIN", "Site", "Voice"]
