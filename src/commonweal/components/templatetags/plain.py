"""Template tags for plain words: `{% load plain %}`.

ago, day, duration, exact, number, percent, figure, share, width · shape · beside (cells and
headings) · layout and faults (of forms) · safe_attrs · page_title · method_url · talk
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import UUID

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe

from commonweal.components import forms, talking, words
from commonweal.components.methods.reading import methods
from commonweal.components.status import Shape

register = template.Library()


def _time(moment: date | datetime, said: str, on_paper: str = "") -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        words.local(moment).isoformat(timespec="seconds")
        if isinstance(moment, datetime)
        else moment.isoformat(),
        words.exact(moment),
        format_html(' data-paper="{}"', on_paper) if on_paper else "",
        said,
    )


@register.filter
def ago(moment: date | datetime | None) -> str:
    """“2 days ago” in a <time> with the exact time; paper adds the day. Nothing for nothing."""
    return _time(moment, words.ago(moment, now=timezone.now()), words.on_paper(moment)) if moment else ""


@register.filter
def day(moment: date | datetime | None) -> str:
    """“Tuesday, 3 March” in a <time> with the exact time; paper adds what it leaves out. Nothing for nothing."""
    if not moment:
        return ""
    said, whole = words.day(moment, now=timezone.now()), words.exact_day(moment)
    return _time(moment, said, whole.removeprefix(said) if whole.startswith(said) else words.on_paper(moment))


@register.filter
def second(moment: datetime | None) -> str:
    """“3 Mar 2026, 14:05:09” in a <time>: for records of acts, where the order within a minute matters."""
    return _time(moment, formats.date_format(words.local(moment), "j M Y, H:i:s")) if moment else ""


@register.filter
def last_day(end: datetime | None) -> str:
    """The last day of a period that ends at this instant: what ends at midnight held through the day before."""
    return day(end - timedelta(microseconds=1)) if end else ""


@register.filter
def exact(moment: date | datetime | None) -> str:
    """The full date and time in a <time>: for records and print."""
    return _time(moment, words.exact(moment)) if moment else ""


@register.filter
def duration(span: timedelta | date | datetime | None) -> str:
    """A span in its largest unit: “2 days”. From a moment: the time between it and now, in a <time>."""
    if span is None:
        return ""
    if isinstance(span, timedelta):
        return words.duration(span)
    now = timezone.now()
    if isinstance(span, datetime):
        return _time(span, words.duration(now - span))
    return _time(span, words.duration(timezone.localdate(now) - span))


@register.filter
def number(value: float | Decimal | None, places: int = 0) -> str:
    """Thousands separated: 12000 → “12,000”."""
    return "" if value is None else words.number(value, places)


@register.filter
def percent(share: float | Decimal | None, places: int = 0) -> str:
    """A share of one as per cent: 0.79 → “79 %”."""
    return "" if share is None else words.percent(share, places)


@register.simple_tag
def figure(count: int | None, of: int | None, label: str = "", places: int = 0) -> str:
    """`{% figure 41 52 "got help" %}` → “41 of 52 got help, 79 %”."""
    return words.figure(count, of, label, places)


@register.simple_tag
def share(count: int, of: int) -> Decimal:
    """The share of a count in its denominator, which is not 0."""
    return Decimal(count) / Decimal(of)


@register.simple_tag
def width(part: Decimal) -> str:
    """A share as the length of a bar of 100, whatever the reader's decimal sign; never more than the bar."""
    return f"{min(max(part, Decimal(0)), Decimal(1)) * 100:.1f}"


@register.filter
def shape(name: str) -> Shape:
    """The shape of that name; an unknown name is a mistake in the template and is said so."""
    return Shape(name)


@register.simple_tag
def method_url(page: str) -> str:
    """The address of a method page; an unknown name is a mistake in the template and is said so."""
    if page not in methods():
        raise LookupError(f"There is no method page docs/methods/{page}.md.")
    return reverse("methods:page", args=[page])


@register.filter
def beside(cells: Sequence[Any], headings: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a row with the heading of its column, which stands beside it on a phone."""
    return list(zip(headings, cells, strict=True))


@register.filter
def layout(field: BoundField) -> str:
    """How a form field is laid out: choices, check, group, hidden or line."""
    return forms.kind(field)


@register.filter
def faults(form: Any) -> list[forms.Fault]:
    """Every error of a form with the field it belongs to."""
    return forms.faults(form)


@register.filter
def safe_attrs(attrs: Any) -> SafeString:
    """The attributes a component was given and did not name, escaped.

    Cotton prints `{{ attrs }}` unescaped, and lets a value that begins and ends with a quotation mark
    break out of its attribute; names and what was typed may stand in attributes here.
    """
    pairs = getattr(attrs, "attrs_dict", lambda: attrs)()
    parts = []
    for name, value in pairs.items():
        if value is False or value is None:
            continue
        if value is True:
            parts.append(format_html(" {}", name))
        else:
            # Rendered text is already escaped, apart from quotation marks the template itself wrote.
            text = mark_safe(str(conditional_escape(value)).replace('"', "&quot;"))  # noqa: S308
            parts.append(format_html(' {}="{}"', name, text))
    return format_html_join("", "{}", ((part,) for part in parts))


def text_of(html: str) -> str:
    """What is read of a piece of HTML, without its elements."""
    return unescape(strip_tags(html))


@register.simple_tag(takes_context=True)
def page_title(context: Context, name: str = "title") -> str:
    """The text of the page's block of that name, for <title>: written once, used in the heading too."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks is not None else None
    if block is None:
        return ""
    text = " ".join(strip_tags(block.render(context)).split())
    # The block's text is escaped already; escaping it again would show entities in the tab.
    return mark_safe(text.replace("<", "&lt;"))  # noqa: S308


@register.inclusion_tag("components/talk.html", takes_context=True)
def talk(context: Context) -> dict[str, Any]:
    """The way to what is said about the record that the page shows (components/talking.py); else nothing."""
    request, by = context.get("request"), context.get("actor")
    match = getattr(request, "resolver_match", None)
    pk = match.kwargs.get("pk") if match is not None else None
    if by is None or match is None or not isinstance(pk, UUID):
        return {"found": None}
    return {"found": talking.about(by, match.view_name, pk)}
