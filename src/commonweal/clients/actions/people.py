"""Registering a person served, and changing what one's own organisation recorded."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from commonweal import access, audit
from commonweal.access import Actor, Permission, Refused
from commonweal.clients import duplicates, events, rules
from commonweal.clients.models import Client, ClientIdentity
from commonweal.database import clock, live


@dataclass(frozen=True)
class Person(duplicates.Facts):
    """What is recorded of a person served: what people are told apart by, and the rest. Empty: not said."""

    postcode: str = ""
    language: str = "en"
    needs_interpreter: bool = False
    contact_preference: str = ""
    safe_to_contact: bool = True
    accommodations: str = ""


@dataclass(frozen=True)
class IdentityFacts:
    """Optional facts, each of which may be left unsaid."""

    race_ethnicity: list[str] = field(default_factory=list)
    gender: str = ""
    sexual_orientation: str = ""
    disability: str = ""
    veteran: bool | None = None

    @property
    def any_said(self) -> bool:
        """Was anything said at all?"""
        return self != IdentityFacts()


def register(
    *,
    by: Actor,
    person: Person,
    identity: IdentityFacts | None = None,
    submission: UUID | None = None,
    likely_duplicates: int = 0,
) -> Client:
    """Record a person served in the name of the actor's organisation.

    `submission` is the form's own number and becomes the person's: the same form sent twice is one person.
    `likely_duplicates`: how many were shown to the worker, who registers the person anyway.

    Raises NotAllowed; Refused where no name is given, the birth date cannot be, or the form was used before.
    """
    access.require(by, Permission.REGISTER_PEOPLE)
    _check(person)
    with transaction.atomic():
        if submission is not None and (already := Client.objects.filter(pk=submission).first()):
            return already
        facts = _normal(person) | ({"pk": submission} if submission is not None else {})
        try:
            with transaction.atomic():
                client = Client.objects.create(
                    alliance_id=by.own_alliance_id, recorded_by_id=by.own_organisation_id, **facts
                )
        except IntegrityError as error:
            raise Refused("This form has been used before. Open a new one.") from error
        if identity is not None and identity.any_said:
            ClientIdentity.objects.create(
                client=client, recorded_by_id=by.own_organisation_id, **asdict(identity)
            )
        if likely_duplicates:
            audit.record(by, events.REGISTERED_ANYWAY, on=client, likely=likely_duplicates)
        else:
            audit.record(by, events.REGISTERED, on=client)
        live.notify("people", organisations=[by.organisation_id])
    return client


def edit_client(
    *, by: Actor, client: Client, person: Person, identity: IdentityFacts | None = None
) -> Client:
    """Change what one's own organisation recorded about a person; unchanged facts are left alone.

    Raises NotAllowed for another organisation's record; Refused where the facts cannot be.
    """
    access.require(by, Permission.EDIT_PEOPLE, on=client)
    _check(person)
    with transaction.atomic():
        client = Client.objects.select_for_update().get(pk=client.pk)
        facts = _normal(person)
        changed = [name for name, value in facts.items() if getattr(client, name) != value]
        for name in changed:
            setattr(client, name, facts[name])
        if changed:
            client.save(update_fields=changed)
        if identity is not None and _keep_identity(by, client, identity):
            changed.append("identity")
        if changed:
            audit.record(
                by, events.EDITED, on=client, fields=", ".join(name.replace("_", " ") for name in changed)
            )
            live.notify("people", organisations=[by.organisation_id])
    return client


def _keep_identity(by: Actor, client: Client, identity: IdentityFacts) -> bool:
    """Record or change the optional facts; True where something changed."""
    row = ClientIdentity.objects.filter(client=client).first()
    if row is None:
        if identity.any_said:
            ClientIdentity.objects.create(
                client=client, recorded_by_id=by.own_organisation_id, **asdict(identity)
            )
        return identity.any_said
    changed = [name for name, value in asdict(identity).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, getattr(identity, name))
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def _check(person: Person) -> None:
    refusal = rules.refusal_to_register(
        person.given_name, person.family_name, person.birth_date, localdate(clock.now())
    )
    if refusal:
        raise Refused(refusal)


def _normal(person: Person) -> dict[str, object]:
    facts = asdict(person)
    facts["phone"] = duplicates.normal_phone(person.phone)
    for name in ("given_name", "family_name", "preferred_name"):
        facts[name] = " ".join(facts[name].split())
    return facts
