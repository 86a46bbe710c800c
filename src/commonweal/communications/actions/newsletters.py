"""Newsletters: writing, starting, stopping, going on; subscriptions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.communications import events, sender
from commonweal.communications.actions.common import locked, state_of
from commonweal.communications.models import Delivery, Newsletter, Site, Subscription
from commonweal.communications.models.common import ours, who
from commonweal.communications.queries import planning
from commonweal.communications.rules import approval, blocks, consistency, sending
from commonweal.communications.site_words import spoken
from commonweal.database import clock

_ADDRESSES = """
insert into communications_delivery
    (alliance_id, newsletter_id, subscription_id, position, email, language, outcome, problem, message_id)
select s.alliance_id, %(newsletter)s, s.id, row_number() over (order by s.id), s.email,
       case when s.language = any (%(languages)s) then s.language else %(otherwise)s end, '', '', ''
  from communications_subscription s
 where s.alliance_id = %(alliance)s and s.confirmed_at is not null and s.ended_at is null
   and (%(interest)s = '' or %(interest)s = any (s.interests))
on conflict do nothing
"""


def write(*, by: Actor, name: str, interest: str = "", texts: dict[str, Any] | None = None) -> Newsletter:
    """Begin a newsletter."""
    require(by, Permission.DRAFT_COMMUNICATIONS)
    with transaction.atomic():
        stem = slugify(name)[:60] or "newsletter"
        taken = set(Newsletter.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        number = 1
        while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        row = Newsletter.objects.create(
            name=name, slug=slug, interest=interest, texts=texts or {}, **ours(by)
        )
        audit.record(
            by, events.NEWSLETTER_WRITTEN, on=row, name=name, language=", ".join(sorted(row.texts)) or "—"
        )
    return row


def save_text(
    *, by: Actor, newsletter: Newsletter, language: str, revision: int, subject: str, body: str
) -> Newsletter:
    """Save the text in one language. Raises Conflict where somebody saved meanwhile, Refused once it was sent."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=newsletter)
    faults = [
        _("Line %(n)d: %(said)s") % {"n": one.line, "said": one.said} for one in blocks.faults(body)
    ] + [
        _("Line %(n)d: %(block)s is for pages, not for newsletters.") % {"n": one.line, "block": one.source}
        for one in blocks.references(body)
        if one.kind in blocks.BLOCKS
    ]
    if faults:
        raise Refused(" ".join(faults))
    with transaction.atomic():
        row = locked(newsletter)
        if row.started_at is not None:
            raise Refused(_("This newsletter was sent; its text stays."))
        if row.revision != revision:
            raise Conflict(
                _("%(name)s saved this newsletter while you were writing. Nothing was overwritten.")
                % {"name": row.person_name}
            )
        row.texts = row.texts | {language: {"subject": subject.strip(), "body": body}}
        row.revision += 1
        for column, value in who(by).items():
            setattr(row, column, value)
        row.save()
        audit.record(by, events.NEWSLETTER_WRITTEN, on=row, name=row.name, language=language)
    return row


def check(by: Actor, newsletter: Newsletter) -> consistency.Checked:
    """What the rules say about all its languages."""
    site = planning.site()
    source = planning.source(by, clock.now(), wanted=planning.languages(site))
    return consistency.check(
        {language: f"{one['subject']}\n\n{one['body']}" for language, one in newsletter.texts.items()}, source
    )


def start(*, by: Actor, newsletter: Newsletter) -> Newsletter:
    """Begin to send: the text stays from now on, with its figures as they are today.

    Raises Refused where it is not approved, the check stops it, or nobody would get it.
    """
    require(by, Permission.APPROVE_COMMUNICATIONS, on=newsletter)
    with transaction.atomic():
        row = locked(newsletter)
        site = Site.objects.first()
        if site is None or site.published_at is None:
            raise Refused(_("Open the website first: newsletters link to it, and people leave them there."))
        if not site.contact_address:
            raise Refused(_("A newsletter must carry a postal address. Add it to the website's settings."))
        approved = state_of(row) is approval.State.APPROVED
        stops = len(check(by, row).stops)
        if refusal := sending.refusal_to_start(row.sending(), approved=approved, stops=stops, addresses=1):
            raise Refused(refusal)
        languages = planning.languages(site)
        known = planning.figures()
        frozen = {}
        for language, told in row.texts.items():
            with override(spoken(language)):
                frozen[language] = {
                    part: planning.with_figures(planning.with_messages(words, language), known)
                    for part, words in told.items()
                }
        row.texts = frozen
        with connection.cursor() as cursor:
            cursor.execute(
                _ADDRESSES,
                {
                    "newsletter": row.pk, "languages": list(frozen), "interest": row.interest,
                    "otherwise": languages[0] if languages[0] in frozen else next(iter(frozen)),
                    "alliance": row.alliance_id,
                },
            )  # fmt: skip
            row.addresses = cursor.rowcount
        if refusal := sending.refusal_to_start(
            row.sending(), approved=True, stops=0, addresses=row.addresses
        ):
            raise Refused(refusal)
        row.started_at = row.moved_at = clock.now()
        row.sent_by = by.person_name
        row.save()
        sender.order(by, row.pk)
        audit.record(by, events.NEWSLETTER_STARTED, on=row, name=row.name, addresses=row.addresses)
    return row


