"""Acts on figures, each with its sentence."""

from commonweal.audit import Event

FED = Event("figures.fed", "uploaded {files} files ({layout}) for figures of {first} to {last}")
RUN_ENDED = Event("figures.run-ended", "had figures of {measures} measures worked out from its files")
RUN_STOPPED = Event("figures.run-stopped", "had a run of figures stop: {problem}")
STARTED_AGAIN = Event("figures.started-again", "started a run of figures again")
HANDED_ON = Event(
    "figures.handed-on", "handed figures of {first} to {last} on to the alliance (input {fingerprint})"
)
TAKEN_BACK = Event("figures.taken-back", "took figures of {first} to {last} back: {reason}")
PUBLISHED = Event(
    "figures.published",
    "published version {version} of the figures, from {partners} partners (inputs {fingerprint})",
)
WITHDRAWN = Event("figures.withdrawn", "withdrew version {version} of the figures: {reason}")
TARGET_SET = Event("indicator.target-set", "set the target of “{indicator}” to {target}: {reason}")
GOAL_SET = Event("indicator.goal-set", "set the goal of “{indicator}”: {goal} ({reason})")
OWNER_SET = Event("indicator.owner-set", "made {owner} the owner of “{indicator}”: {reason}")
REBASED = Event("indicator.rebased", "began a new phase of “{indicator}” in {month}: {reason}")
REBASE_UNDONE = Event("indicator.rebase-undone", "undid the new phase of “{indicator}” in {month}: {reason}")
COMMENTED = Event("indicator.commented", "commented on “{indicator}” in {month}")
FOLDER_POINTED_AT = Event(
    "figures.folder-pointed-at", "had the folder {folder} looked into for figures of the last {months} months"
)
FOLDER_LET_BE = Event("figures.folder-let-be", "had the folder {folder} looked into no more")
