"""Addresses of surveys and their results."""

from django.urls import URLPattern, path

from commonweal.alignment.views import answering, results, surveys

urlpatterns: list[URLPattern] = [
    path("surveys/", surveys.survey_list, name="surveys"),
    path("surveys/build/", surveys.build, name="survey-new"),
    path("surveys/imported/", surveys.imported_list, name="imported"),
    path("surveys/imported/add/", surveys.import_results, name="import"),
    path("surveys/imported/<uuid:pk>/", surveys.imported, name="imported-one"),
    path("surveys/a/<str:token>/", answering.by_link, name="survey-link"),
    path("surveys/<uuid:pk>/", surveys.survey, name="survey"),
    path("surveys/<uuid:pk>/question/", surveys.add_question, name="question-add"),
    path("surveys/<uuid:pk>/send/", surveys.send, name="survey-send"),
    path("surveys/questions/<uuid:pk>/<slug:what>/", surveys.change_question, name="question-change"),
    path("surveys/topics/", results.topics, name="topics"),
    path("surveys/rounds/<uuid:pk>/", results.sent, name="round"),
    path("surveys/rounds/<uuid:pk>/answer/", answering.answer, name="answer"),
    path("surveys/rounds/<uuid:pk>/remind/", surveys.remind, name="round-remind"),
    path("surveys/rounds/<uuid:pk>/close/", surveys.close, name="round-close"),
    path("surveys/rounds/<uuid:pk>/follow-up/", surveys.follow_up, name="follow-up"),
    path("surveys/rounds/<uuid:pk>/questions/<uuid:question>/", results.distribution, name="distribution"),
]
