from django.urls import URLPattern, path

from commonweal.clients.views import consents, needs, people

app_name = "clients"
urlpatterns: list[URLPattern] = [
    path("", people.listing, name="list"),
    path("register/", people.register, name="register"),
    path("needs/<uuid:pk>/change/", needs.change, name="change-need"),
    path("consents/<uuid:pk>/", consents.show, name="consent"),
    path("consents/<uuid:pk>/revoke/", consents.revoke, name="revoke"),
    path("<uuid:pk>/", people.show, name="show"),
    path("<uuid:pk>/edit/", people.edit, name="edit"),
    path("<uuid:pk>/disclosures/", people.disclosures, name="disclosures"),
    path("<uuid:pk>/needs/new/", needs.new, name="new-need"),
    path("<uuid:pk>/screenings/", needs.choose, name="screenings"),
    path("<uuid:pk>/screenings/new/<slug:name>/", needs.screen, name="screen"),
    path("<uuid:pk>/screenings/<uuid:part>/", needs.screening, name="screening"),
    path("<uuid:pk>/consents/new/", consents.new, name="new-consent"),
]
