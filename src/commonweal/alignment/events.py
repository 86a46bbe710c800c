"""Acts of the room, each with its sentence. None says what somebody answered, nor what is one organisation's own."""

from commonweal.audit import Event

SURVEY_BUILT = Event("survey.built", "built the survey “{survey}”")
SURVEY_CHANGED = Event("survey.changed", "changed the survey “{survey}”: {what}")
ROUND_OPENED = Event("survey.sent", "sent round {number} of “{survey}” to {people} people")
ROUND_REMINDED = Event("survey.reminded", "reminded {people} people of “{survey}”")
ROUND_CLOSED = Event("survey.closed", "closed round {number} of “{survey}”: {answered} of {asked} answered")
HANDED_IN = Event("survey.handed-in", "handed in answers to “{survey}”")
FOLLOW_UP_SAID = Event("survey.follow-up", "said what follows from “{survey}”")
RESULTS_IMPORTED = Event("survey.imported", "imported results of {instrument}: {figures} figures")
TIES_ASKED = Event("network.asked", "asked the members whom they work with (round {number})")
TIES_TOLD = Event("network.told", "said whom the organisation works with: {ties} partners")
TIES_CLOSED = Event("network.closed", "closed round {number} of the network: {reports} of {members} answered")

STAKEHOLDER_ADDED = Event("stakeholder.added", "put {stakeholder} on the list of stakeholders")
STAKEHOLDER_READ = Event("stakeholder.read-anew", "wrote down where {stakeholder} stands now")
STAKEHOLDER_CONTACT = Event("stakeholder.contact-made", "spoke with {stakeholder}")
STAKEHOLDER_ENDED = Event("stakeholder.taken-off", "took {stakeholder} off the list of stakeholders: {why}")

READINESS_ANSWERED = Event(
    "readiness.answered", "answered {count} questions about their organisation's readiness"
)
READINESS_STEP = Event("readiness.step-planned", "planned a step towards their organisation's readiness")
READINESS_REPORT = Event(
    "readiness.step-reported", "reported on a step towards their organisation's readiness"
)

PARTNERS_SOUGHT = Event("partners.sought", "looked for partners: “{title}”, {covered} of {wanted} covered")
PROSPECT_ADDED = Event("prospect.added", "took {prospect} on as a possible partner")
PROSPECT_STEP = Event("prospect.step-taken", "took a step with {prospect}: {step}")
PROSPECT_INVITED = Event("prospect.invited", "brought {prospect} in and invited {person}")

FEEDBACK_ASKED = Event("leadership.feedback-asked", "asked {count} people for feedback on their leadership")
FEEDBACK_GIVEN = Event("leadership.feedback-given", "gave somebody feedback on their leadership")
FEEDBACK_CLOSED = Event("leadership.feedback-closed", "closed a round of feedback on their leadership")
FEEDBACK_SELF = Event("leadership.self-answered", "answered the questions about their own leadership")
FEEDBACK_SHARED = Event("leadership.feedback-shared", "changed who sees the feedback on their leadership")
DEVELOPMENT = Event("leadership.development-planned", "changed the plan for their own leadership")

MEETING_CALLED = Event("meeting.called", "called the meeting “{meeting}”")
MEETING_CHANGED = Event("meeting.changed", "changed the meeting “{meeting}”: {what}")
MEETING_INVITED = Event("meeting.invited", "sent {count} invitations to “{meeting}”")
MEETING_CANCELLED = Event("meeting.called-off", "called off the meeting “{meeting}”: {why}")
MEETING_ATTENDANCE = Event("meeting.attendance-recorded", "wrote down who came to “{meeting}”")
MEETING_VOICE = Event("meeting.voice-recorded", "wrote down what {name} said in “{meeting}”")
MEETING_CAPTURED = Event("meeting.captured", "wrote down in “{meeting}”: {kind}")
MEETING_TAKEN_OUT = Event("meeting.taken-out", "took something out of the draft minutes of “{meeting}”")
MEETING_CLOSED = Event("meeting.minutes-closed", "closed the minutes of “{meeting}”")
MEETING_DONE = Event("meeting.action-done", "reported as done what “{meeting}” gave them to do")
MEETING_ANSWERED = Event("meeting.questions-answered", "answered the questions after “{meeting}”")

COHORT_OPENED = Event("learning.cohort-opened", "opened the cohort “{cohort}” with {people} people")
COHORT_ENROLLED = Event("learning.people-enrolled", "took {people} more people into the cohort “{cohort}”")
COHORT_LEFT = Event("learning.person-left", "wrote down that {name} left the cohort “{cohort}”")
COHORT_SESSION_MOVED = Event("learning.session-moved", "moved the session “{session}” of “{cohort}”")
COHORT_ATTENDANCE = Event("learning.attendance-recorded", "wrote down who came to “{session}” of “{cohort}”")
CHALLENGE_SET = Event("learning.challenge-set", "said their challenge in “{cohort}”")
CHANGE_SAID = Event("learning.change-said", "said what changed of their challenge in “{cohort}”")
REFLECTED = Event("learning.reflection-kept", "kept a reflection of their own")
REFLECTION_SHARED = Event("learning.reflection-shared", "changed who may read a reflection of their own")
