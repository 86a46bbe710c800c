from django.urls import path

from commonweal.referrals.network import views

app_name = "network"
urlpatterns = [
    path("", views.show, name="show"),
    path("export/", views.export, name="export"),
    path("rows/", views.rows, name="rows"),
]
