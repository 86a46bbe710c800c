from django.urls import URLPattern, path
from django.http import HttpResponse

app_name = "governance"
urlpatterns: list[URLPattern] = [
    path("ballot/<str:t>/", HttpResponse, name="ballot-link"),
    path("decisions/<uuid:pk>/", HttpResponse, name="decision"),
]
