"""What forms offer. Stored keys on the left; an older or imported key that is not here is shown as it stands."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, Any]]

LANGUAGES: Choices = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("am", _("Amharic")),
    ("ar", _("Arabic")),
    ("bn", _("Bengali")),
    ("zh", _("Chinese")),
    ("fr", _("French")),
    ("ht", _("Haitian Creole")),
    ("hi", _("Hindi")),
    ("hmn", _("Hmong")),
    ("ko", _("Korean")),
    ("ne", _("Nepali")),
    ("fa", _("Persian or Dari")),
    ("pl", _("Polish")),
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
    ("ase", _("Sign language (ASL)")),
    ("so", _("Somali")),
    ("sw", _("Swahili")),
    ("tl", _("Tagalog")),
    ("uk", _("Ukrainian")),
    ("ur", _("Urdu")),
    ("vi", _("Vietnamese")),
    ("other", _("Another language")),
]

CONTACT: Choices = [
    ("", _("No preference")),
    ("phone", _("Phone call")),
    ("text", _("Text message")),
    ("email", _("E-mail")),
    ("post", _("Letter")),
    ("person", _("In person only")),
]

# Categories of the federal standard (OMB Statistical Policy Directive 15 of 2024), asked as one question.
RACE_ETHNICITY: Choices = [
    ("native", _("American Indian or Alaska Native")),
    ("asian", _("Asian")),
    ("black", _("Black or African American")),
    ("hispanic", _("Hispanic or Latino")),
    ("mena", _("Middle Eastern or North African")),
    ("pacific", _("Native Hawaiian or Pacific Islander")),
    ("white", _("White")),
    ("several", _("Several, or another one")),
]
UNSAID = ("", _("Not said"))
GENDER: Choices = [
    UNSAID,
    ("woman", _("Woman")),
    ("man", _("Man")),
    ("non-binary", _("Non-binary")),
    ("other", _("Another one")),
]
ORIENTATION: Choices = [
    UNSAID,
    ("straight", _("Straight")),
    ("gay", _("Gay or lesbian")),
    ("bisexual", _("Bisexual")),
    ("other", _("Another one")),
]
DISABILITY: Choices = [
    UNSAID,
    ("none", _("No disability")),
    ("physical", _("Moving or using the hands")),
    ("sensory", _("Seeing or hearing")),
    ("cognitive", _("Learning or remembering")),
    ("several", _("Several, or another one")),
]
VETERAN: Choices = [UNSAID, ("yes", _("Yes")), ("no", _("No"))]

URGENCY: Choices = [
    ("routine", _("Routine")),
    ("soon", _("Within days")),
    ("urgent", _("Today")),
]
NEED_STATUS: Choices = [
    ("open", _("Open")),
    ("resolved", _("Resolved")),
    ("withdrawn", _("No longer wanted")),
    ("error", _("Entered in error")),
]


def said(choices: Choices, key: str) -> str:
    """A stored key in words."""
    return str(dict(choices).get(key, key))


def with_present(choices: Choices, key: str) -> Choices:
    """The choices, and the stored key where it is none of them, so that editing keeps it."""
    return choices if not key or key in dict(choices) else [*choices, (key, key)]
