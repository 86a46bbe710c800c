"""A convenor's first hour: steps whose state is worked out from what is there, so that one can leave and come back."""

from __future__ import annotations

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor
from commonweal.agreements.models import Agreement
from commonweal.charter.models import Challenge, Statement, StatementRound
from commonweal.database import clock
from commonweal.directory.models import Service
from commonweal.helm.facts.counting import HowMany, count
from commonweal.helm.rules import Step
from commonweal.partners.models import Membership


def steps(by: Actor) -> list[Step]:
    """The first hour of the actor's alliance."""
    sharing = Agreement.objects.filter(kind="data_sharing", in_force__contains=clock.now())
    n = count(
        by.own_alliance_id,
        {
            "members": HowMany(
                Membership.objects.current().filter(alliance_id=by.own_alliance_id).values("pk")
            ),
            "services": HowMany(Service.objects.filter(status="active").values("pk")),
            "rounds": HowMany(StatementRound.objects.values("pk")),
            "statements": HowMany(Statement.objects.filter(withdrawn_at=None).values("pk")),
            "sharing": Exists(sharing),
            "challenge": Exists(Challenge.objects.all()),
        },
    )
    members, services, rounds, statements = (
        n[one] for one in ("members", "services", "rounds", "statements")
    )
    return [
        Step(
            _("Say what the alliance is for"),
            _(
                "Begin from a template: it brings a challenge, a population, services, goals and risks to change."
            ),
            n["challenge"],
            _("The challenge is described."),
            reverse("charter:challenge" if n["challenge"] else "charter:begin"),
            _("Choose a template"),
        ),
        Step(
            _("Bring the first partners in"),
            _("Add each organisation and invite somebody who speaks for it; they get a link by e-mail."),
            members > 1,
            ngettext("%(n)d organisation takes part.", "%(n)d organisations take part.", members)
            % {"n": members},
            reverse("partners:list" if members > 1 else "partners:bring-in"),
            _("Bring a partner in"),
        ),
        Step(
            _("Bring the directory in"),
            _("Import the services of your county from its 211 or any HSDS package."),
            bool(services),
            ngettext("%(n)d service can be found.", "%(n)d services can be found.", services)
            % {"n": services},
            reverse("directory:imports" if services else "interchange:import"),
            _("Import a directory"),
        ),
        Step(
            _("Hold the first round of statements"),
            _(
                "Ask every partner what the future should look like; they answer one statement at a time, on a phone."
            ),
            bool(rounds and statements),
            ngettext("%(n)d statement has been made.", "%(n)d statements have been made.", statements)
            % {"n": statements},
            reverse("charter:statements" if rounds else "charter:open-round"),
            _("See the round") if rounds else _("Open a round of statements"),
        ),
        Step(
            _("Agree what may be shared"),
            _(
                "Draft a data-sharing agreement; the moment all have signed it, referrals can pass between them."
            ),
            n["sharing"],
            _("Data sharing is in force."),
            reverse("agreements:list"),
            _("Draft an agreement"),
        ),
    ]
