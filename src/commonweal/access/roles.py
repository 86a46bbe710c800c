"""The roles a seat may carry. A role is a set of permissions and the purposes for which it sees people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from commonweal.access.permissions import Permission

CARE = "care"
IMPROVEMENT = "improvement"
PAYMENT = "payment"

PURPOSES: dict[str, str] = {
    CARE: "helping the person: referrals and the coordination of care",
    IMPROVEMENT: "finding out what works, in figures",
    PAYMENT: "settling what partners earned",
}
"""Why somebody may look at a record about a person served. Consents and agreements name them."""


class Role:
    """What somebody does in an alliance. Subclasses are looked up by `name`."""

    name: ClassVar[str]
    title: ClassVar[str]
    sentence: ClassVar[str]
    permissions: ClassVar[frozenset[Permission]] = frozenset()
    purposes: ClassVar[frozenset[str]] = frozenset()


_EVERYBODY = frozenset(
    {
        Permission.VIEW_ALLIANCE,
        Permission.VIEW_AGREEMENTS,
        Permission.VIEW_DIRECTORY,
        Permission.VIEW_NETWORK,
        Permission.VIEW_INDICATORS,
        Permission.VIEW_CHARTER,
        Permission.ADD_STATEMENTS,
        Permission.VIEW_ALIGNMENT,
        Permission.ANSWER_SURVEYS,
        Permission.TAKE_FEEDBACK,
        Permission.VIEW_DECISIONS,
        Permission.VOTE,
        Permission.RAISE_CONFLICTS,
        Permission.VIEW_PLANS,
        Permission.OFFER_IDEAS,
        Permission.WORK_ON_ACTIONS,
        Permission.VIEW_COMMUNICATIONS,
        Permission.TAKE_PART,
        Permission.VIEW_TECHNOLOGY,
        Permission.REPORT_INCIDENTS,
        Permission.JOIN_INNOVATION,
    }
)
_CARE_WORK = frozenset(
    {
        Permission.VIEW_PEOPLE,
        Permission.REGISTER_PEOPLE,
        Permission.EDIT_PEOPLE,
        Permission.RECORD_NEEDS,
        Permission.RECORD_CONSENT,
        Permission.LIST_DISCLOSURES,
        Permission.VIEW_REFERRALS,
        Permission.SEND_REFERRALS,
        Permission.ANSWER_REFERRALS,
        Permission.REPORT_CAPACITY,
    }
)


class Convenor(Role):
    """The alliance's director and small office."""

    name = "convenor"
    title = "Convenor"
    sentence = "Runs the alliance: brings partners in, drafts agreements, keeps the directory; sees no person's record."
    permissions = _EVERYBODY | {
        Permission.MANAGE_ALLIANCE,
        Permission.EDIT_ANY_PARTNER,
        Permission.MANAGE_ANY_SEATS,
        Permission.DRAFT_AGREEMENTS,
        Permission.SIGN_AGREEMENTS,
        Permission.MANAGE_DIRECTORY,
        Permission.EXPORT_FIGURES,
        Permission.VIEW_STATEMENTS,
        Permission.SIMULATE,
        Permission.MANAGE_CONTRACT_YEARS,
        Permission.ENTER_FIGURES,
        Permission.SETTLE,
        Permission.KEEP_POOLS,
        Permission.PUBLISH_FIGURES,
        Permission.STEER_INDICATORS,
        Permission.COMMENT_INDICATORS,
        Permission.PROPOSE_CHARTER_CHANGES,
        Permission.DRAFT_CHARTER,
        Permission.RATIFY_CHARTER,
        Permission.KEEP_GOALS,
        Permission.WRITE_SUCCESS,
        Permission.RUN_SURVEYS,
        Permission.KEEP_STAKEHOLDERS,
        Permission.ASSESS_READINESS,
        Permission.FIND_PARTNERS,
        Permission.HOLD_MEETINGS,
        Permission.KEEP_BODIES,
        Permission.PROPOSE,
        Permission.HANDLE_CONFLICTS,
        Permission.KEEP_RISKS,
        Permission.REVIEW_PARTNERS,
        Permission.KEEP_PLANS,
        Permission.RUN_TESTS,
        Permission.HOLD_REVIEWS,
        Permission.EVALUATE,
        Permission.DRAFT_COMMUNICATIONS,
        Permission.APPROVE_COMMUNICATIONS,
        Permission.ANSWER_FEEDBACK,
        Permission.KEEP_TECHNOLOGY,
        Permission.WORK_ON_SERVICE,
        Permission.VIEW_AUDIT,
    }


