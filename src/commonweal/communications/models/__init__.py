"""Rows of communication, by noun."""

from commonweal.communications.models.events import (
    Coverage,
    Event,
    Post,
    PressContact,
    Registration,
    Release,
)
from commonweal.communications.models.feedback import FeedbackForm, Reply, Response, Sorting, Theme, YouSaid
from commonweal.communications.models.inside import (
    Announcement,
    Document,
    DocumentVersion,
    Notice,
    NoticeWish,
    Remark,
    Seen,
    Team,
    TeamMember,
    Thread,
)
from commonweal.communications.models.newsletters import Delivery, Newsletter, Subscription
from commonweal.communications.models.planning import (
    Approval,
    Audience,
    Evidence,
    Message,
    Naming,
    PlanEntry,
    PublicFigure,
)
from commonweal.communications.models.site import Draft, Image, Page, Publication, Site

__all__ = [
    "Announcement", "Approval", "Audience", "Coverage", "Delivery", "Document", "DocumentVersion", "Draft", "Event",
    "Evidence", "FeedbackForm", "Image", "Message", "Naming", "Newsletter", "Notice", "NoticeWish", "Page", "PlanEntry",
    "Post", "PressContact", "PublicFigure", "Publication", "Registration", "Release", "Remark", "Reply", "Response",
    "Seen", "Site", "Sorting", "Subscription", "Team", "TeamMember", "Theme", "Thread", "YouSaid",
]  # fmt: skip
