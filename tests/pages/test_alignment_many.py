"""Three hundred organisations: rounds are closed and read with as few questions as for three."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.alignment import SECTORS, Circle
from tests.factories.browsers import signed_in, text

pytestmark = pytest.mark.django_db
MANY = 300
OWN = 4
"""What a test's own transaction adds: a savepoint, its release, and identity asked for and brought back."""


def test_three_hundred_organisations_are_asked_and_shown(django_assert_max_num_queries) -> None:
    circle = Circle({f"{SECTORS[at % 4]}:{at}": 1 for at in range(MANY)})
    names = list(circle.people)
    for number in (1, 2):
        sent = circle.send()
        for at, name in enumerate(names):
            if at % 3 or number == 2:
                circle.answer(sent, circle.people[name][0], 1 + (at + at // 50 * number) % 5)
        circle.close(sent)
    asking = circle.ask_for_ties()
    for at, name in enumerate(names):
        if at % 2:
            ties = {names[at - 1]: 1, names[(at * 7 + 3) % MANY]: 2}
            circle.tell(asking, name, ties, rates={names[at - 1]: 3})
    circle.close_ties(asking)
    client = signed_in(circle.office)
    with django_assert_max_num_queries(15 + OWN):
        page = text(client.get(reverse("alignment:round", args=[sent.pk])))
    assert "300" in page and "Topic 0" in page
    with django_assert_max_num_queries(15 + OWN):
        assert "150" in text(client.get(reverse("alignment:network")))
