"""Root addresses: each room brings its own."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from commonweal.helm import finding
from commonweal.helm import views as helm_views
from commonweal.web import sign_in, single_sign_on, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", helm_views.home, name="home"),
    path("home/", include("commonweal.helm.urls")),
    path("search/", finding.everywhere, name="search"),
    path("account/", views.account, name="account"),
    path("seat/", views.take_seat, name="take-seat"),
    path("sign-in/email/", sign_in.no_change_of_address, name="no-change-of-address"),
    path("sign-in/oidc/<slug:provider_id>/login/", single_sign_on.begin, name="single-sign-on"),
    path("sign-in/oidc/<slug:provider_id>/login/callback/", single_sign_on.back, name="single-sign-on-back"),
    path("sign-in/", include("allauth.urls")),
    path("gallery/", include("commonweal.components.urls")),
    path("methods/", include("commonweal.components.methods.urls")),
    path("", include("commonweal.partners.urls")),
    path("agreements/", include("commonweal.agreements.urls")),
    path("directory/", include("commonweal.directory.urls")),
    path("directory/", include("commonweal.interchange.urls")),
    path("people/", include("commonweal.clients.urls")),
    path("referrals/", include("commonweal.referrals.urls")),
    path("network/", include("commonweal.referrals.network.urls")),
    path("charter/", include("commonweal.charter.urls")),
    path("alignment/", include("commonweal.alignment.urls")),
    path("governance/", include("commonweal.governance.urls")),
    path("plans/", include("commonweal.plans.urls")),
    path("communications/", include("commonweal.communications.urls")),
    path("site/", include("commonweal.communications.site_urls")),
    path("mail-reports/", include("anymail.urls")),
    path("technology/", include("commonweal.technology.urls")),
    path("money/", include("commonweal.payments.urls")),
    path("figures/", include("commonweal.performance.urls")),
    path("record/", include("commonweal.audit.urls")),
]

if settings.DEMO:
    from commonweal.web import outbox

    urlpatterns += [
        path("outbox/", outbox.letters, name="outbox"),
        path("outbox/<slug:name>/", outbox.letter, name="letter"),
    ]
