"""Addresses of meetings."""

from django.urls import URLPattern, path

from commonweal.alignment.views.meetings import holding, planning

urlpatterns: list[URLPattern] = [
    path("meetings/", planning.meeting_list, name="meetings"),
    path("meetings/call/", planning.call, name="call-meeting"),
    path("meetings/<uuid:pk>/", holding.show, name="meeting"),
    path("meetings/<uuid:pk>/change/", planning.change, name="change-meeting"),
    path("meetings/<uuid:pk>/seats/", planning.choose_seats, name="meeting-seats"),
    path("meetings/<uuid:pk>/agenda/", planning.add_item, name="add-item"),
    path("meetings/<uuid:pk>/invite/", planning.invite, name="invite-meeting"),
    path("meetings/<uuid:pk>/call-off/", planning.call_off, name="call-off-meeting"),
    path("meetings/<uuid:pk>/meeting.ics", planning.calendar, name="meeting-file"),
    path("meetings/<uuid:pk>/attendance/", holding.attend, name="attendance"),
    path("meetings/<uuid:pk>/write/", holding.capture, name="capture"),
    path("meetings/<uuid:pk>/close/", holding.close, name="close-minutes"),
    path("meetings/<uuid:pk>/minutes/", holding.minutes, name="minutes"),
    path("meetings/<uuid:pk>/questions/", holding.answer, name="answer-meeting"),
    path("meetings/items/<uuid:pk>/up/", planning.move_item, name="move-item"),
    path("meetings/items/<uuid:pk>/remove/", planning.remove_item, name="remove-item"),
    path("meetings/items/<uuid:pk>/voices/", holding.voices, name="voices"),
    path("meetings/written/<uuid:pk>/take-out/", holding.take_out, name="take-out"),
    path("meetings/written/<uuid:pk>/done/", holding.done, name="action-done"),
]
