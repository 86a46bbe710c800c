from django.urls import URLPattern, path

from commonweal.governance.views import bodies

urlpatterns: list[URLPattern] = [
    path("bodies/", bodies.body_list, name="bodies"),
    path("bodies/set-up/", bodies.set_up, name="set-up-body"),
    path("bodies/<uuid:pk>/", bodies.body, name="body"),
    path("bodies/<uuid:pk>/change/", bodies.change, name="change-body"),
    path("bodies/<uuid:pk>/end/", bodies.end, name="end-body"),
    path("bodies/<uuid:pk>/seats/", bodies.add_seat, name="add-body-seat"),
    path("seats/<uuid:pk>/person/", bodies.seat_person, name="seat-person"),
    path("seats/<uuid:pk>/chair/", bodies.chair, name="chair"),
    path("seats/<uuid:pk>/end/", bodies.end_seat, name="end-body-seat"),
    path("people/<uuid:pk>/leave/", bodies.end_tenure, name="end-tenure"),
    path("rights/", bodies.rights, name="rights"),
    path("rights/assign/", bodies.assign, name="assign-right"),
    path("rights/<uuid:pk>/end/", bodies.withdraw_right, name="end-right"),
    path("interests/", bodies.interests, name="interests"),
    path("interests/declare/", bodies.declare, name="declare-interest"),
    path("interests/<uuid:pk>/end/", bodies.end_interest, name="end-interest"),
]
