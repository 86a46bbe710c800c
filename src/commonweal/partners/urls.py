from django.urls import URLPattern, path

from commonweal.partners import views

app_name = "partners"
urlpatterns: list[URLPattern] = [
    path("alliance/", views.alliance, name="alliance"),
    path("alliance/edit/", views.edit_alliance, name="edit-alliance"),
    path("alliances/", views.alliances, name="alliances"),
    path("alliances/open/", views.open_alliance, name="open-alliance"),
    path("partners/", views.partner_list, name="list"),
    path("partners/bring-in/", views.bring_in, name="bring-in"),
    path("partners/<uuid:pk>/", views.show, name="show"),
    path("partners/<uuid:pk>/edit/", views.edit, name="edit"),
    path("partners/<uuid:pk>/end/", views.end_membership, name="end-membership"),
    path("partners/<uuid:pk>/sites/add/", views.add_site, name="add-site"),
    path("sites/<uuid:pk>/edit/", views.edit_site, name="edit-site"),
    path("sites/<uuid:pk>/remove/", views.remove_site, name="remove-site"),
    path("seats/", views.people, name="people"),
    path("seats/invite/", views.invite, name="invite"),
    path("seats/give/", views.give_seat, name="give-seat"),
    path("seats/<uuid:pk>/end/", views.end_seat, name="end-seat"),
    path("invitations/<uuid:pk>/send-again/", views.send_again, name="send-again"),
    path("invitations/<uuid:pk>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
    path("invitation/<str:secret>/", views.accept, name="accept"),
]
