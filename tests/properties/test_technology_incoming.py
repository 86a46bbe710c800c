"""Hostile and broken messages: each is read, or refused in a sentence; never anything else."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.technology.rules import incoming
from commonweal.technology.rules.incoming import Incoming, Unreadable
from tests.examples import by_day


def fits(message: Incoming) -> None:
    assert 0 < len(message.key) <= 220 and message.subject and len(message.subject) <= 200
    assert len(message.text) <= 20_000 and len(message.sender) <= 254 and len(message.sender_name) <= 200
    for text in (message.subject, message.text, message.sender, message.sender_name, message.key):
        assert not incoming.UNSEEN.search(text)
        text.encode("utf-8")


HEADERS = st.sampled_from(
    [
        "From: a@b.example",
        'From: "x" <a@b.example',
        "Subject: =?utf-8?q?caf=C3=A9?=",
        "Subject: =?bad?x?y?=",
        "Message-ID: <1@x>",
        "Message-ID: " + "x" * 900,
        "Content-Type: text/html; charset=nonsense",
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Transfer-Encoding: base64",
        "Auto-Submitted: auto-replied",
        "From: =?utf-8?b?////?= <@>",
        "Subject: [ticket 12] x",
    ]
)


@settings(max_examples=by_day(150))
@given(st.lists(HEADERS, max_size=6), st.binary(max_size=400), st.sampled_from([b"\n", b"\r\n"]))
def test_any_bytes_are_a_message_or_are_refused(heads: list[str], body: bytes, newline: bytes) -> None:
    content = newline.join([*(one.encode() for one in heads), b"", body])
    try:
        message = incoming.from_email(content)
    except Unreadable as why:
        assert str(why)
        return
    fits(message)
    assert incoming.from_email(content).key == message.key, "the same bytes are the same message"


@settings(max_examples=by_day(100))
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=30),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "subject", "text", "from", "severity", "kind", "ticket", "x"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=8,
    )
)
def test_any_json_is_a_message_or_is_refused(value: object) -> None:
    try:
        fits(incoming.from_json(json.dumps(value).encode()))
    except Unreadable as why:
        assert str(why)


def test_html_is_read_as_words_without_scripts() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "ann@example.org", "x"
    message.set_content(
        "<style>p{}</style><script>alert(1)</script><p>Pump <b>stops</b></p><img src=x>", subtype="html"
    )
    read = incoming.from_email(message.as_bytes())
    assert read.text == "Pump stops"


def test_too_large_is_refused_whole_and_without_an_identifier_the_content_is_the_key() -> None:
    with pytest.raises(Unreadable, match="bytes"):
        incoming.from_email(b"x" * (incoming.LARGEST + 1))
    one = incoming.from_email(b"Subject: a\n\nb")
    two = incoming.from_email(b"Subject: a\n\nc")
    assert one.key.startswith("sha256:") and one.key != two.key
    assert incoming.from_email(b"From: A <a@b.example>\nSubject: Re: [Ticket 7] x\n\ny").ticket == 7


@pytest.mark.parametrize(
    "head", ['Message-ID: <)<,@>"', "From: <", "From: :\t=?utf-8?q?\t;\t;<", "From: ],\t.a@"]
)
def test_headers_on_which_the_standard_library_stumbles_are_read_as_they_stand(head: str) -> None:
    fits(incoming.from_email(f"{head}\nSubject: x\n\ny".encode()))


def test_a_message_nested_without_end_is_refused_and_one_without_a_body_is_its_subject() -> None:
    nest = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1200))
    with pytest.raises(Unreadable, match="can be read"):
        incoming.from_email(b"From: a@b.example\n" + nest + b"Content-Type: text/plain\n\nx")
    empty = b"From: a@b.example\nSubject: only this\nContent-Type: application/pdf\n\nx"
    assert (incoming.from_email(empty).subject, incoming.from_email(empty).text) == ("only this", "")
    bare = incoming.from_email(b"From: a@b.example\n\n")
    assert bare.subject == "(no subject)"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "no JSON"),
        (b"[]", "object"),
        (b'{"subject": " \\u200b "}', "missing"),
        (b'{"subject": "x", "severity": true}', "from 1 to 4"),
        (b'{"subject": "x", "ticket": 0}', "from 1 to"),
        (b'{"subject": "x", "kind": "problem"}', "incident or request"),
        (b'{"subject": 5}', "must be text"),
        (b" " * (incoming.LARGEST + 1), "bytes"),
    ],
)
def test_json_that_is_no_message_is_refused_with_the_field(body: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        incoming.from_json(body)


def test_json_is_a_message_with_what_it_says() -> None:
    read = incoming.from_json(
        b'{"id": "m 1", "subject": "x", "from": "a@b", "severity": 2, "ticket": 7, "kind": "request"}'
    )
    assert (read.key, read.severity, read.ticket, read.kind, read.sender) == ("m1", 2, 7, "request", "a@b")
