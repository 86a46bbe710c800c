"""A website with a page, a newsletter being sent, an event, a form with an answer, talk, a document, a team."""

from __future__ import annotations

from datetime import timedelta

from commonweal.communications import tokens
from commonweal.communications.files import picture
from commonweal.communications.models import (
    Announcement,
    Audience,
    Delivery,
    Document,
    DocumentVersion,
    Draft,
    Event,
    Evidence,
    FeedbackForm,
    Image,
    Message,
    Naming,
    Newsletter,
    Page,
    PlanEntry,
    Post,
    PressContact,
    Publication,
    PublicFigure,
    Registration,
    Release,
    Response,
    Site,
    Subscription,
    Team,
    TeamMember,
    Thread,
)
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories.town import Rows, Town


def rows(town: Town) -> Rows:
    """What the addresses of this room, and of the public website, are filled with."""
    alliance, hospital = town.world.alliance, town.hospital
    ours = {"alliance": alliance, "person_id": town.lead.person_id, "person_name": "N"}
    with maintenance():
        now = clock.now()
        told = {"title": "T", "summary": "", "body": "Words.", "revision": 1, "language": "en"}
        site = Site.objects.create(alliance=alliance, slug="town", languages=["en"], published_at=now)
        home, page = (Page.objects.create(slug=slug, **ours) for slug in ("home", "about"))
        for one in (home, page):
            Draft.objects.create(page=one, saved_at=now, **told, **ours)
            Publication.objects.create(page=one, number=1, first_at=now, published_at=now, **told, **ours)
        made = picture(_png())
        image = Image.objects.create(
            name="dot.png", content=made.content, content_type=made.content_type, width=1, height=1, size=9,
            alt="A dot", public_at=now, **ours,
        )  # fmt: skip
        audience = Audience.objects.create(kind="own", name="Neighbours", languages=["en"], **ours)
        message = Message.objects.create(key="food", texts={"en": "We help."}, benefit="Food", **ours)
        evidence = Evidence.objects.create(message=message, kind="decision", text="We decided.", **ours)
        entry = PlanEntry.objects.create(
            audience=audience, message=message, channel="website", on=now.date(), owner_name="N", **ours
        )
        naming = Naming.objects.create(old="Old", current="New", **ours)
        figure = PublicFigure.objects.create(measure="no_show_rate", **ours)
        subscription = Subscription.objects.create(
            alliance=alliance, email="reader@example.org", language="en", asked_at=now, confirmed_at=now
        )
        newsletter = Newsletter.objects.create(
            name="Spring", slug="spring", texts={"en": {"subject": "Spring", "body": "Words."}}, started_at=now,
            moved_at=now, addresses=1, **ours,
        )  # fmt: skip
        Delivery.objects.create(
            alliance=alliance, newsletter=newsletter, subscription=subscription, position=1, email="reader@example.org",
            language="en",
        )  # fmt: skip
        starts = now + timedelta(days=9)
        event = Event.objects.create(
            kind="forum", slug="forum", texts={"en": {"title": "Forum", "text": "Come."}}, starts=starts,
            ends=starts + timedelta(hours=2), registration_until=starts, published_at=now, **ours,
        )  # fmt: skip
        registration = Registration.objects.create(
            alliance=alliance,
            event=event,
            name="Ana",
            email="ana@example.org",
            language="en",
            registered_at=now,
        )
        post = Post.objects.create(channel="bluesky", text="We help.", **ours)
        contact = PressContact.objects.create(name="Jo", outlet="Paper", **ours)
        release = Release.objects.create(slug="news", title="News", body="Words.", released_at=now, **ours)
        form = FeedbackForm.objects.create(
            slug="talk", texts={"en": {"title": "Talk"}}, published_at=now,
            questions=[{"key": "q1", "kind": "text", "names": {"en": "What?"}, "choices": []}], **ours,
        )  # fmt: skip
        response = Response.objects.create(
            alliance=alliance, form=form, language="en", answers={"q1": "More buses."}, source="page",
            given_on=now.date(), digest="",
        )  # fmt: skip
        announcement = Announcement.objects.create(title="Hello", text="Words.", **ours)
        team = Team.objects.create(name="Team", charter="To help.", ends_on="2100-01-01", **ours)
        member = TeamMember.objects.create(
            alliance=alliance,
            team=team,
            person_id=town.lead.person_id,
            person_name="N",
            organisation_name="R",
        )
        thread = Thread.objects.create(title="Talk", moved_at=now, **ours)
        document = Document.objects.create(
            title="Paper", organisation=hospital, access="alliance", public_at=now, **ours
        )
        version = DocumentVersion.objects.create(
            document=document,
            number=1,
            name="a.txt",
            content_type="text/plain",
            size=3,
            content=b"abc",
            **ours,
        )
    public = {"site": site.slug, "language": "en", "page": "about", "name": "forum", "pk": document.pk}
    names: dict[str, object] = {
        "change-audience": audience, "message": message, "change-message": message, "add-evidence": message,
        "end-evidence": evidence, "entry-done": entry, "entry-cancelled": entry, "end-name": naming,
        "take-figure-back": figure, "answer": message, "page": page, "remove-page": page, "bring-back": page,
        "draft": page, "preview": page, "publish": page, "image": image, "remove-subscriber": subscription,
        "newsletter": newsletter, "start": newsletter, "pause": newsletter, "go-on": newsletter,
        "send-uncertain": newsletter, "settle-uncertain": newsletter,
        "newsletter-text": newsletter, "as-mail": newsletter, "event": event,
        "change-event": event, "publish-event": event, "cancel-event": event, "outcome": event,
        "check-in": registration, "post": post, "change-post": post, "export-post": post, "posted": post,
        "change-contact": contact, "release": release, "change-release": release, "put-out": release, "form": form,
        "change-form": form, "qr": form, "open-form": form, "paper": form, "response": response, "sort": response,
        "set-aside": response, "announcement": announcement, "seen": announcement,
        "withdraw-announcement": announcement, "talk": message, "thread": thread, "close-thread": thread,
        "document": document, "renew": document, "make-public": document, "remove-document": document,
        "download": version, "team": team, "team-talk": team, "end-team": team, "leave-team": member,
    }  # fmt: skip
    found: Rows = {
        f"communications:{name}": {"pk": row.pk, "language": "en", "kind": "message"}
        for name, row in names.items()
    }
    found |= {
        "site:": public,
        "site:picture": public | {"name": "dot.png"},
        "site:archived": public | {"name": "spring"},
        "site:release": public | {"name": "news"},
        "site:form": public | {"name": "talk"},
        "site:confirm": public | {"token": tokens.sign(tokens.CONFIRM, subscription.pk)},
        "site:unsubscribe": public | {"token": tokens.sign(tokens.LEAVE, subscription.pk)},
        "site:registration": {"token": tokens.sign(tokens.REGISTRATION, registration.pk)},
    }
    return found


def _png() -> bytes:
    import io

    from PIL import Image as Pixels

    out = io.BytesIO()
    Pixels.new("RGB", (4, 4), "white").save(out, "PNG")
    return out.getvalue()
