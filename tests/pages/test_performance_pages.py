"""The pages of figures, as people use them: scorecard, indicator, feeding, publishing, withdrawing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commonweal.audit.models import Act
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.performance import actions, queries
from commonweal.performance.models import Comment, Decision, Part, Run, Version
from commonweal.performance.rules import Layout
from commonweal.performance.thresholds import FEED
from commonweal.plans.models import Review
from tests.factories import World
from tests.factories.attention import attention_of
from tests.factories.browsers import signed_in
from tests.factories.figures import no_shows, sums

attention = attention_of("performance")

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘 =cmd()"
MONTHS = [f"2024-{month:02}" for month in range(1, 13)] + [f"2025-{month:02}" for month in range(1, 13)]


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def lead(world):
    return world.seat(world.organisation("Riverside Health"), "partner_lead")


@pytest.fixture
def convenor(world):
    return world.seat(world.organisation("The office"), "convenor")


def fed(world, actor, capture, months, *, measure: str = "no_show_rate") -> Part:
    """Sums that somebody fed and handed on."""
    content = SimpleUploadedFile("a.json", sums("x", months, measure=measure))
    with capture(execute=True), world.as_(actor):
        run = actions.feed(by=actor, layout=Layout.AGGREGATES, uploads=[content])
    with world.as_(actor):
        return actions.hand_on(by=actor, part=Part.objects.get(run=run))


def better_course() -> dict[str, tuple[float, float] | None]:
    """Twenty-four months: about 20 % missed, and 12 % in the last eight; one month is hidden."""
    course: dict[str, tuple[float, float] | None] = {
        month: ((200 + (7 * at) % 11) if at < 16 else 120 + at % 5, 1000) for at, month in enumerate(MONTHS)
    }
    course[MONTHS[3]] = None
    return course


@pytest.fixture
def published(world, lead, convenor, django_capture_on_commit_callbacks) -> Version:
    fed(world, lead, django_capture_on_commit_callbacks, better_course())
    with world.as_(convenor):
        return actions.publish(by=convenor, note=HOSTILE)


def test_pages_without_figures_say_how_to_begin(world, lead) -> None:
    client = signed_in(lead)
    assert "No figures are published yet" in client.get(reverse("performance:scorecard")).content.decode()
    assert "No run yet" in client.get(reverse("performance:feed")).content.decode()
    assert "No version yet" in client.get(reverse("performance:versions")).content.decode()
    page = client.get(reverse("performance:indicator", args=["no_show_rate"]))
    assert "No figure is published" in page.content.decode()
    assert client.get(reverse("performance:indicator", args=["no_such_thing"])).status_code == 404


def test_scorecard_and_indicator_say_what_changed(published, convenor, django_assert_max_num_queries) -> None:
    client = signed_in(convenor)
    with django_assert_max_num_queries(15):
        page = client.get(reverse("performance:scorecard")).content.decode()
    assert "1 indicator is better than expected" in page
    assert "Better than expected since May 2025" in page
    assert "Process health" in page and "<h2>Outcomes" not in page and "<polyline" in page
    with django_assert_max_num_queries(15):
        page = client.get(reverse("performance:indicator", args=["no_show_rate"])).content.decode()
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') == 2 and "<table" in page
    assert "Riverside Health" in page and reverse("methods:page", args=["no-show"]) in page
    assert "1 month is not shown: too small to show" in page
    assert "style=" not in page


def test_pages_with_much_on_them_stay_within_fifteen_queries(
    world, lead, convenor, published, django_assert_max_num_queries
) -> None:
    with world.as_(convenor):
        for at in range(12):
            actions.comment(by=convenor, measure="no_show_rate", month=date(2025, 1 + at, 1), text=HOSTILE)
            actions.set_goal(by=convenor, measure="no_show_rate", goal=f"Goal {at} {HOSTILE}", reason=HOSTILE)
        run = None
    with world.as_(lead):
        run = Run.objects.get()
    for actor, name, args in (
        (convenor, "indicator", ["no_show_rate"]),
        (convenor, "export", ["no_show_rate"]),
        (convenor, "decide", ["no_show_rate", "owner"]),
        (convenor, "versions", []),
        (convenor, "version", [1]),
        (convenor, "withdraw", [1]),
        (lead, "feed", []),
        (lead, "run", [run.pk]),
        (lead, "take-back", [run.pk]),
    ):
        client = signed_in(actor)
        with django_assert_max_num_queries(15):
            answer = client.get(reverse(f"performance:{name}", args=args))
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.getvalue() or name == "export"


def test_deciding_takes_a_reason_and_moves_the_chart(published, convenor, world) -> None:
    client = signed_in(convenor)
    url = reverse("performance:indicator", args=["no_show_rate"])

    def decide(kind: str, **sent) -> int:
        return client.post(reverse("performance:decide", args=["no_show_rate", kind]), sent).status_code

    assert decide("target", value="15") == 422
    assert decide("target", value="fifteen", reason="why") == 422
    assert decide("target", value="18", reason="The board's aim") == 302
    assert decide("goal", goal="Nobody waits for nothing", reason="Charter") == 302
    assert decide("owner", person=str(convenor.person_id), reason="She asked for it") == 302
    assert decide("phase", month="2025-05-01", reason="Reminders began") == 302
    assert decide("phase", month="2025-05-01", reason="again") == 422
    assert decide("nonsense", reason="x") == 404
    page = client.get(url).content.decode()
    assert "No change: within what chance gives" in page, "after the phase its months are the new normal"
    assert "Nobody waits for nothing" in page and "Set the target to 18" in page
    assert "reliably met" in page
    assert decide("undo-phase", month="2025-05-01", reason="It was chance") == 302
    assert "Better than expected since May 2025" in client.get(url).content.decode()
    with world.as_(convenor):
        kinds = set(Act.objects.filter(kind__startswith="indicator.").values_list("kind", flat=True))
        assert Decision.objects.count() == 5
    assert kinds == {
        "indicator.target-set",
        "indicator.goal-set",
        "indicator.owner-set",
        "indicator.rebased",
        "indicator.rebase-undone",
    }


def test_who_may_not_decide_or_publish_finds_no_such_page(world, published, lead) -> None:
    viewer = world.seat(world.organisation(), "viewer")
    for actor in (viewer, lead):
        client = signed_in(actor)
        assert client.get(reverse("performance:scorecard")).status_code == 200
        assert client.get(reverse("performance:decide", args=["no_show_rate", "target"])).status_code == 404
        assert client.post(reverse("performance:publish")).status_code == 404
        assert client.post(reverse("performance:withdraw", args=[1]), {"reason": "x"}).status_code == 404
    assert signed_in(viewer).get(reverse("performance:feed")).status_code == 404
    url = reverse("performance:indicator", args=["no_show_rate"])
    sent = {"comment-month": "2025-05-01", "comment-text": "x"}
    assert signed_in(viewer).post(url, sent).status_code == 404
    with maintenance():
        assert Comment.objects.count() == 0


def test_a_comment_ends_the_attention_to_a_signal(world, published, convenor, lead) -> None:
    with world.as_(convenor):
        (need,) = attention(convenor, clock.now())
    assert "better than expected since May 2025" in need.why and need.next_url.endswith("#comment")
    with world.as_(lead):
        assert attention(lead, clock.now()) == [], "not theirs, and they have just fed"
    client = signed_in(convenor)
    url = reverse("performance:indicator", args=["no_show_rate"])
    assert client.post(url, {"comment-month": "2025-06-01", "comment-text": "  "}).status_code == 422
    assert client.post(url, {"comment-month": "1900-01-01", "comment-text": "x"}).status_code == 422
    assert client.post(url, {"comment-month": "2025-06-01", "comment-text": "y" * 10_000}).status_code == 422
    assert client.post(url, {"comment-month": "2025-06-01", "comment-text": HOSTILE}).status_code == 302
    page = client.get(url).content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    with world.as_(convenor):
        assert attention(convenor, clock.now()) == []


def test_a_late_feed_and_a_newly_failing_check_need_somebody(
    world, lead, django_capture_on_commit_callbacks
) -> None:
    client = signed_in(lead)

    def send(content: bytes) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(
                reverse("performance:feed"),
                {
                    "layout": "tuva",
                    "first": "2026-01",
                    "last": "2026-02",
                    "files": [SimpleUploadedFile("appointment.csv", content)],
                },
            )
        assert answer.status_code == 302

    def needs(at=None) -> list[str]:
        with world.as_(lead):
            return [one.key.partition(":")[0] for one in attention(lead, at or clock.now())]

    send(no_shows({"01": (40, 20)}))
    assert needs() == []
    with world.as_(lead):
        assert needs(clock.now() + timedelta(days=FEED.default * 2)) == ["feed-late"]
    broken = b"appointment_id,person_id\n1,2\n"
    send(broken)
    assert needs() == ["check-failing"]
    with world.as_(lead):
        run = Run.objects.first()
    page = client.get(reverse("performance:run", args=[run.pk])).content.decode()
    assert "Stops figures" in page and "start_datetime" in page
    send(broken)
    assert needs() == [], "it has failed before"


def test_a_form_that_lacks_something_keeps_what_was_typed(lead) -> None:
    client = signed_in(lead)
    answer = client.post(reverse("performance:feed"), {"layout": "tuva", "first": "2026-13", "last": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write the month as 2026-01" in page and "Say which month" in page and 'value="2026-13"' in page


def test_publishing_and_withdrawing_by_pages(
    world, lead, convenor, django_capture_on_commit_callbacks
) -> None:
    fed(world, lead, django_capture_on_commit_callbacks, {"2026-01": (20, 40), "2026-02": (20, 50)})
    client = signed_in(convenor)
    assert "new since the version shown" in client.get(reverse("performance:versions")).content.decode()
    client.post(reverse("performance:publish"), {"note": "First"})
    client.post(reverse("performance:publish"), {"note": "Nothing new"})
    with world.as_(convenor):
        assert Version.objects.count() == 1
    answer = client.get(reverse("performance:export", args=["no_show_rate"]))
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert "Riverside Health" in text and '"20.0","40.0","50.0","no"' in text
    assert client.post(reverse("performance:withdraw", args=[1]), {"reason": ""}).status_code == 200
    assert (
        client.post(reverse("performance:withdraw", args=[1]), {"reason": "Wrong files"}).status_code == 302
    )
    assert "Wrong files" in client.get(reverse("performance:version", args=[1])).content.decode()
    assert "No figures are published yet" in client.get(reverse("performance:scorecard")).content.decode()


def test_another_alliance_sees_nothing(published, convenor) -> None:
    elsewhere = World()
    stranger = elsewhere.seat(elsewhere.organisation(), "convenor", "analyst")
    client = signed_in(stranger)
    assert "No figures are published yet" in client.get(reverse("performance:scorecard")).content.decode()
    assert client.get(reverse("performance:version", args=[1])).status_code == 404
    with elsewhere.as_(stranger):
        assert queries.current_version() is None


def test_a_closed_review_is_pinned_to_the_last_month_it_looked_at(
    published, convenor, world, django_assert_max_num_queries
) -> None:
    url = reverse("performance:indicator", args=["no_show_rate"])
    other = reverse("performance:indicator", args=["closed_loop_rate"])
    for title, facts, closed in (
        ("Autumn review", [{"key": "indicators", "lines": [{"said": "it fell", "url": url}]}], True),
        ("Of something else", [{"key": "indicators", "lines": [{"said": "x", "url": other}]}], True),
        ("Not closed yet", [{"key": "indicators", "lines": [{"said": "x", "url": url}]}], False),
    ):
        with maintenance():
            Review.objects.create(
                alliance=world.alliance, organisation_id=convenor.organisation_id, person_id=convenor.person_id,
                person_name="Ruth", title=title,
                first=date(2025, 7, 1), last=date(2025, 9, 30), meets_on=date(2025, 10, 9),
                comments_until=date(2025, 10, 8), prepared_at=clock.now(), facts=facts,
                **({"summary": HOSTILE, "closed_at": clock.now(), "closed_by": "Ruth"} if closed else {}),
            )  # fmt: skip
    client = signed_in(convenor)
    with django_assert_max_num_queries(15):
        page = client.get(url).content.decode()
    assert "Autumn review" in page and "(1) September 2025" in page and "<script>alert" not in page
    assert "Of something else" not in page and "Not closed yet" not in page
    assert ">(1)<" in page, "the number stands on the chart"
