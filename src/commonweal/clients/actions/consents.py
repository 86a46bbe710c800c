"""Recording consents and taking them back."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from commonweal import access, audit
from commonweal.access import Actor, Permission, Refused
from commonweal.access.rules import Conflict
from commonweal.clients import events, rules
from commonweal.clients.models import Client, Consent, ConsentRecipient
from commonweal.clients.signals import consent_revoked
from commonweal.database import clock, live
from commonweal.database.ranges import period
from commonweal.partners import queries as partners
from commonweal.partners.models import Organisation


def record_consent(
    *, by: Actor, client: Client, terms: rules.Terms, signing: rules.Signing, submission: UUID | None = None
) -> Consent:
    """Record what a person agreed to; what it opens is open when this returns.

    `submission`: the form's own number; the same form sent twice is one consent.

    Raises NotAllowed; Refused where the terms cannot be agreed to, the signing does not count, or the person
    is out of sight.
    """
    access.require(by, Permission.RECORD_CONSENT, on=client)
    members = dict(partners.members(by).values_list("pk", "name"))
    refusal = rules.refusal_of_terms(
        terms, members=members.keys(), now=clock.now()
    ) or rules.refusal_of_signing(terms, signing)
    if refusal:
        raise Refused(refusal)
    with transaction.atomic():
        if not Client.objects.filter(pk=client.pk).exists():
            raise Refused("You do not see this person's record any more: a consent or an agreement ended.")
        if submission is not None and (already := Consent.objects.filter(pk=submission).first()):
            return already
        consent = Consent.objects.create(
            client=client,
            alliance_id=by.own_alliance_id,
            recorded_by_id=by.own_organisation_id,
            discloser_id=terms.discloser,
            network=terms.network,
            categories=sorted(terms.categories),
            purposes=sorted(terms.purposes),
            period=period(clock.now(), terms.until),
            how=signing.how.value,
            signed_name=signing.signed_name.strip(),
            witness_name=signing.witness_name.strip(),
            wording=signing.wording,
            **({"pk": submission} if submission is not None else {}),
        )
        ConsentRecipient.objects.bulk_create(
            ConsentRecipient(consent=consent, organisation_id=recipient)
            for recipient in sorted(terms.recipients)
        )
        rework_openings(client_id=client.pk)
        names = sorted(members[recipient] for recipient in terms.recipients)
        audit.record(
            by,
            events.CONSENT_RECORDED,
            on=consent,
            how=consent.get_how_display().lower(),
            towards="the network" if terms.network else ", ".join(names),
        )
        live.notify("people", organisations=_told(by, client, terms.recipients), alliance=by.alliance_id)
    return consent


def revoke_consent(
    *, by: Actor, consent: Consent, recipient_id: UUID | None = None, reason: str = ""
) -> None:
    """Take a consent back, wholly or towards one organisation; what it opened there is closed when this returns.

    Any organisation that sees the consent may record it, so the database does it by a function of its own.
    Afterwards the actor may not see the person any more. Other rooms hear it by the signal `consent_revoked`.

    Raises NotAllowed; Conflict where the consent, or this part of it, was taken back before.
    """
    access.require(by, Permission.RECORD_CONSENT, on=consent)
    client = consent.client
    recipient = Organisation.objects.filter(pk=recipient_id).first() if recipient_id is not None else None
    if recipient_id is not None and recipient is None:
        raise Refused("There is no such organisation in the alliance.")
    named = list(consent.named.values_list("organisation_id", flat=True))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "select commonweal.revoke_consent(%s, %s, %s)",
                [consent.pk, recipient_id, reason.strip()],
            )
            (concerned,) = cursor.fetchone()
        if concerned is None:
            raise Conflict("This consent, or this part of it, has already been taken back.")
        # None: a network consent is towards everybody.
        everybody = None if consent.network else set(named)
        organisations = {recipient_id} if recipient_id is not None else everybody
        consent_revoked.send(sender=Consent, by=by, client=client, organisations=organisations)
        towards = recipient.name if recipient is not None else "everybody"
        audit.record(by, events.CONSENT_REVOKED, on=consent, towards=towards)
        live.notify("people", organisations=_told(by, client, organisations or ()), alliance=by.alliance_id)


def rework_openings(*, client_id: UUID | None = None, agreement_id: UUID | None = None) -> None:
    """Work out anew what consents open, for one person or through one agreement. In the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.rework_openings(%s, %s)", [client_id, agreement_id])


def _told(
    by: Actor, client: Client, recipients: frozenset[UUID] | set[UUID] | tuple[()]
) -> list[UUID | None]:
    """Whose open pages change: nobody named means the whole alliance, which a network consent concerns."""
    return [by.organisation_id, client.recorded_by_id, *recipients] if recipients else []
