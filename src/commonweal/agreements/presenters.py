"""What pages of agreements show: facts turned into words and offers of the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import Actor, Permission, may
from commonweal.agreements import clauses, closing, obligations, queries, rules, words
from commonweal.agreements.actions import common
from commonweal.agreements.models import Agreement, ExitTask, Scan, Signature, Version
from commonweal.agreements.rules import Status
from commonweal.components.tables import Choice, Column, Empty, Table, Words, cells


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
            shape="shape",
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
            draw=cells.day,
            sort="since",
        ),
        Column(key="until", label=gettext_lazy("Until"), draw=cells.day, sort="until"),
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
    bound: bool = False
    """Does the version before bind it, so that it need not sign one that only brings others in?"""
    scan: UUID | None = None


def signatories(version: Version, names: dict[UUID, str]) -> list[Signatory]:
    """Who must sign a version, in the order of the alphabet, and who has."""
    given = {one.organisation_id: one for one in version.signatures.all()}
    on_paper = [one.pk for one in given.values() if one.scan_digest]
    scans = (
        dict(Scan.objects.filter(signature__in=on_paper).values_list("signature", "pk")) if on_paper else {}
    )
    came = version.period is not None
    found = [
        Signatory(
            names.get(one, ""),
            given.get(one),
            came and one in version.bound,
            scans.get(given[one].pk) if one in given else None,
        )
        for one in version.parties
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def agreement(by: Actor, row: Agreement, at: datetime) -> dict[str, Any]:
    """The page of one agreement."""
    facts = row.facts()
    versions = sorted(row.versions.all(), key=lambda one: one.number, reverse=True)
    names = queries.names_in(row, _organisations(row))
    latest = facts.latest_open
    number_shown = facts.in_force_number or (latest.number if latest else versions[0].number)
    shown = next(one for one in versions if one.number == number_shown)
    status = row.status(at)
    draft = facts.current_draft
    writes = may(by, Permission.DRAFT_AGREEMENTS) and (
        may(by, Permission.MANAGE_ALLIANCE) or by.organisation_id in row.held_by(Permission.SIGN_AGREEMENTS)
    )
    waits = queries.waits_for(by, row, at)
    beside, rest = clauses.paragraphs(shown, clauses.items(by, row, shown, names))
    in_force = status in (Status.IN_FORCE, Status.AMENDING)
    today = at.astimezone(_zone(row)).date()
    return {
        "agreement": row,
        "paragraphs": beside,
        "rest": rest,
        "closings": closing.sentences(row, at) if in_force else [],
        "duties": _duties(by, row, today, names),
        "exit_tasks": [
            (
                task,
                names.get(task.organisation_id, "") if task.organisation_id else "",
                _may_finish(by, row, task),
            )
            for task in row.exit_tasks.all()
        ]
        if status in (Status.ENDED, Status.LAPSED) or any(one.left_at for one in row.parties.all())
        else [],
        "may_begin_exit": status is Status.LAPSED
        and row.settled_at is None
        and may(by, Permission.SIGN_AGREEMENTS)
        and writes,
        "no_exit_terms": facts.in_force_number and not facts.ended(at) and shown.read().leaving is None,
        "may_renew": writes
        and in_force
        and shown.ends is not None
        and rules.refusal_to_amend(facts, at=at) is None,
        "may_accede": writes and in_force and rules.refusal_to_amend(facts, at=at) is None,
        "countersignature": next(iter(shown.countersignatures.all()), None),
        "status": status,
        "shape": words.SHAPES[status],
        "parties": words.few(queries.shown_parties(row), names),
        "shown": shown,
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
        "closes": queries.would_close(row, at) if in_force and row.kind == "data_sharing" else [],
        "leaving": sorted(
            (names.get(party.organisation_id, ""), common.last_day_before(row, party.leaves_at))
            for party in row.parties.all()
            if party.leaves_at is not None and party.bound
        ),
        "left": sorted(
            (names.get(party.organisation_id, ""), party.left_at)
            for party in row.parties.all()
            if party.left_at is not None
        ),
    }


def _may_finish(by: Actor, row: Agreement, task: ExitTask) -> bool:
    if task.done_at is not None or not may(by, Permission.SIGN_AGREEMENTS):
        return False
    return (
        may(by, Permission.MANAGE_ALLIANCE)
        or task.organisation_id == by.organisation_id
        or (
            task.organisation_id is None
            and by.organisation_id in {one.organisation_id for one in row.parties.all()}
        )
    )


def _duties(by: Actor, row: Agreement, today: date, names: dict[UUID, str]) -> list[dict[str, Any]]:
    """What is late, what was kept in the last year, and what comes next under an agreement."""
    shown = []
    for line in obligations.lines_of(row, today, until=today + timedelta(days=100)):
        if line.duty.due < today - timedelta(days=366):
            continue
        shown.append(duty_facts(by, line, names))
    return sorted(shown, key=lambda one: (one["line"].duty.due, one["who"]))


STATE_SHAPES = {
    rules.State.KEPT: "done",
    rules.State.KEPT_LATE: "done",
    rules.State.LATE: "needs",
    rules.State.AHEAD: "waiting",
}


def duty_facts(by: Actor, line: obligations.DutyLine, names: dict[UUID, str]) -> dict[str, Any]:
    """A duty as pages show it, with the address to report it where the actor may."""
    mine = line.duty.by == by.organisation_id and may(by, Permission.SIGN_AGREEMENTS)
    address = reverse(
        "agreements:report", args=[line.agreement_id, line.number, line.duty.clause, line.duty.due]
    )
    return {
        "line": line,
        "who": names.get(line.duty.by, ""),
        "shape": STATE_SHAPES[line.state],
        "url": address if mine and line.report is None else "",
    }


def version(
    by: Actor, row: Agreement, shown: Version, at: datetime, against: int | None = None
) -> dict[str, Any]:
    """The page of one version, also the one to sign: compared with another, or with what is, or was, before it."""
    names = queries.names_in(row, _organisations(row))
    facts = row.facts()
    earlier = [one for one in row.versions.all() if one.number < shown.number and one.offered_at is not None]
    in_force = [one for one in earlier if one.number == facts.in_force_number]
    offered = in_force or sorted(earlier, key=lambda one: one.number)
    before = offered[-1] if offered else None
    if against is not None:
        before = next((one for one in row.versions.all() if one.number == against != shown.number), before)
    listed = clauses.items(by, row, shown, names)
    beside, rest = clauses.paragraphs(shown, listed)
    sentences = [one.sentence for one in listed]
    former = [one.sentence for one in clauses.items(by, row, before, names)] if before else []
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
        "paragraphs": beside,
        "rest": rest,
        "others": [one.number for one in row.versions.all() if one.number != shown.number],
        "remarks": remarks(by, row, shown),
        "may_remark": may_remark(by, row, shown),
        "may_countersign": may_countersign(by, row, shown),
        "may_scan": may(by, Permission.SIGN_AGREEMENTS)
        and bool(shown.facts().open)
        and not shown.facts().complete
        and shown.number > row.facts().in_force_number,
        "countersignature": next(iter(shown.countersignatures.all()), None),
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


def may_remark(by: Actor, row: Agreement, shown: Version) -> bool:
    """May the actor remark on a version that is still open?"""
    return (
        may(by, Permission.SIGN_AGREEMENTS)
        and (may(by, Permission.MANAGE_ALLIANCE) or by.organisation_id in shown.parties)
        and shown.withdrawn_at is None
        and shown.number > row.facts().in_force_number
    )


def may_countersign(by: Actor, row: Agreement, shown: Version) -> bool:
    """Have the parties signed what the office has not counter-signed yet?"""
    facts = shown.facts()
    bound = facts.accession.bound if facts.accession is not None else frozenset()
    return (
        may(by, Permission.MANAGE_ALLIANCE, on=row)
        and facts.open
        and not facts.parties - bound - facts.signed
        and not shown.countersignatures.all()
    )


def remarks(by: Actor, row: Agreement, shown: Version) -> list[dict[str, Any]]:
    """What parties remarked on a version, as redlines where they propose other words."""
    writes = may(by, Permission.DRAFT_AGREEMENTS) and (
        may(by, Permission.MANAGE_ALLIANCE) or by.organisation_id in shown.parties
    )
    return [
        {
            "row": one,
            "pieces": words.differences(one.was, one.proposed) if one.proposed else [],
            "may_answer": writes and not one.answer and shown.withdrawn_at is None,
            "may_take": writes and not one.answer and bool(one.proposed) and shown.facts().draft,
        }
        for one in shown.remarks.select_related("organisation")
    ]


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


def _organisations(row: Agreement) -> set[UUID]:
    found = {party.organisation_id for party in row.parties.all()}
    for one in row.versions.all():
        found |= set(one.parties)
        for clause in one.sharing():
            found |= clause.disclosers | clause.recipients
    return found


def _zone(row: Agreement) -> ZoneInfo:
    return ZoneInfo(row.alliance.timezone)
