from django.urls import URLPattern, path

from commonweal.interchange import views

app_name = "interchange"
urlpatterns: list[URLPattern] = [
    path("import/", views.import_directory, name="import"),
    path("import/<uuid:pk>/again/", views.start_again, name="start-again"),
    path("export.zip", views.export_directory, name="export"),
]
