from datetime import date

from django.urls import URLPattern, path, register_converter

from commonweal.agreements.views import drafting, reading, signing, working


class Day:
    """A day in an address: 2026-03-31."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Raises ValueError for a day that is not in the calendar; the address then does not exist."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """As it is written in the address."""
        return str(value)


register_converter(Day, "day")

app_name = "agreements"
urlpatterns: list[URLPattern] = [
    path("", reading.agreement_list, name="list"),
    path("begin/", drafting.begin, name="begin"),
    path("draft/", drafting.draft, name="draft"),
    path("dates/", working.dates, name="dates"),
    path("<uuid:pk>/", reading.show, name="show"),
    path("<uuid:pk>/amend/", drafting.amend, name="amend"),
    path("<uuid:pk>/renew/", working.renew, name="renew"),
    path("<uuid:pk>/join/", working.accede, name="accede"),
    path("<uuid:pk>/leave/", signing.leave, name="leave"),
    path("<uuid:pk>/end/", signing.end, name="end"),
    path("<uuid:pk>/exit/", working.begin_exit, name="begin-exit"),
    path("<uuid:pk>/exit/<uuid:task_pk>/", working.finish_step, name="finish-step"),
    path("<uuid:pk>/scan/<uuid:scan_pk>/", working.scanned, name="scanned"),
    path("<uuid:pk>/remark/<uuid:remark_pk>/", working.answer, name="answer"),
    path("<uuid:pk>/version/<int:number>/", reading.version, name="version"),
    path("<uuid:pk>/version/<int:number>/pdf/", working.pdf, name="pdf"),
    path("<uuid:pk>/version/<int:number>/edit/", drafting.edit, name="edit"),
    path("<uuid:pk>/version/<int:number>/remark/", working.remark, name="remark"),
    path("<uuid:pk>/version/<int:number>/offer/", drafting.offer, name="offer"),
    path("<uuid:pk>/version/<int:number>/withdraw/", signing.withdraw, name="withdraw"),
    path("<uuid:pk>/version/<int:number>/sign/", signing.sign, name="sign"),
    path("<uuid:pk>/version/<int:number>/scan/", working.scan, name="scan"),
    path("<uuid:pk>/version/<int:number>/counter-sign/", working.countersign, name="countersign"),
    path("<uuid:pk>/version/<int:number>/report/<str:clause>/<day:due>/", working.report, name="report"),
]
