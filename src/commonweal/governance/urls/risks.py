from django.urls import URLPattern, path

from commonweal.governance.views import risks

urlpatterns: list[URLPattern] = [
    path("risks/", risks.risk_list, name="risks"),
    path("risks/name/", risks.record, name="record-risk"),
    path("risks/<uuid:pk>/", risks.show, name="risk"),
    path("risks/<uuid:pk>/change/", risks.change, name="change-risk"),
    path("risks/<uuid:pk>/review/", risks.review, name="review-risk"),
    path("risks/<uuid:pk>/close/", risks.close, name="close-risk"),
]
