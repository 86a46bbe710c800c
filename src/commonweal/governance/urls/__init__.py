from django.urls import URLPattern

from commonweal.governance.urls import bodies, decisions, proposals

app_name = "governance"
urlpatterns: list[URLPattern] = [*bodies.urlpatterns, *proposals.urlpatterns, *decisions.urlpatterns]
