"""Acts of the sign-in, in the deployment's own chain: they belong to no alliance."""

from commonweal.audit import Event

SIGNED_IN = Event("sign-in.done", "signed in {how}")
FAILED = Event("sign-in.failed", "could not sign in as {email}: {reason}")
SIGNED_OUT = Event("sign-in.out", "signed out")
PASSWORD_CHANGED = Event("sign-in.password", "changed their password {how}")
SECOND_STEP_ADDED = Event("sign-in.second-step-added", "added a second step to their sign-in: {kind}")
SECOND_STEP_REMOVED = Event("sign-in.second-step-removed", "removed a second step from their sign-in: {kind}")
