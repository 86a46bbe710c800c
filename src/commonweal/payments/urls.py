from django.urls import URLPattern, path

from commonweal.payments.views import pools, settlements, simulation, years

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("", years.year_list, name="years"),
    path("draft/", years.draft, name="draft"),
    path("try/", simulation.simulate, name="simulate"),
    path("years/<uuid:pk>/", years.show, name="year"),
    path("years/<uuid:pk>/change/", years.change, name="change"),
    path("years/<uuid:pk>/parties/", years.parties, name="parties"),
    path("years/<uuid:pk>/offer/", years.offer, name="offer"),
    path("years/<uuid:pk>/take-back/", years.take_back, name="take-back"),
    path("years/<uuid:pk>/sign/", years.sign, name="sign"),
    path("years/<uuid:pk>/figures/", years.figures, name="figures"),
    path("years/<uuid:pk>/complete/", settlements.declare, name="declare"),
    path("years/<uuid:pk>/reopen/", settlements.reopen, name="reopen"),
    path("years/<uuid:pk>/trial/", settlements.preview, name="preview"),
    path("years/<uuid:pk>/settle/", settlements.settle, name="settle"),
    path("years/<uuid:pk>/settle-again/", settlements.settle_again, name="settle-again"),
    path("years/<uuid:pk>/settlement/", settlements.whole, name="whole"),
    path("years/<uuid:pk>/close/", settlements.close, name="close"),
    path("years/<uuid:pk>/spend/", years.spend, name="spend"),
    path("figures/<uuid:pk>/withdraw/", years.withdraw_figure, name="withdraw-figure"),
    path("statements/<uuid:pk>/", settlements.statement, name="statement"),
    path("statements/<uuid:pk>/dispute/", settlements.dispute, name="dispute"),
    path("disputes/<uuid:pk>/answer/", settlements.answer, name="answer"),
    path("pools/", pools.pool_list, name="pools"),
    path("pools/open/", pools.open_pool, name="open-pool"),
    path("pools/<uuid:pk>/", pools.pool, name="pool"),
    path("pools/<uuid:pk>/paid-in/", pools.contribute, name="contribute"),
    path("pools/<uuid:pk>/ask/", pools.ask, name="ask"),
    path("pools/<uuid:pk>/carry-over/", pools.carry_over, name="carry-over"),
    path("payments/<uuid:pk>/approve/", pools.approve, name="approve"),
    path("payments/<uuid:pk>/decline/", pools.decline, name="decline"),
    path("payments/<uuid:pk>/pay/", pools.pay, name="pay"),
    path("entries/<uuid:pk>/take-back/", pools.correct, name="correct"),
]
