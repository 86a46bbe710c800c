"""Addresses of governance, one list per noun."""

from django.urls import URLPattern

from commonweal.governance.urls import bodies, conflicts, decisions, promises, proposals, risks

app_name = "governance"
urlpatterns: list[URLPattern] = [
    *bodies.urlpatterns,
    *proposals.urlpatterns,
    *decisions.urlpatterns,
    *conflicts.urlpatterns,
    *risks.urlpatterns,
    *promises.urlpatterns,
]
