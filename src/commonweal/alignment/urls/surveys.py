from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("surveys/a/<str:token>/", lambda request, token: HttpResponse(""), name="survey-link")]
