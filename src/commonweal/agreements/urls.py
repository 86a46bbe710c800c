from django.urls import URLPattern, path

from commonweal.agreements import views

app_name = "agreements"
urlpatterns: list[URLPattern] = [
    path("", views.agreement_list, name="list"),
    path("draft/", views.draft, name="draft"),
    path("<uuid:pk>/", views.show, name="show"),
    path("<uuid:pk>/amend/", views.amend, name="amend"),
    path("<uuid:pk>/leave/", views.leave, name="leave"),
    path("<uuid:pk>/end/", views.end, name="end"),
    path("<uuid:pk>/version/<int:number>/", views.version, name="version"),
    path("<uuid:pk>/version/<int:number>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/version/<int:number>/offer/", views.offer, name="offer"),
    path("<uuid:pk>/version/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/version/<int:number>/sign/", views.sign, name="sign"),
]
