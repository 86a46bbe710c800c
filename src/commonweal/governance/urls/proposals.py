from django.urls import URLPattern, path

from commonweal.governance.views import ballot_link, proposals

urlpatterns: list[URLPattern] = [
    path("proposals/", proposals.proposal_list, name="proposals"),
    path("proposals/put/", proposals.put, name="put-proposal"),
    path("proposals/<uuid:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:pk>/change/", proposals.change, name="change-proposal"),
    path("proposals/<uuid:pk>/evidence/", proposals.evidence, name="add-evidence"),
    path("proposals/<uuid:pk>/opinion/", proposals.opinion, name="give-opinion"),
    path("proposals/<uuid:pk>/open/", proposals.open_vote, name="open-vote"),
    path("proposals/<uuid:pk>/consent/", proposals.consent, name="reserved-consent"),
    path("proposals/<uuid:pk>/present/", proposals.present, name="mark-present"),
    path("proposals/<uuid:pk>/count/", proposals.count, name="count"),
    path("proposals/<uuid:pk>/withdraw/", proposals.withdraw, name="withdraw-proposal"),
    path("proposals/<uuid:pk>/recount/", proposals.recount, name="recount"),
    path("proposals/<uuid:pk>/seats/<uuid:seat>/vote/", proposals.vote, name="vote"),
    path("proposals/<uuid:pk>/seats/<uuid:seat>/stand-aside/", proposals.recuse, name="recuse"),
    path("ballots/<uuid:pk>/met/", proposals.met, name="objection-met"),
    path("ballot/<str:token>/", ballot_link.ballot, name="ballot-link"),
]
