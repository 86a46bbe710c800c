"""Languages as directories write them ("Creole with translators as needed") turned into codes one can search by.

Codes are ISO 639-1 where there is one, else ISO 639-3. Plain Python.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Spoken(NamedTuple):
    """A language people ask for: what it is called in English and by those who speak it."""

    name: str
    own_name: str
    also: tuple[str, ...] = ()


LANGUAGES: dict[str, Spoken] = {
    "en": Spoken("English", "English", ("ingles",)),
    "es": Spoken("Spanish", "Español", ("espanol", "castellano")),
    "ht": Spoken("Haitian Creole", "Kreyòl ayisyen", ("creole", "kreyol")),
    "ase": Spoken("American Sign Language", "ASL", ("sign language", "asl")),
    "am": Spoken("Amharic", "አማርኛ"),
    "ar": Spoken("Arabic", "العربية"),
    "bn": Spoken("Bengali", "বাংলা", ("bangla",)),
    "my": Spoken("Burmese", "မြန်မာ"),
    "zh": Spoken("Chinese", "中文", ("mandarin", "cantonese", "taiwanese")),
    "da": Spoken("Danish", "Dansk"),
    "nl": Spoken("Dutch", "Nederlands"),
    "fa": Spoken("Persian", "فارسی", ("farsi", "dari")),
    "fr": Spoken("French", "Français", ("francais",)),
    "de": Spoken("German", "Deutsch"),
    "el": Spoken("Greek", "Ελληνικά"),
    "gu": Spoken("Gujarati", "ગુજરાતી"),
    "he": Spoken("Hebrew", "עברית"),
    "hi": Spoken("Hindi", "हिन्दी"),
    "hmn": Spoken("Hmong", "Hmoob"),
    "is": Spoken("Icelandic", "Íslenska"),
    "it": Spoken("Italian", "Italiano"),
    "ja": Spoken("Japanese", "日本語"),
    "km": Spoken("Khmer", "ខ្មែរ", ("cambodian",)),
    "ko": Spoken("Korean", "한국어"),
    "lo": Spoken("Lao", "ລາວ"),
    "ne": Spoken("Nepali", "नेपाली"),
    "no": Spoken("Norwegian", "Norsk"),
    "om": Spoken("Oromo", "Afaan Oromoo"),
    "ps": Spoken("Pashto", "پښتو"),
    "pl": Spoken("Polish", "Polski"),
    "pt": Spoken("Portuguese", "Português", ("portugues",)),
    "pa": Spoken("Punjabi", "ਪੰਜਾਬੀ"),
    "ro": Spoken("Romanian", "Română"),
    "ru": Spoken("Russian", "Русский"),
    "so": Spoken("Somali", "Soomaali"),
    "sw": Spoken("Swahili", "Kiswahili"),
    "sv": Spoken("Swedish", "Svenska"),
    "tl": Spoken("Tagalog", "Tagalog", ("filipino",)),
    "th": Spoken("Thai", "ไทย"),
    "ti": Spoken("Tigrinya", "ትግርኛ"),
    "tr": Spoken("Turkish", "Türkçe"),
    "uk": Spoken("Ukrainian", "Українська"),
    "ur": Spoken("Urdu", "اردو"),
    "vi": Spoken("Vietnamese", "Tiếng Việt"),
    "yi": Spoken("Yiddish", "ייִדיש"),
    "yo": Spoken("Yoruba", "Yorùbá"),
}

_WORDS: dict[str, str] = {
    word.lower(): code
    for code, spoken in LANGUAGES.items()
    for word in (spoken.name, spoken.own_name, *spoken.also)
}
_ANY = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True)) + r")(?!\w)"
)
_INTERPRETED = re.compile(
    r"(?:interpret|translat\w*|line)\s.*\b(?:for|in|to)\b|upon request|as needed|materials? available in|written",
    re.IGNORECASE,
)


def codes_in(name: str, code: str = "") -> list[str]:
    """The languages that a directory's words name, sorted; a code given beside them counts too.

    Words that promise no more than an interpreter or leaflets ("translation services provided for Spanish") name
    no language that is spoken there.
    """
    found: set[str] = set()
    given = code.strip().lower().split("-")[0]
    if given in LANGUAGES:
        found.add(given)
    if name and not _INTERPRETED.match(name.strip()):
        found |= {_WORDS[match[0]] for match in _ANY.finditer(name.lower())}
    return sorted(found)


def choices() -> list[tuple[str, str]]:
    """(code, name) for forms: the most asked for first, then by name."""
    first = ["en", "es", "ht", "ase"]
    rest = sorted((code for code in LANGUAGES if code not in first), key=lambda code: LANGUAGES[code].name)
    return [(code, LANGUAGES[code].name) for code in (*first, *rest)]
