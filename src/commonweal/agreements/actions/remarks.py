"""Comments and redlines of the parties on a version, and what the drafter answers."""

from __future__ import annotations

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, may, require
from commonweal.access.rules import Conflict
from commonweal.agreements import events, wording
from commonweal.agreements.actions import common
from commonweal.agreements.models import Remark, Version
from commonweal.database import clock, live

LONGEST = 20_000
"""Characters of a remark."""


def remark(*, by: Actor, version: Version, paragraph: int, text: str = "", proposed: str = "") -> Remark:
    """Comment on a paragraph (0: the whole), or propose other words for it, for one's own organisation.

    Raises NotAllowed; Refused for an empty remark, a paragraph that is not there, or a version that is no draft and
    does not wait for signatures.
    """
    require(by, Permission.SIGN_AGREEMENTS)
    if not may(by, Permission.MANAGE_ALLIANCE) and by.organisation_id not in version.parties:
        raise NotAllowed(by, Permission.SIGN_AGREEMENTS)
    text, proposed = text.strip(), proposed.strip()
    with transaction.atomic():
        agreement = common.locked(version.agreement_id)
        row = Version.objects.get(pk=version.pk)
        paragraphs = wording.paragraphs(row.text)
        if row.withdrawn_at is not None or row.number <= agreement.facts().in_force_number:
            raise Refused("This version is settled. To change what is in force, begin an amendment.")
        if not 0 <= paragraph <= len(paragraphs):
            raise Refused(f"The text has {len(paragraphs)} paragraphs.")
        was = paragraphs[paragraph - 1] if paragraph else ""
        if proposed == was:
            proposed = ""
        if not text and not proposed:
            raise Refused(
                "There is nothing in the remark. Write what you think, or other words for the paragraph."
            )
        if max(len(text), len(proposed)) > LONGEST:
            raise Refused(f"A remark has at most {LONGEST} characters. Nothing was saved.")
        if proposed and not paragraph:
            raise Refused("Other words are proposed for one paragraph. Choose it.")
        made = Remark.objects.create(
            version=row, organisation_id=by.own_organisation_id, person_id=by.own_person_id, person_name=by.person_name,
            paragraph=paragraph, was=was, text=text, proposed=proposed,
        )  # fmt: skip
        audit.record(by, events.REMARKED, on=agreement, agreement=agreement.title, version=row.number)
        live.notify("agreements", alliance=agreement.alliance_id)
    return made


def answer(*, by: Actor, remark: Remark, take: bool = False) -> Remark:
    """Answer a remark: take its words into a draft, or say that they were not taken (a comment: noted).

    Raises NotAllowed; Conflict when it is answered; Refused when its words cannot be taken: the version is no
    draft, or the paragraph has changed since.
    """
    require(by, Permission.DRAFT_AGREEMENTS, on=remark.version.agreement)
    common.may_write_for(by, frozenset(remark.version.parties))
    with transaction.atomic():
        agreement = common.locked(remark.version.agreement_id)
        made = Remark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
        if made.answer:
            raise Conflict("Somebody has already answered this remark.")
        if take:
            _take(made)
        made.answer = "taken" if take else "declined" if made.proposed else "noted"
        made.answered_at = clock.now()
        made.answered_by_name = by.person_name
        made.save(update_fields=["answer", "answered_at", "answered_by_name"])
        audit.record(
            by, events.ANSWERED, on=agreement, agreement=agreement.title, party=made.organisation.name,
            answer=made.get_answer_display(),
        )  # fmt: skip
        live.notify("agreements", alliance=agreement.alliance_id)
    return made


def _take(made: Remark) -> None:
    row = made.version
    if not made.proposed:
        raise Refused("This remark proposes no other words.")
    if not row.facts().draft:
        raise Refused(
            "What was put out for signature never changes. Withdraw this version, or amend it later."
        )
    paragraphs = wording.paragraphs(row.text)
    if made.paragraph > len(paragraphs) or paragraphs[made.paragraph - 1] != made.was:
        raise Refused("The paragraph has changed since the remark was made. Change the draft by hand.")
    paragraphs[made.paragraph - 1] = made.proposed
    row.text = "\n\n".join(paragraphs)
    row.save(update_fields=["text"])
