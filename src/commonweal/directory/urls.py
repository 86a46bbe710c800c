from django.urls import URLPattern, path

from commonweal.directory import editing, keeping, views

app_name = "directory"
urlpatterns: list[URLPattern] = [
    path("", views.search, name="search"),
    path("services/<uuid:pk>/", views.service, name="service"),
    path("services/<uuid:pk>/capacity/", views.report_capacity, name="report-capacity"),
    path("services/<uuid:pk>/moves/", views.let_move, name="let-move"),
    path("services/<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("services/<uuid:pk>/needs/", views.needs, name="needs"),
    path("services/add/", editing.add_own, name="add-own"),
    path("services/<uuid:pk>/edit/", editing.edit, name="edit"),
    path("edits/<uuid:pk>/", editing.settle, name="settle"),
    path("room/", views.own_services, name="own-services"),
    path("terms/", keeping.terms, name="terms"),
    path("terms/confirm/", keeping.confirm_terms, name="confirm-terms"),
    path("terms/<uuid:pk>/", keeping.term, name="term"),
    path("imports/", keeping.imports, name="imports"),
    path("imports/<uuid:pk>/", keeping.import_done, name="import-done"),
    path("imports/<uuid:pk>/quarantine.csv", keeping.quarantine, name="quarantine"),
    path("providers/", keeping.providers, name="providers"),
    path("providers/<uuid:pk>/add/", editing.add, name="add"),
    path("providers/<uuid:pk>/", keeping.provider, name="provider"),
]
