"""Acts of communication, each with its sentence."""

from commonweal.audit import Event

AUDIENCE_KEPT = Event("communication.audience-kept", "kept the audience “{name}”")
MESSAGE_KEPT = Event("communication.message-kept", "wrote the message “{key}”")
EVIDENCE_ADDED = Event("communication.evidence-added", "added evidence to the message “{key}”: {kind}")
EVIDENCE_ENDED = Event("communication.evidence-ended", "took evidence off the message “{key}”")
APPROVED = Event("communication.approved", "approved {what} “{name}” (text {digest})")
DECLINED = Event("communication.declined", "declined {what} “{name}”: {note}")
PLANNED = Event("communication.planned", "planned “{key}” for {audience} by {channel} on {day}")
ENTRY_DONE = Event("communication.entry-done", "marked “{key}” for {audience} as done")
ENTRY_CANCELLED = Event("communication.entry-cancelled", "took “{key}” for {audience} off the calendar")
NAME_KEPT = Event("communication.name-kept", "set that “{old}” is no longer said, but “{current}”")
NAME_ENDED = Event("communication.name-ended", "lifted the rule about “{old}”")
FIGURE_RELEASED = Event("communication.figure-released", "released the figure “{measure}” to the public")
FIGURE_TAKEN_BACK = Event(
    "communication.figure-taken-back", "took the figure “{measure}” back from the public"
)

SITE_KEPT = Event("website.kept", "set up the website {slug}")
SITE_PUBLISHED = Event("website.published", "opened the website {slug} to the public")
SITE_CLOSED = Event("website.closed", "closed the website {slug} to the public")
PAGE_DRAFTED = Event("page.drafted", "wrote the page {slug} ({language})")
PAGE_PUBLISHED = Event("page.published", "published the page {slug} ({language}), number {number}")
PAGE_REMOVED = Event("page.removed", "removed the page {slug}: {reason}")
PAGE_BROUGHT_BACK = Event("page.brought-back", "brought the page {slug} back")
IMAGE_ADDED = Event("page.image-added", "added the picture {name}")

NEWSLETTER_WRITTEN = Event("newsletter.written", "wrote the newsletter “{name}” ({language})")
NEWSLETTER_STARTED = Event(
    "newsletter.started", "began to send the newsletter “{name}” to {addresses} addresses"
)
NEWSLETTER_PAUSED = Event("newsletter.paused", "stopped the sending of “{name}”")
NEWSLETTER_RESUMED = Event("newsletter.resumed", "went on with the sending of “{name}”")
NEWSLETTER_FINISHED = Event("newsletter.finished", "sent the newsletter “{name}”: {sent} sent, {others} not")
NEWSLETTER_AGAIN = Event(
    "newsletter.sent-again", "sent “{name}” again to {count} addresses that were uncertain"
)
NEWSLETTER_SETTLED = Event(
    "newsletter.settled",
    "found {count} uncertain addresses of “{name}” in the mail server's log: they have it",
)
SUBSCRIBER_REMOVED = Event("newsletter.subscriber-removed", "took an address off the newsletter")

EVENT_KEPT = Event("event.kept", "wrote the event “{title}”")
EVENT_PUBLISHED = Event("event.published", "published the event “{title}”")
EVENT_CANCELLED = Event("event.cancelled", "cancelled the event “{title}”: {reason}")
EVENT_OUTCOME = Event("event.outcome-told", "told what came out of “{title}”")
CHECKED_IN = Event("event.checked-in", "checked somebody in at “{title}”")
REMINDED = Event("event.reminded", "had {count} people reminded of “{title}”")

POST_WRITTEN = Event("outreach.post-written", "drafted a post for {channel}")
POST_EXPORTED = Event("outreach.post-exported", "took a post for {channel} out to be posted")
POST_POSTED = Event("outreach.post-posted", "marked a post on {channel} as posted")
CONTACT_KEPT = Event("outreach.contact-kept", "kept the press contact {name}, {outlet}")
RELEASE_WRITTEN = Event("outreach.release-written", "wrote the press release “{title}”")
RELEASED = Event("outreach.released", "released “{title}” to the press")
COVERAGE_LOGGED = Event("outreach.coverage-logged", "noted “{title}” in {outlet}")

FORM_KEPT = Event("feedback.form-kept", "wrote the form “{title}”")
FORM_OPENED = Event("feedback.form-opened", "opened the form “{title}”")
FORM_CLOSED = Event("feedback.form-closed", "closed the form “{title}”")
PAPER_ENTERED = Event("feedback.paper-entered", "typed in an answer to “{title}” from paper")
SORTED = Event("feedback.sorted", "put a response under “{theme}”")
UNSORTED = Event("feedback.unsorted", "took a response from under “{theme}”")
THEME_ADDED = Event("feedback.theme-added", "named the theme “{name}”")
REPLIED = Event("feedback.replied", "answered a response to “{title}”")
SET_ASIDE = Event("feedback.set-aside", "set a response to “{title}” aside: nothing to answer")
DONE_TOLD = Event("feedback.done-told", "published what was done about “{said}”")

ANNOUNCED = Event("inside.announced", "announced “{title}”")
ANNOUNCEMENT_WITHDRAWN = Event("inside.announcement-withdrawn", "withdrew the announcement “{title}”")
THREAD_BEGUN = Event("inside.thread-begun", "began to talk about {subject}: “{title}”")
REMARKED = Event("inside.remarked", "said something in “{title}”")
THREAD_CLOSED = Event("inside.thread-closed", "closed the talk “{title}”")
DOCUMENT_SHARED = Event("inside.document-shared", "shared the document “{title}” ({access})")
DOCUMENT_RENEWED = Event("inside.document-renewed", "added version {number} of “{title}”")
DOCUMENT_PUBLIC = Event("inside.document-public", "put “{title}” on the website")
DOCUMENT_REMOVED = Event("inside.document-removed", "removed the document “{title}”")
TEAM_FORMED = Event("inside.team-formed", "formed the team “{name}” until {ends}")
TEAM_JOINED = Event("inside.team-joined", "took {person} into the team “{name}”")
TEAM_LEFT = Event("inside.team-left", "let {person} leave the team “{name}”")
TEAM_ENDED = Event("inside.team-ended", "ended the team “{name}”")
