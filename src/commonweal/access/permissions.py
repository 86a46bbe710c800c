"""All permissions on one screen.

A permission says what and how far it reaches: over the deployment, the whole alliance, or only what
belongs to the actor's own organisation. Which rows exist for an actor at all is not decided here but by
the database's row policies.
"""

from __future__ import annotations

from enum import Enum, unique


@unique
class Reach(Enum):
    """How far a permission goes."""

    DEPLOYMENT = "deployment"
    ALLIANCE = "alliance"
    ORGANISATION = "organisation"


@unique
class Permission(Enum):
    """What somebody may be allowed to do: the words a page uses, and the reach."""

    MANAGE_DEPLOYMENT = ("look after the deployment and open alliances", Reach.DEPLOYMENT)

    VIEW_ALLIANCE = ("see the alliance, its partners and its people", Reach.ALLIANCE)
    MANAGE_ALLIANCE = ("change the alliance and bring partners in", Reach.ALLIANCE)
    EDIT_ANY_PARTNER = ("change any partner's profile", Reach.ALLIANCE)
    MANAGE_ANY_SEATS = ("give and end seats of any partner", Reach.ALLIANCE)
    EDIT_PARTNER = ("change the profile of one's own organisation", Reach.ORGANISATION)
    MANAGE_SEATS = ("give and end seats of one's own organisation", Reach.ORGANISATION)

    VIEW_AGREEMENTS = ("read agreements", Reach.ALLIANCE)
    DRAFT_AGREEMENTS = ("draft and amend agreements", Reach.ALLIANCE)
    SIGN_AGREEMENTS = ("sign agreements for one's own organisation, and end its part", Reach.ORGANISATION)

    VIEW_DIRECTORY = ("search the directory of services", Reach.ALLIANCE)
    MANAGE_DIRECTORY = ("import the directory and map its terms", Reach.ALLIANCE)
    REPORT_CAPACITY = ("report the capacity of one's own services", Reach.ORGANISATION)

    VIEW_PEOPLE = ("see people served, as agreements and consents let one's organisation", Reach.ALLIANCE)
    REGISTER_PEOPLE = ("register people served", Reach.ALLIANCE)
    EDIT_PEOPLE = ("change what one's own organisation recorded about people", Reach.ORGANISATION)
    RECORD_NEEDS = ("record screenings and needs", Reach.ALLIANCE)
    RECORD_CONSENT = ("record and revoke consents", Reach.ALLIANCE)
    LIST_DISCLOSURES = ("print who saw a person's record", Reach.ALLIANCE)

    VIEW_REFERRALS = ("see referrals, as agreements and consents let one's organisation", Reach.ALLIANCE)
    SEND_REFERRALS = ("send referrals and withdraw them", Reach.ORGANISATION)
    ANSWER_REFERRALS = ("accept, decline and work on referrals", Reach.ORGANISATION)
    VIEW_NETWORK = ("see how the network does", Reach.ALLIANCE)
    EXPORT_FIGURES = ("download figures", Reach.ALLIANCE)

    VIEW_STATEMENTS = (
        "see contract years and pools in which one's organisation takes part, and its statements",
        Reach.ALLIANCE,
    )
    SIMULATE = ("try what a contract may bring before it is signed", Reach.ALLIANCE)
    MANAGE_CONTRACT_YEARS = ("draft contract years and put them out for signature", Reach.ALLIANCE)
    ENTER_FIGURES = ("enter the figures that contract years are settled from", Reach.ALLIANCE)
    SETTLE = ("settle contract years, answer disputes and close them", Reach.ALLIANCE)
    DISPUTE = ("dispute a statement of one's own organisation", Reach.ORGANISATION)
    KEEP_POOLS = ("keep the ledgers of pools", Reach.ALLIANCE)
    APPROVE_POOL_PAYMENTS = ("approve payments of pools for one's own organisation", Reach.ORGANISATION)
    VIEW_INDICATORS = ("see the published indicators", Reach.ALLIANCE)
    FEED_FIGURES = ("feed figures from one's own organisation's files", Reach.ORGANISATION)
    PUBLISH_FIGURES = ("publish figures and withdraw them", Reach.ALLIANCE)
    STEER_INDICATORS = ("set targets, goals, owners and new phases of indicators", Reach.ALLIANCE)
    COMMENT_INDICATORS = ("comment on indicators", Reach.ALLIANCE)

    VIEW_CHARTER = ("see challenge, statements, charter and goals", Reach.ALLIANCE)
    ADD_STATEMENTS = ("add statements about the future and mark those of others", Reach.ALLIANCE)
    PROPOSE_CHARTER_CHANGES = ("comment on the charter and propose changes", Reach.ALLIANCE)
    DRAFT_CHARTER = ("open rounds of statements, draft the charter and put it out", Reach.ALLIANCE)
    RATIFY_CHARTER = ("ratify the charter for one's own organisation", Reach.ORGANISATION)
    KEEP_GOALS = ("write goals and objectives, and accept them", Reach.ALLIANCE)
    WRITE_SUCCESS = (
        "say what success is for one's own organisation, and what it brings to goals",
        Reach.ORGANISATION,
    )

    VIEW_ALIGNMENT = ("see results of surveys, the network and meetings", Reach.ALLIANCE)
    ANSWER_SURVEYS = ("answer surveys and name the partners one works with", Reach.ALLIANCE)
    RUN_SURVEYS = ("build surveys, open rounds and say what follows", Reach.ALLIANCE)
    KEEP_STAKEHOLDERS = ("keep the list of stakeholders", Reach.ALLIANCE)
    ASSESS_READINESS = ("assess the readiness of one's own organisation", Reach.ORGANISATION)
    FIND_PARTNERS = ("look for partners and invite them", Reach.ALLIANCE)
    TAKE_FEEDBACK = ("ask for feedback on one's own leadership", Reach.ALLIANCE)
    HOLD_MEETINGS = ("call meetings and keep their minutes", Reach.ALLIANCE)

    VIEW_DECISIONS = ("see bodies, decision rights, decisions, risks and promises", Reach.ALLIANCE)
    KEEP_BODIES = ("set up bodies, their seats and decision rights", Reach.ALLIANCE)
    PROPOSE = ("put proposals to the body that holds the right", Reach.ALLIANCE)
    VOTE = ("vote for the seats one holds", Reach.ORGANISATION)
    RAISE_CONFLICTS = ("raise a conflict, and work on those one is party to", Reach.ALLIANCE)
    HANDLE_CONFLICTS = ("walk conflicts up the ladder", Reach.ALLIANCE)
    KEEP_RISKS = ("keep the register of risks", Reach.ALLIANCE)
    REVIEW_PARTNERS = ("review what partners promised and kept", Reach.ALLIANCE)

    VIEW_PLANS = ("see actions, tests, reviews and lessons", Reach.ALLIANCE)
    KEEP_PLANS = ("write action plans and change anybody's actions", Reach.ALLIANCE)
    WORK_ON_ACTIONS = ("report on actions of one's own organisation", Reach.ORGANISATION)
    OFFER_IDEAS = ("offer ideas and comment on reviews", Reach.ALLIANCE)
    RUN_TESTS = ("run tests of change", Reach.ALLIANCE)
    HOLD_REVIEWS = ("prepare and close reviews", Reach.ALLIANCE)
    EVALUATE = ("evaluate what changed", Reach.ALLIANCE)

    VIEW_COMMUNICATIONS = ("see messages, calendar, announcements and documents", Reach.ALLIANCE)
    TAKE_PART = ("discuss, share documents and join teams", Reach.ALLIANCE)
    DRAFT_COMMUNICATIONS = ("draft messages, pages, newsletters, posts and events", Reach.ALLIANCE)
    APPROVE_COMMUNICATIONS = ("approve what goes out, and send it", Reach.ALLIANCE)
    ANSWER_FEEDBACK = ("sort feedback and answer it", Reach.ALLIANCE)

    VIEW_TECHNOLOGY = ("see technology partnerships in which one's organisation takes part", Reach.ALLIANCE)
    KEEP_TECHNOLOGY = (
        "keep technology plans, training and deliveries of one's own partnerships",
        Reach.ORGANISATION,
    )
    REPORT_INCIDENTS = ("ask for service and report incidents", Reach.ALLIANCE)
    WORK_ON_SERVICE = ("work on requests, incidents and problems", Reach.ORGANISATION)
    JOIN_INNOVATION = ("bring problems and ideas to innovation groups", Reach.ALLIANCE)

    VIEW_AUDIT = ("see the record of acts", Reach.ALLIANCE)

    def __init__(self, sentence: str, reach: Reach) -> None:
        self.sentence = sentence
        self.reach = reach
