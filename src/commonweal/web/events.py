"""Acts of the sign-in, in the deployment's own chain: they belong to no alliance."""

from commonweal.audit import Event

SIGNED_IN = Event("sign_in.done", "signed in {how}")
FAILED = Event("sign_in.failed", "could not sign in as {email}: {reason}")
SIGNED_OUT = Event("sign_in.out", "signed out")
PASSWORD_CHANGED = Event("sign_in.password", "changed their password {how}")
SECOND_STEP_ADDED = Event("sign_in.second_step_added", "added a second step to their sign-in: {kind}")
SECOND_STEP_REMOVED = Event("sign_in.second_step_removed", "removed a second step from their sign-in: {kind}")
