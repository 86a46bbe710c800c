from django.urls import URLPattern, path

from commonweal.governance.views import promises

urlpatterns: list[URLPattern] = [
    path("promises/", promises.promise_list, name="promises"),
    path("promises/record/", promises.record, name="record-promise"),
    path("promises/<uuid:pk>/", promises.show, name="promise"),
    path("promises/<uuid:pk>/kept/", promises.keep, name="keep-promise"),
    path("promises/<uuid:pk>/release/", promises.release, name="release-promise"),
    path("partner/<uuid:pk>/", promises.of_partner, name="partner"),
    path("partner/<uuid:pk>/review/", promises.review, name="review-partner"),
    path("partner/<uuid:pk>/value/", promises.log_value, name="log-value"),
    path("reviews/<uuid:pk>/say/", promises.own_say, name="own-say"),
    path("between/", promises.choose_pair, name="choose-pair"),
    path("between/<uuid:one>/<uuid:other>/", promises.pair, name="pair"),
]
