"""Forms: labels, hints, errors by the field and in a summary, the right keyboard on a phone."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from hypothesis import given
from hypothesis import strategies as st

from commonweal.components.examples import HOSTILE, IntakeForm
from commonweal.components.forms import PlainForm, PlainRenderer, faults
from tests.pages.component_pages import Elements, part

FORM = '<c-form :form="form" name="intake" back="/back/" />'


def test_every_field_has_its_label() -> None:
    page = Elements(part(FORM, form=IntakeForm()))
    labels = {attrs.get("for") for attrs in page.named("label")}
    for tag in ("input", "select", "textarea"):
        for attrs in page.named(tag):
            if attrs.get("type") not in ("hidden", "submit"):
                assert attrs["id"] in labels, attrs
    assert page.depth == []


def test_hints_and_errors_are_tied_to_their_field() -> None:
    page = Elements(part(FORM, form=IntakeForm({"name": ""})))
    ids = [attrs["id"] for _tag, attrs in page.found if attrs.get("id")]
    assert len(ids) == len(set(ids))
    named = {name: attrs for _tag, attrs in page.found if (name := attrs.get("name"))}
    assert named["name"]["aria-describedby"] == "id_name_helptext id_name_error"
    assert named["name"]["aria-invalid"] == "true"
    described = [attrs["aria-describedby"] for _t, attrs in page.found if attrs.get("aria-describedby")]
    assert {one for several in described for one in several.split()} <= set(ids)


def test_the_summary_leads_to_each_field_at_fault() -> None:
    form = IntakeForm({"name": "Ana", "urgency": "soon"})
    page = Elements(part(FORM, form=form))
    ids = {attrs.get("id") for _tag, attrs in page.found}
    leads = [attrs["href"][1:] for attrs in page.named("a") if attrs.get("href", "").startswith("#")]
    assert leads == ["id_language", "id_need_0", "id_urgency", "id_consent"]
    assert set(leads) <= ids
    assert "4 things to put right" in page.text


def test_what_is_missing_is_said_plainly() -> None:
    said = {fault.label: fault.message for fault in faults(IntakeForm({}))}
    assert said["Name"] == "Fill this in."
    assert said["What would help most"] == "Choose one."
    assert said["The person agrees that Harvest Pantry sees this"].startswith("Tick this")


def test_a_form_without_errors_has_no_summary() -> None:
    assert "data-summary" not in part(FORM, form=IntakeForm())


def test_what_was_typed_is_there_again_and_harmless() -> None:
    html = part(FORM, form=IntakeForm({"name": HOSTILE, "urgency": "soon", "story": HOSTILE}))
    assert "<script" not in html
    page = Elements(html)
    assert next(a["value"] for a in page.named("input") if a.get("name") == "name") == HOSTILE
    # A number field would be emptied by the browser.
    urgency = next(a for a in page.named("input") if a.get("name") == "urgency")
    assert (urgency["type"], urgency["inputmode"], urgency["value"]) == ("text", "numeric", "soon")


def test_errors_of_the_whole_form_come_first() -> None:
    class Visit(PlainForm):
        name = forms.CharField()

        def clean(self) -> dict[str, object]:
            raise forms.ValidationError(HOSTILE)

    form = Visit({})
    assert [fault.field_id for fault in faults(form)] == ["", "id_name"]
    assert "<script" not in part(FORM, form=form)


def test_files_hidden_fields_and_forms_of_other_packages_are_printed() -> None:
    class Other(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput, initial="t1")
        paper = forms.FileField()
        when = forms.SplitDateTimeField()

    page = Elements(part(FORM, form=Other()))
    assert page.named("form")[0]["enctype"] == "multipart/form-data"
    assert {"token", "paper", "when_0", "when_1"} <= {a.get("name") for a in page.named("input")}


def test_groups_take_each_field_once() -> None:
    form = IntakeForm()
    names = [field.name for _group, fields in form.grouped for field in fields]
    assert sorted(names) == sorted(form.fields)


@pytest.mark.parametrize("method", ["post", "get"])
def test_only_a_posted_form_carries_the_token(method) -> None:
    html = part(f'<c-form :form="form" method="{method}" />', form=IntakeForm())
    assert ("csrfmiddlewaretoken" in html) is (method == "post")


@given(
    st.lists(st.tuples(st.text() | st.integers() | st.none(), st.text()), max_size=4),
    st.dictionaries(st.sampled_from(["id", "class", "required", "hidden"]), st.text() | st.booleans()),
    st.booleans(),
)
def test_a_list_of_choices_is_the_one_that_django_draws(choices, attributes, grouped) -> None:
    given_choices = [(HOSTILE, choices), ("", HOSTILE)] if grouped else choices
    chosen = choices[0][0] if choices else None
    widget = forms.Select(attributes, given_choices)
    ours = widget.render("one", chosen, renderer=PlainRenderer())
    theirs = widget.render("one", chosen, renderer=DjangoTemplates())
    assert Elements(ours).found == Elements(theirs).found
    assert "".join(Elements(ours).text.split()) == "".join(Elements(theirs).text.split())