class PartnerLead(Role):
    """Speaks for one organisation."""

    name = "partner_lead"
    title = "Partner lead"
    sentence = "Speaks for one organisation: signs for it, gives its seats, and does its care work where it is small."
    permissions = (
        _EVERYBODY
        | _CARE_WORK
        | {
            Permission.EDIT_PARTNER,
            Permission.MANAGE_SEATS,
            Permission.DRAFT_AGREEMENTS,
            Permission.SIGN_AGREEMENTS,
            Permission.EXPORT_FIGURES,
            Permission.VIEW_STATEMENTS,
            Permission.SIMULATE,
            Permission.ENTER_FIGURES,
            Permission.DISPUTE,
            Permission.APPROVE_POOL_PAYMENTS,
            Permission.FEED_FIGURES,
            Permission.COMMENT_INDICATORS,
            Permission.PROPOSE_CHARTER_CHANGES,
            Permission.RATIFY_CHARTER,
            Permission.KEEP_GOALS,
            Permission.WRITE_SUCCESS,
            Permission.KEEP_STAKEHOLDERS,
            Permission.ASSESS_READINESS,
            Permission.HOLD_MEETINGS,
            Permission.PROPOSE,
            Permission.KEEP_RISKS,
            Permission.REVIEW_PARTNERS,
            Permission.KEEP_PLANS,
            Permission.RUN_TESTS,
            Permission.DRAFT_COMMUNICATIONS,
            Permission.KEEP_TECHNOLOGY,
            Permission.WORK_ON_SERVICE,
        }
    )
    purposes = frozenset({CARE})


class Navigator(Role):
    """Sends people on and follows them until they are helped."""

    name = "navigator"
    title = "Navigator"
    sentence = (
        "Registers people, finds the right service, sends referrals and follows each until it is closed."
    )
    permissions = _EVERYBODY | _CARE_WORK
    purposes = frozenset({CARE})


class IntakeWorker(Role):
    """Receives people at a service."""

    name = "intake_worker"
    title = "Intake worker"
    sentence = "Answers referrals at a service, reports its capacity and what was done; registers people who walk in."
    permissions = _EVERYBODY | _CARE_WORK
    purposes = frozenset({CARE})


class Analyst(Role):
    """Defends figures."""

    name = "analyst"
    title = "Analyst"
    sentence = "Works with figures and must defend them; sees records only where consents allow improvement."
    permissions = _EVERYBODY | {
        Permission.EXPORT_FIGURES,
        Permission.VIEW_PEOPLE,
        Permission.VIEW_REFERRALS,
        Permission.VIEW_STATEMENTS,
        Permission.SIMULATE,
        Permission.ENTER_FIGURES,
        Permission.FEED_FIGURES,
        Permission.PUBLISH_FIGURES,
        Permission.STEER_INDICATORS,
        Permission.COMMENT_INDICATORS,
        Permission.RUN_TESTS,
        Permission.EVALUATE,
    }
    purposes = frozenset({IMPROVEMENT})


class BoardMember(Role):
    """Decides, twenty minutes before a meeting."""

    name = "board_member"
    title = "Board member"
    sentence = "Sits on the board for an organisation: reads, decides, sees figures; sees no person's record."
    permissions = _EVERYBODY | {
        Permission.VIEW_STATEMENTS,
        Permission.SIMULATE,
        Permission.COMMENT_INDICATORS,
        Permission.PROPOSE_CHARTER_CHANGES,
        Permission.PROPOSE,
        Permission.HANDLE_CONFLICTS,
        Permission.KEEP_RISKS,
        Permission.REVIEW_PARTNERS,
        Permission.APPROVE_COMMUNICATIONS,
    }


class Viewer(Role):
    """Looks on."""

    name = "viewer"
    title = "Viewer"
    sentence = "Reads what the alliance shows its members; changes nothing and sees no person's record."
    permissions = _EVERYBODY


class LinkHolder(Role):
    """Whoever opened the signed link of one referral. Its seat has no person and is never given in a form."""

    name = "link"
    title = "Link holder"
    sentence = (
        "Answers one referral by the signed link in an e-mail, for an organisation where nobody signs in."
    )
    permissions = frozenset({Permission.VIEW_REFERRALS, Permission.ANSWER_REFERRALS})
    purposes = frozenset({CARE})


class Operator(Role):
    """Keeps the machine running."""

    name = "operator"
    title = "Operator"
    sentence = "Looks after the deployment and opens alliances; has no seat and sees nobody's records."
    permissions = frozenset({Permission.MANAGE_DEPLOYMENT})


ROLES: dict[str, type[Role]] = {
    role.name: role
    for role in (
        Convenor,
        PartnerLead,
        Navigator,
        IntakeWorker,
        Analyst,
        BoardMember,
        Viewer,
        LinkHolder,
        Operator,
    )
}

SEAT_ROLES: dict[str, type[Role]] = {
    name: role for name, role in ROLES.items() if role not in (LinkHolder, Operator)
}
"""The roles a person's seat may carry: not the operator's, who has no seat, nor the one behind signed links."""


def roles_with(permission: Permission) -> list[str]:
    """The names of the roles of people's seats that hold a permission."""
    return [name for name, role in SEAT_ROLES.items() if permission in role.permissions]


def purposes_of(roles: Iterable[str]) -> list[str]:
    """The purposes for which a seat with these roles sees people, sorted."""
    return sorted({purpose for name in roles for purpose in ROLES[name].purposes})
