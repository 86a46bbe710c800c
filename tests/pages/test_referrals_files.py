"""Files beside referrals: hostile names, and who gets them by a signed link."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from commonweal.access import Refused
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.referrals.files import LONGEST_NAME, checked, clean_name
from commonweal.referrals.models import Attachment, Message, Referral
from tests.actions.test_referrals_links import care, opened, sent, world  # noqa: F401 – fixtures
from tests.factories import World
from tests.factories.browsers import signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 ..."
NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\windows\\letter.pdf": "letter.pdf",
    "/letter.pdf": "letter.pdf",
    "invoice\u202efdp.pdf": "invoicefdp.pdf",
    "a\u200bb\ufeff.pdf": "ab.pdf",
    "a\r\nSet-Cookie: x=1.pdf": "aSet-Cookie x=1.pdf",
    'x" onload="alert(1).pdf': "x onload=alert(1).pdf",
    "<script>alert(1)<.pdf": "scriptalert(1).pdf",
    " . letter .pdf . ": "letter.pdf",
    "Zoë’s Brief – 李.pdf": "Zoë’s Brief – 李.pdf",
    "👩‍👩‍👧.pdf": "👩👩👧.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_keeps_what_can_be_read_and_nothing_that_acts(name: str) -> None:
    kept = clean_name(name)
    assert kept == NAMES[name]
    assert checked(name, PDF).name == kept
    assert not any(unicodedata.category(sign)[0] == "C" for sign in kept)


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".pdf", "\x00", "letter.pdf\x00.exe", "letter.pdf.", "letter.PDF.html", "pdf"]
)
def test_a_name_without_a_known_end_is_refused_in_words(name: str) -> None:
    if clean_name(name).lower().endswith(".pdf"):
        assert checked(name, PDF).content_type == "application/pdf"
        return
    with pytest.raises(Refused, match="Files may be of these kinds"):
        checked(name, PDF)


def test_a_long_name_is_shortened_before_its_end() -> None:
    kept = clean_name("ä" * 3_000 + ".pdf")
    assert kept.endswith(".pdf") and len(kept) <= LONGEST_NAME


def file_beside(row: Referral, by: Any, name: str = "letter.pdf") -> Attachment:
    with maintenance():
        return Attachment.objects.create(
            referral=row, organisation_id=by.organisation_id, person_name="N", name=name,
            content_type="application/pdf", size=len(PDF), content=PDF,
        )  # fmt: skip


def test_a_link_brings_the_files_of_its_own_referral_once_it_was_opened(
    sent: tuple[Referral, str],  # noqa: F811
    care: dict[str, Any],  # noqa: F811
    world: World,  # noqa: F811
) -> None:
    row, address = sent
    file = file_beside(row, care["navigator"], name="Zoë’s “letter”.pdf")
    other = file_beside(world.referral(care["need"], care["pantry"]), care["navigator"])
    there = f"{address}files/{file.pk}/"
    assert Browser().get(there).status_code == 404, "an envelope that nobody opened"
    browser = opened(address)
    answer = browser.get(there)
    assert answer.content == PDF
    assert (
        answer["Content-Disposition"].startswith("attachment") and "\n" not in answer["Content-Disposition"]
    )
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    assert browser.get(f"{address}files/{other.pk}/").status_code == 404, "of another referral"
    assert browser.post(there).status_code == 405
    assert signed_in(care["navigator"]).get(f"/referrals/files/{file.pk}/").content == PDF
    with maintenance():
        Referral.objects.filter(pk=row.pk).update(status="cancelled", reason="x", closed_at=row.sent_at)
    assert browser.get(there).status_code == 410


def test_a_message_and_a_file_sent_twice_are_there_once(care: dict[str, Any], world: World) -> None:  # noqa: F811
    row = world.referral(care["need"], care["pantry"])
    browser = signed_in(care["navigator"])
    for said in ("Please call after five.", "Please call after five.", "Please call after six."):
        assert browser.post(f"{row.get_absolute_url()}messages/", {"text": said}).status_code == 302
    for name in ("letter.pdf", "letter.pdf", "plan.pdf"):
        upload = {"file": SimpleUploadedFile(name, PDF)}
        assert browser.post(f"{row.get_absolute_url()}files/", upload).status_code == 302
    with maintenance():
        assert sorted(Message.objects.values_list("text", flat=True)) == [
            "Please call after five.",
            "Please call after six.",
        ]
        assert sorted(Attachment.objects.values_list("name", flat=True)) == ["letter.pdf", "plan.pdf"]
        Message.objects.update(created_at=clock.now() - timedelta(minutes=2))
    browser.post(f"{row.get_absolute_url()}messages/", {"text": "Please call after five."})
    with maintenance():
        assert Message.objects.filter(text="Please call after five.").count() == 2, "somebody says it again"