def pause(*, by: Actor, newsletter: Newsletter) -> Newsletter:
    """Stop the sending: at most the message that is being handed over still leaves."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=newsletter)
    with transaction.atomic():
        row = locked(newsletter)
        if row.started_at is None or row.finished_at is not None or row.paused_at is not None:
            raise Refused(_("Nothing is being sent."))
        row.paused_at = clock.now()
        row.save(update_fields=["paused_at"])
        audit.record(by, events.NEWSLETTER_PAUSED, on=row, name=row.name)
    return row


def go_on(*, by: Actor, newsletter: Newsletter) -> Newsletter:
    """Go on with a sending that was stopped or broke off: whoever has it already does not get it again."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=newsletter)
    with transaction.atomic():
        row = locked(newsletter)
        if row.started_at is None or row.finished_at is not None:
            raise Refused(_("There is nothing to go on with."))
        row.paused_at = None
        row.save(update_fields=["paused_at"])
        sender.order(by, row.pk)
        audit.record(by, events.NEWSLETTER_RESUMED, on=row, name=row.name)
    return row


def settle_uncertain(*, by: Actor, newsletter: Newsletter) -> int:
    """The mail server's log shows that those who were uncertain have it: they count as sent, and get nothing more."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=newsletter)
    with transaction.atomic():
        row = locked(newsletter)
        waiting = Delivery.objects.filter(newsletter=row, outcome="uncertain")
        problem = _("By the mail server's log, as %(name)s read it.") % {"name": by.person_name}
        count = waiting.update(outcome="sent", problem=problem[:300])
        if not count:
            raise Refused(_("Nothing is uncertain."))
        audit.record(by, events.NEWSLETTER_SETTLED, on=row, name=row.name, count=count)
    return count


def send_uncertain(*, by: Actor, newsletter: Newsletter) -> int:
    """Send again, under the same Message-ID, to those of whom it is not certain that they got it.

    Raises Refused while a sender is at work: were it killed, the address put back in line would be taken for the one
    it had in its hands, and that one would get the newsletter twice.
    """
    require(by, Permission.APPROVE_COMMUNICATIONS, on=newsletter)
    with transaction.atomic():
        row = locked(newsletter)
        if row.running:
            raise Refused(
                _("The others are being sent to. Wait until that is over, or stop it and go on first.")
            )
        waiting = Delivery.objects.filter(newsletter=row, outcome="uncertain")
        count = waiting.update(outcome="", handled_at=None, problem="")
        if not count:
            raise Refused(_("Nothing is uncertain."))
        row.finished_at, row.paused_at, row.running = None, None, False
        row.moved_at = clock.now()
        row.save()
        sender.order(by, row.pk)
        audit.record(by, events.NEWSLETTER_AGAIN, on=row, name=row.name, count=count)
    return count


def remove_subscriber(*, by: Actor, pk: UUID) -> Subscription:
    """Take an address off by hand, because somebody asked by phone or letter."""
    require(by, Permission.APPROVE_COMMUNICATIONS)
    with transaction.atomic():
        row = Subscription.objects.select_for_update().filter(pk=pk, ended_at=None).first()
        if row is None:
            raise Refused(_("This address is not subscribed any more."))
        row.ended_at, row.ended_how = clock.now(), "removed"
        row.save(update_fields=["ended_at", "ended_how"])
        audit.record(by, events.SUBSCRIBER_REMOVED, on=row)
    return row
