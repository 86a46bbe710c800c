from django.urls import URLPattern, path

from commonweal.referrals.views import board, link, sending, show

app_name = "referrals"
urlpatterns: list[URLPattern] = [
    path("", board.board, name="board"),
    path("several/", board.several, name="several"),
    path("send/", sending.send, name="send"),
    path("notices/<uuid:pk>/read/", board.read_notice, name="read-notice"),
    path("files/<uuid:pk>/", show.attachment, name="attachment"),
    path("link/<str:token>/", link.link, name="link"),
    path("link/<str:token>/files/<uuid:pk>/", link.file, name="link-file"),
    path("<uuid:pk>/", show.show, name="show"),
    path("<uuid:pk>/acts/<slug:name>/", show.do, name="do"),
    path("<uuid:pk>/confirm/", show.confirm, name="confirm"),
    path("<uuid:pk>/reroute/", sending.reroute, name="reroute"),
    path("<uuid:pk>/onward/", sending.onward, name="onward"),
    path("<uuid:pk>/link/", show.send_link, name="send-link"),
    path("<uuid:pk>/messages/", show.write, name="write"),
    path("<uuid:pk>/files/", show.attach, name="attach"),
    path("<uuid:pk>/assign/", show.assign, name="assign"),
    path("<uuid:pk>/due/", show.due, name="due"),
]
