from django.urls import URLPattern, path

from commonweal.audit import views

app_name = "audit"
urlpatterns: list[URLPattern] = [path("", views.act_list, name="list")]
