from django.urls import URLPattern, path

from commonweal.performance.views import feeding, folders, indicator, network, publishing, scorecard

app_name = "performance"
urlpatterns: list[URLPattern] = [
    path("", scorecard.scorecard, name="scorecard"),
    path("feed/", feeding.feed, name="feed"),
    path("feed/network/", network.feed, name="feed-network"),
    path("feed/network/tables.zip", network.export, name="network-export"),
    path("feed/folders/", folders.point_at, name="point-at"),
    path("feed/folders/<uuid:pk>/look/", folders.look, name="look"),
    path("feed/folders/<uuid:pk>/let-be/", folders.let_be, name="let-be"),
    path("feed/<uuid:pk>/", feeding.run, name="run"),
    path("feed/<uuid:pk>/start-again/", feeding.start_again, name="start-again"),
    path("feed/<uuid:pk>/hand-on/", feeding.hand_on, name="hand-on"),
    path("feed/<uuid:pk>/take-back/", feeding.take_back, name="take-back"),
    path("versions/", publishing.versions, name="versions"),
    path("versions/publish/", publishing.publish, name="publish"),
    path("versions/<int:number>/", publishing.version, name="version"),
    path("versions/<int:number>/withdraw/", publishing.withdraw, name="withdraw"),
    path("indicator/<slug:name>/", indicator.show, name="indicator"),
    path("indicator/<slug:name>/export/", indicator.export, name="export"),
    path("indicator/<slug:name>/decide/<slug:kind>/", indicator.decide, name="decide"),
]
