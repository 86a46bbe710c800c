from django.urls import URLPattern

app_name = "technology"
urlpatterns: list[URLPattern] = []
