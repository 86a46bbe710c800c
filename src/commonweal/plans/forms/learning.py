"""Forms of ideas, tests, reviews, evaluations and lessons."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.components.forms import Group, PlainForm
from commonweal.plans.forms.common import area, chosen, goal_choices, line, measure_choices, people
from commonweal.plans.models import Idea, IdeaDoor, Lesson
from commonweal.plans.rules.tests import Decision


class _WithGoal(PlainForm):
    goal = forms.ChoiceField(label=_("Goal it serves"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("goal", goal_choices())

    def clean_goal(self) -> Any:
        """As an identifier, or none."""
        return chosen(self.cleaned_data["goal"])


class IdeaForm(_WithGoal):
    """An idea."""

    submit_label = _("Offer the idea")
    field_order = ("title", "text", "goal")

    title = line(_("Your idea, in one line"), longest=160)
    text = area(
        _("More, if you like"), required=False, hint=_("Who would do what, and what would be better.")
    )


class DoorIdeaForm(PlainForm):
    """An idea from somebody without an account. No name is asked for."""

    submit_label = _("Send the idea")

    title = line(_("Your idea, in one line"), longest=160)
    text = area(
        _("More, if you like"),
        required=False,
        hint=_("Please leave out names, and anything about somebody's health."),
    )


class AnswerForm(PlainForm):
    """What becomes of an idea."""

    submit_label = _("Answer the idea")

    answer = forms.ChoiceField(label=_("What becomes of it"), choices=Idea.ANSWERS)
    reason = area(_("Why"), longest=1000, hint=_("Whoever had the idea reads this."))


class DoorForm(PlainForm):
    """A public link for ideas."""

    submit_label = _("Open the link")

    place = line(_("Where it will hang"), longest=120, hint=_("“The waiting room of the pantry”."))
    audience = forms.ChoiceField(label=_("Whom it is for"), choices=IdeaDoor.AUDIENCES)
    question = line(_("What it asks"), hint=_("“What one thing would have made today easier?”"))
    until = forms.DateField(label=_("Open until"))


class PlanForm(_WithGoal):
    """A test of change, prediction before anything happens."""

    submit_label = _("Plan the test")
    groups = (
        Group(_("Plan"), ("title", "plan", "owner", "starts", "goal")),
        Group(
            _("Predict"),
            ("measure", "own_measure", "prediction", "predicted", "result_due"),
            _("What you write here cannot be changed once the result is in."),
        ),
    )

    title = line(_("What will be tried"), longest=160)
    plan = area(_("Who does what, where, how many times"), longest=4000)
    owner = forms.ChoiceField(label=_("Who answers for it"))
    starts = forms.DateField(label=_("Starts"))
    measure = forms.ChoiceField(label=_("Indicator that should move"), required=False)
    own_measure = line(_("Or what you count by hand"), required=False)
    prediction = area(_("What do you expect to happen, and why?"))
    predicted = forms.DecimalField(
        label=_("As a number, if you can"), required=False, max_digits=16, decimal_places=4
    )
    result_due = forms.DateField(label=_("When you will look at the result"))

    def __init__(self, *args: Any, by: Actor, full: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("measure", measure_choices())
        if full:
            self.offer("owner", people(by))
        else:
            del self.fields["owner"], self.fields["goal"]

    def clean(self) -> dict[str, Any]:
        """One way to see it, and a result after the start."""
        told = super().clean() or {}
        if "measure" in told and not told["measure"] and not told.get("own_measure"):
            self.add_error("measure", _("Choose an indicator, or say below what you count by hand."))
        if told.get("starts") and told.get("result_due") and told["result_due"] < told["starts"]:
            self.add_error("result_due", _("The result cannot be there before the test begins."))
        return told


class ResultForm(PlainForm):
    """What happened and what was learned."""

    submit_label = _("Write the result down")

    result = area(_("What happened"), longest=4000)
    observed = forms.DecimalField(label=_("As a number"), required=False, max_digits=16, decimal_places=4)
    study = area(_("What did you learn: where was the prediction right, where wrong?"), longest=4000)


class DecideForm(PlainForm):
    """Adopt, adapt or abandon."""

    submit_label = _("Decide about the test")

    decision = forms.ChoiceField(
        label=_("What follows"),
        choices=[
            (Decision.ADOPT.value, _("Adopt: keep doing it, and spread it")),
            (Decision.ADAPT.value, _("Adapt: try it another way")),
            (Decision.ABANDON.value, _("Abandon: it did not help")),
        ],
    )
    reason = area(_("Why"))


class SpreadForm(PlainForm):
    """A partner takes a change on."""

    submit_label = _("Write down who takes it on")

    to = forms.ChoiceField(label=_("Partner that takes it on"))
    since = forms.DateField(label=_("Since"))

    def __init__(self, *args: Any, partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to", partners)


class ReviewForm(PlainForm):
    """Planning a review."""

    submit_label = _("Plan the review")

    title = line(_("Name"), longest=160, hint=_("“Half-year review, spring”"))
    first = forms.DateField(label=_("Looks back from"))
    last = forms.DateField(label=_("Until"))
    meets_on = forms.DateField(label=_("Meeting on"))
    comments_until = forms.DateField(label=_("Partners comment until"))


class CommentForm(PlainForm):
    """A comment before the meeting."""

    submit_label = _("Comment for my organisation")

    section = forms.ChoiceField(label=_("On"), required=False)
    text = area(_("What your organisation says"), longest=4000)

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("section", [("", _("The whole")), *sections])


class WordsForm(PlainForm):
    """A text: a decision, an amendment, a summary, a reason."""

    text = area(_("In words"), longest=4000)

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label


class TargetForm(PlainForm):
    """Another target."""

    measure = forms.ChoiceField(label=_("Indicator"))
    target = forms.FloatField(label=_("New target"), help_text=_("In the unit of the indicator."))
    text = area(_("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("measure", measure_choices()[1:])


class OutcomeActionForm(PlainForm):
    """An action that a review came to."""

    title = line(_("What will be done"))
    done_when = line(_("Done when"), longest=500)
    owner = forms.ChoiceField(label=_("Who answers for it"))
    starts = forms.DateField(label=_("Starts"))
    due = forms.DateField(label=_("Due"))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", people(by))


class EvaluateForm(PlainForm):
    """What to ask of the published figures."""

    submit_label = _("Evaluate the change")

    measure = forms.ChoiceField(label=_("Indicator"))
    start = forms.ChoiceField(label=_("The change began in"))
    group = forms.ChoiceField(label=_("Where it changed"), required=False)
    comparisons = forms.MultipleChoiceField(
        label=_("Compared with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Partners where it did not change. Without any, the series is compared with its own past."
        ),
    )
    delay = forms.IntegerField(
        label=_("Months it took to come in"),
        required=False,
        min_value=0,
        max_value=12,
        initial=0,
        help_text=_("They are left out. Only without comparison."),
    )

    def __init__(
        self,
        *args: Any,
        months: list[date],
        groups: list[str],
        measures: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("measure", measures)
        self.offer("start", [(one.isoformat(), f"{one:%B %Y}") for one in months])
        self.offer(
            "group",
            [
                ("", _("Everywhere: all partners together")),
                *((name, name) for name in groups),
            ],
        )
        self.offer("comparisons", [(name, name) for name in groups])

    def clean_start(self) -> date:
        """As a date."""
        return date.fromisoformat(self.cleaned_data["start"])

    def clean(self) -> dict[str, Any]:
        """A comparison needs a partner that changed, and another one."""
        told = super().clean() or {}
        if told.get("comparisons") and not told.get("group"):
            self.add_error("group", _("Say at which partner it changed."))
        if told.get("group") and told["group"] in told.get("comparisons", []):
            self.add_error("comparisons", _("A partner cannot be compared with itself."))
        return told


class LessonForm(PlainForm):
    """A lesson with its evidence."""

    submit_label = _("Keep the lesson")

    title = line(_("The lesson, in one line"), longest=160)
    verdict = forms.ChoiceField(label=_("Did it work?"), choices=Lesson.VERDICTS)
    what = area(_("What was done"), longest=4000)
    for_whom = line(_("For whom, and where"), longest=500)
    learned = area(_("What was learned"), longest=4000)
    conditions = area(_("What it takes elsewhere"), required=False)
    evidence = area(
        _("What shows it"), longest=4000, hint=_("Figures, a test, an evaluation, what people said.")
    )


class SearchForm(PlainForm):
    """Words to look for among lessons."""

    q = forms.CharField(
        label=_("What are you about to begin?"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
