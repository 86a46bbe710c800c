"""What pages of agreements show: facts turned into words and offers of the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.agreements import queries, rules, words
from commonweal.agreements.models import Agreement, Signature, Version
from commonweal.agreements.rules import Status
from commonweal.components.tables import Choice, Column, Empty, Table, Words


def _status_title(line: queries.Line) -> str:
    return _("Waits for your signature") if line.waits_for_me else line.status.title


class AgreementTable(Table):
    """The list of agreements."""

    name = "agreements"
    caption = gettext_lazy("Agreements of this alliance")
    columns = (
        Column(
            key="title",
            label=gettext_lazy("Agreement"),
            link=lambda line: reverse("agreements:show", args=[line.pk]),
            under="kind",
            sort="title",
        ),
        Column(
            key="status",
            label=gettext_lazy("Status"),
            value=_status_title,
            template="agreements/cells/status.html",
            under="progress",
            sort="status",
        ),
        Column(
            key="parties",
            label=gettext_lazy("Parties"),
            sort="parties",
            template="agreements/cells/parties.html",
        ),
        Column(
            key="since",
            label=gettext_lazy("In force from"),
            template="components/cells/day.html",
            sort="since",
        ),
        Column(key="until", label=gettext_lazy("Until"), template="components/cells/day.html", sort="until"),
    )
    filters = (
        Words("q", gettext_lazy("Title or party"), paths=("title", "parties")),
        Choice(
            "kind", gettext_lazy("Kind"), choices=[(one.title, one.title) for one in rules.Kind], path="kind"
        ),
        Choice(
            "status",
            gettext_lazy("Status"),
            choices=[(status.key, status.title) for status in Status],
            path="status.key",
        ),
    )
    empty = Empty(
        title=gettext_lazy("No agreements yet"),
        text=gettext_lazy(
            "Agreements between partners will be here, with what each one opens. Until one is signed, each "
            "organisation sees only the people it registered itself."
        ),
    )


@dataclass(frozen=True)
class Signatory:
    """A party of a version, and its signature if it has given one."""

    name: str
    signature: Signature | None


def signatories(version: Version, names: dict[UUID, str]) -> list[Signatory]:
    """Who must sign a version, in the order of the alphabet, and who has."""
    given = {one.organisation_id: one for one in version.signatures.all()}
    found = [Signatory(names.get(one, ""), given.get(one)) for one in version.parties]
    return sorted(found, key=lambda one: one.name.casefold())


def agreement(by: Actor, row: Agreement, at: datetime) -> dict[str, Any]:
    """The page of one agreement."""
    facts = row.facts()
    versions = sorted(row.versions.all(), key=lambda one: one.number, reverse=True)
    names = queries.organisation_names(_organisations(row))
    latest = facts.latest_open
    number_shown = facts.in_force_number or (latest.number if latest else versions[0].number)
    shown = next(one for one in versions if one.number == number_shown)
    status = row.status(at)
    draft = facts.current_draft
    writes = may(by, Permission.DRAFT_AGREEMENTS) and (
        may(by, Permission.MANAGE_ALLIANCE) or by.organisation_id in row.held_by(Permission.SIGN_AGREEMENTS)
    )
    waits = queries.waits_for(by, row, at)
    return {
        "agreement": row,
        "status": status,
        "shape": words.SHAPES[status],
        "parties": words.named(queries.shown_parties(row), names),
        "shown": shown,
        "sentences": [words.in_words(clause, names) for clause in shown.sharing()],
        "signatories": signatories(shown, names),
        "versions": [
            (one, version_state(row, one, at), len(one.facts().signed), len(one.parties)) for one in versions
        ],
        "waiting_version": latest if latest and latest.number > facts.in_force_number else None,
        "waits_for_me": waits,
        "sign_url": reverse("agreements:sign", args=[row.pk, latest.number]) if waits and latest else "",
        "draft": draft,
        "may_write": writes and not facts.ended(at),
        "may_amend": writes and rules.refusal_to_amend(facts, at=at) is None,
        "may_leave": may_leave(by, row, at),
        "may_end": may_end(by, row) and not facts.ended(at),
        "closes": queries.would_close(row, at) if status in (Status.IN_FORCE, Status.AMENDING) else [],
        "left": sorted(
            (names.get(party.organisation_id, ""), party.left_at)
            for party in row.parties.all()
            if party.left_at is not None
        ),
    }


def version(by: Actor, row: Agreement, shown: Version, at: datetime) -> dict[str, Any]:
    """The page of one version, also the one to sign: compared with what is, or was, before it."""
    names = queries.organisation_names(_organisations(row))
    facts = row.facts()
    earlier = [one for one in row.versions.all() if one.number < shown.number and one.offered_at is not None]
    in_force = [one for one in earlier if one.number == facts.in_force_number]
    before = (in_force or sorted(earlier, key=lambda one: one.number) or [None])[-1]
    sentences = [words.in_words(clause, names) for clause in shown.sharing()]
    former = [words.in_words(clause, names) for clause in before.sharing()] if before else []
    refusal = rules.refusal_to_sign(
        facts,
        number=shown.number,
        organisation=by.organisation_id,
        members=frozenset(shown.parties),
        digest_seen="",
        digest="",
        at=at,
        zone=_zone(row),
    ) if by.organisation_id else ""  # fmt: skip
    return {
        "agreement": row,
        "version": shown,
        "state": version_state(row, shown, at),
        "sentences": sentences,
        "signatories": signatories(shown, names),
        "before": before,
        "pieces": words.differences(before.text, shown.text) if before else [],
        "sentences_gone": [one for one in former if one not in sentences],
        "sentences_come": [one for one in sentences if one not in former],
        "parties_gone": words.named(set(before.parties) - set(shown.parties), names) if before else "",
        "parties_come": words.named(set(shown.parties) - set(before.parties), names) if before else "",
        "refusal": refusal,
        "may_sign": not refusal and may(by, Permission.SIGN_AGREEMENTS, on=row),
        "organisation": by.organisation_name,
    }


def version_state(row: Agreement, one: Version, at: datetime) -> tuple[str, str]:
    """What a version is: (shape, words)."""
    facts = one.facts()
    in_force = row.facts().in_force_number
    if facts.withdrawn:
        return "stopped", _("withdrawn")
    if facts.draft:
        return "waiting", _("draft")
    if one.number == in_force:
        status = row.status(at)
        if status in (Status.IN_FORCE, Status.AMENDING):
            return "done", _("in force")
        return words.SHAPES[status].value, status.title.lower() if status is not Status.SIGNING else _(
            "lapsed"
        )
    if one.number < in_force or ((latest := row.facts().latest_open) and one.number < latest.number):
        return "stopped", _("replaced")
    return "moving", _("being signed")


def may_leave(by: Actor, row: Agreement, at: datetime) -> bool:
    """Can the actor take their organisation out now?"""
    return (
        may(by, Permission.SIGN_AGREEMENTS)
        and not row.facts().ended(at)
        and by.organisation_id in row.current_parties() | _offered_to(row)
    )


def _offered_to(row: Agreement) -> frozenset[UUID]:
    latest = row.facts().latest_open
    return (
        latest.parties if latest is not None and latest.number > row.facts().in_force_number else frozenset()
    )


def may_end(by: Actor, row: Agreement) -> bool:
    """Can the actor end the agreement for everybody?"""
    if may(by, Permission.MANAGE_ALLIANCE, on=row):
        return True
    return row.version_in_force_id is None and may(by, Permission.SIGN_AGREEMENTS, on=row)


def said_after_signing(pk: UUID, at: datetime) -> str:
    """What the signature just given led to."""
    row = queries.agreements().get(pk=pk)
    status = row.status(at)
    if status is Status.IN_FORCE:
        return _("You signed, as the last party. The agreement is in force, and what it opens is open now.")
    if status is Status.SIGNED:
        return _("You signed, as the last party. It comes into force on its first day.")
    return _("You signed. It comes into force when the other parties have signed too.")


def confirm_leave(by: Actor, row: Agreement, at: datetime) -> dict[str, Any]:
    """The page that asks before an organisation leaves."""
    declining = by.organisation_id not in row.current_parties()
    return {
        "heading": _("Decline “%(title)s”") % {"title": row.title}
        if declining
        else _("Leave “%(title)s”") % {"title": row.title},
        "lead": _("The version that waits for your signature is withdrawn. The others can draft a new one.")
        if declining
        else _("%(organisation)s is no longer a party from this moment. Its records stay its own.")
        % {"organisation": by.organisation_name},
        "closes": queries.would_close(row, at, by.organisation_id),
        "also_ends": not declining and rules.ends_with(row.current_parties() - {by.organisation_id}),
        "submit": _("Decline the agreement") if declining else _("Leave the agreement"),
        "done": _("You declined the agreement.")
        if declining
        else _("Your organisation has left. What it opened is closed."),
    }


def confirm_end(row: Agreement, at: datetime) -> dict[str, Any]:
    """The page that asks before an agreement ends."""
    return {
        "heading": _("End “%(title)s” for everybody") % {"title": row.title},
        "lead": _("It ends at this moment and cannot be brought back; a new agreement would be signed anew."),
        "closes": queries.would_close(row, at),
        "also_ends": False,
        "submit": _("End the agreement"),
        "done": _("The agreement has ended. What it opened is closed."),
    }


def confirm_withdraw(row: Version) -> dict[str, Any]:
    """The page that asks before a version is withdrawn."""
    return {
        "heading": _("Withdraw version %(number)s") % {"number": row.number},
        "lead": _(
            "It can no longer be signed. Signatures already given stay on record. What is in force stays."
        ),
        "closes": [],
        "also_ends": False,
        "submit": _("Withdraw this version"),
        "done": _("Version %(number)s is withdrawn.") % {"number": row.number},
    }


def _organisations(row: Agreement) -> set[UUID]:
    found = {party.organisation_id for party in row.parties.all()}
    for one in row.versions.all():
        found |= set(one.parties)
        for clause in one.sharing():
            found |= clause.disclosers | clause.recipients
    return found


def _zone(row: Agreement) -> ZoneInfo:
    return ZoneInfo(row.alliance.timezone)
