"""Drafting the charter: versions, sentences with their sources, comments, proposed changes and their answers."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.rules import Conflict
from commonweal.charter import events
from commonweal.charter.actions.common import locked, tell, text_of, who
from commonweal.charter.models import (
    CharterComment,
    CharterVersion,
    ProposedChange,
    Sentence,
    SentenceSource,
    Statement,
)
from commonweal.charter.queries import statements as reads
from commonweal.database import clock

NO_DRAFT = "This version is no draft any more. Begin an amendment."


def begin_version(*, by: Actor, reason: str) -> CharterVersion:
    """Begin the charter, or an amendment: a draft with the sentences of the version in force.

    Raises NotAllowed, Refused, Conflict.
    """
    require(by, Permission.DRAFT_CHARTER)
    why = text_of(reason, 2000, "Say why the charter is written, or amended.")
    try:
        with transaction.atomic():
            return _begin(by, why)
    except IntegrityError as clash:
        raise Conflict("Somebody else began a version in this moment.") from clash


def _begin(by: Actor, why: str) -> CharterVersion:
    versions = CharterVersion.objects.order_by("-number")
    if versions.filter(in_force_at=None, set_aside_at=None).exists():
        raise Refused("A version is under way. Finish it, or set it aside, before another begins.")
    last = versions.first()
    base = versions.filter(in_force_at__isnull=False).first()
    row = CharterVersion.objects.create(
        **who(by), number=last.number + 1 if last else 1, based_on=base, reason=why
    )
    if base is not None:
        for one in base.sentences.prefetch_related("sources"):
            copy = Sentence.objects.create(
                version=row, line=one.line, part=one.part, position=one.position, text=one.text
            )
            SentenceSource.objects.bulk_create(
                SentenceSource(sentence=copy, statement_id=source.statement_id, views=source.views)
                for source in one.sources.all()
            )
    audit.record(by, events.DRAFTED, on=row, version=row.number)
    tell(by)
    return row


def write_sentence(
    *,
    by: Actor,
    version: CharterVersion,
    part: str,
    text: str,
    statements: Iterable[UUID] = (),
    line: UUID | None = None,
) -> Sentence:
    """Write a sentence into a draft, or write it anew (`line`), with the statements that it was made from.

    What the groups thought of each statement is kept with it. Raises NotAllowed, Refused.
    """
    require(by, Permission.DRAFT_CHARTER, on=version)
    said = text_of(text, 1000, "Write the sentence.")
    _known_part(part)
    with transaction.atomic():
        draft = _draft(version)
        wanted = list(Statement.objects.filter(pk__in=list(statements)).select_related("round"))
        if any(one.round.closed_at is None for one in wanted):
            raise Refused("A statement can be taken up once its round is closed and counted.")
        row = draft.sentences.filter(line=line).first() if line is not None else None
        if line is not None and row is None:
            raise Refused("This sentence is not in the draft any more.")
        if row is None:
            row = Sentence(version=draft, line=uuid4(), position=_next(draft))
        row.part, row.text = part, said
        row.save()
        row.sources.all().delete()
        _keep_sources(row, wanted)
        audit.record(by, events.SENTENCE_WRITTEN, on=draft, version=draft.number)
        tell(by)
    return row


def _keep_sources(row: Sentence, wanted: list[Statement]) -> None:
    views: dict[UUID, dict[str, list[int]]] = {}
    for one in {statement.round_id: statement.round for statement in wanted}.values():
        titles = {key: title for key, (title, _) in reads.groups(one).items()}
        for result in reads.results(one):
            views[result.statement.pk] = {
                titles[group]: [count.agree, count.disagree, count.passed]
                for group, count in result.counts.items()
            }
    SentenceSource.objects.bulk_create(
        SentenceSource(sentence=row, statement=one, views=views.get(one.pk, {})) for one in wanted
    )


def leave_out_sentence(*, by: Actor, version: CharterVersion, line: UUID) -> None:
    """Take a sentence out of a draft. In the version before it stays. Raises NotAllowed, Refused."""
    require(by, Permission.DRAFT_CHARTER, on=version)
    with transaction.atomic():
        draft = _draft(version)
        count, _ = draft.sentences.filter(line=line).delete()
        if not count:
            raise Refused("This sentence is not in the draft any more.")
        audit.record(by, events.SENTENCE_LEFT_OUT, on=draft, version=draft.number)
        tell(by)


def comment(*, by: Actor, version: CharterVersion, text: str, line: UUID | None = None) -> CharterComment:
    """Say something about a version or one of its sentences. Raises NotAllowed, Refused."""
    require(by, Permission.PROPOSE_CHARTER_CHANGES, on=version)
    said = text_of(text, 2000, "Write something first.")
    if line is not None and not version.sentences.filter(line=line).exists():
        raise Refused("This sentence is not in this version.")
    with transaction.atomic():
        row = CharterComment.objects.create(**who(by), version=version, line=line, text=said)
        audit.record(by, events.COMMENTED, on=row, version=version.number)
        tell(by)
    return row


def propose_change(
    *,
    by: Actor,
    version: CharterVersion,
    kind: str,
    reason: str,
    text: str = "",
    part: str = "",
    line: UUID | None = None,
) -> ProposedChange:
    """Propose to reword a sentence, leave it out, or add one. Raises NotAllowed, Refused."""
    require(by, Permission.PROPOSE_CHARTER_CHANGES, on=version)
    why = text_of(reason, 2000, "Say why; those who decide read it.")
    names = dict(ProposedChange.KINDS)
    if kind not in names:
        raise Refused("Choose what should change.")
    if CharterVersion.objects.filter(pk=version.pk, set_aside_at__isnull=False).exists():
        raise Refused("This version was set aside.")
    sentence = version.sentences.filter(line=line).first() if line is not None else None
    if kind != "add" and sentence is None:
        raise Refused("Choose the sentence that should change.")
    said = "" if kind == "leave_out" else text_of(text, 1000, "Write the sentence as it should be.")
    if kind == "reword" and sentence is not None and said == sentence.text:
        raise Refused("These are the words that stand there.")
    place = sentence.part if sentence is not None else part
    _known_part(place)
    with transaction.atomic():
        row = ProposedChange.objects.create(
            **who(by),
            version=version,
            kind=kind,
            line=line if kind != "add" else None,
            part=place,
            before=sentence.text if sentence is not None and kind != "add" else "",
            text=said,
            reason=why,
        )
        audit.record(by, events.CHANGE_PROPOSED, on=row, version=version.number, what=names[kind].lower())
        tell(by)
    return row


def answer_change(*, by: Actor, change: ProposedChange, accepted: bool, answer: str) -> ProposedChange:
    """Accept a proposed change into the draft, or reject it; the reason stays either way.

    Of a version in force an accepted change goes into the draft of its amendment, which begins if there is none.
    Raises NotAllowed, Refused.
    """
    require(by, Permission.DRAFT_CHARTER, on=change)
    why = text_of(answer, 2000, "Say why; it is kept for whoever proposed it.")
    with transaction.atomic():
        row = locked(change)
        if row.answered_at is not None:
            raise Refused("This change has been answered.")
        row.answered_at, row.answered_by = clock.now(), by.person_name
        row.accepted, row.answer = accepted, why
        if accepted:
            row.taken_into = _take_in(by, row)
        row.save()
        event = events.CHANGE_ACCEPTED if accepted else events.CHANGE_REJECTED
        audit.record(by, event, on=row, reason=why)
        tell(by)
    return row


def _take_in(by: Actor, change: ProposedChange) -> CharterVersion:
    draft = CharterVersion.objects.filter(in_force_at=None, set_aside_at=None).first()
    if draft is None:
        draft = _begin(by, change.reason)
    draft = _draft(draft)
    if change.kind == "add":
        Sentence.objects.create(
            version=draft, line=uuid4(), part=change.part, position=_next(draft), text=change.text
        )
        return draft
    sentence = draft.sentences.filter(line=change.line).first() if change.line is not None else None
    if sentence is None:
        raise Refused("The sentence is not in the draft any more; reject the change and say so.")
    if change.kind == "leave_out":
        sentence.delete()
    else:
        sentence.text = change.text
        sentence.save(update_fields=["text"])
    return draft


def _draft(version: CharterVersion) -> CharterVersion:
    row = locked(version)
    if row.put_out_at is not None:
        raise Refused(
            "A version is out for ratification. Set it aside before its words change, or wait until it is in force."
        )
    if row.set_aside_at is not None:
        raise Refused(NO_DRAFT)
    return row


def _next(version: CharterVersion) -> int:
    last = version.sentences.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _known_part(part: str) -> None:
    if part not in dict(Sentence.PARTS):
        raise Refused("Choose where the sentence belongs: purpose, mission, vision or values.")
