from django.urls import URLPattern, path

from commonweal.governance.views import decisions

urlpatterns: list[URLPattern] = [
    path("decisions/", decisions.decision_list, name="decisions"),
    path("decisions/record/", decisions.record, name="record-decision"),
    path("decisions/<uuid:pk>/", decisions.decision, name="decision"),
    path("decisions/<uuid:pk>/seen/", decisions.seen, name="decision-seen"),
    path("decisions/<uuid:pk>/actions/", decisions.add_action, name="add-decision-action"),
    path("decisions/<uuid:pk>/why/", decisions.explain, name="explain-decision"),
    path("decisions/<uuid:pk>/tell/", decisions.tell, name="tell-decision"),
    path("decisions/<uuid:pk>/review/", decisions.review, name="review-decision"),
    path("actions/<uuid:pk>/done/", decisions.finish_action, name="decision-action-done"),
]
