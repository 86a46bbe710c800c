"""Innovation: groups, problems, and ideas with everything their gates ask."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from commonweal.technology.models import Gate, Group, Idea, Terms


def ideas() -> QuerySet[Idea]:
    """Ideas one may see, with their problem and group, tests, gates and terms."""
    terms = Terms.objects.prefetch_related("words__organisation")
    return (
        Idea.mine()
        .select_related("problem__group")
        .prefetch_related(
            "cycles", Prefetch("gates", Gate.objects.order_by("created_at")), Prefetch("terms", terms)
        )
        .order_by("title")
    )


def portfolio() -> QuerySet[Idea]:
    """Ideas one may see, with what a list of them says."""
    return Idea.mine().select_related("problem__group").prefetch_related("gates").order_by("title")


def groups() -> QuerySet[Group]:
    """Groups one may see, with their problems."""
    return Group.mine().prefetch_related("problems")
