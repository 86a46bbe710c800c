from django.urls import URLPattern, path

from commonweal.helm import finding, views

app_name = "helm"
urlpatterns: list[URLPattern] = [
    path("capabilities/", views.capabilities, name="capabilities"),
    path("why-partnerships-fail/", views.failing, name="failing"),
    path("brief/", views.brief, name="brief"),
    path("start/", views.first_hour, name="start"),
    path("needs/put-aside/", views.put_aside, name="put-aside"),
    path("needs/hand-over/", views.hand_over, name="hand-over"),
    path("needs/take-up/", views.take_up, name="take-up"),
    path("dates/", finding.dates_page, name="dates"),
    path("dates.ics", finding.dates_file, name="dates-file"),
    path("thresholds/<slug:name>/", views.threshold, name="threshold"),
    path("letter/", views.digest, name="digest"),
    path("letter/now/", views.send_digest, name="send-digest"),
]
