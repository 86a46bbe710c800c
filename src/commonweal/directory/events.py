"""Acts of the directory, and their sentences."""

from commonweal.audit import Event

IMPORTED = Event(
    "directory.imported",
    "imported the directory {source} from {file}: {new} new, {changed} changed, {gone} gone; "
    "{used} of {rows} rows used, {quarantined} quarantined",
)
IMPORT_STOPPED = Event("directory.import-stopped", "saw the import of {source} stop: {problem}")
TERM_MAPPED = Event("directory.term-mapped", "decided that the term {term} stands for {needs}")
TERMS_CONFIRMED = Event("directory.terms-confirmed", "confirmed the suggested needs of {count} terms")
CAPACITY_REPORTED = Event("directory.capacity-reported", "reported {capacity} for {service}")
MOVES_CHANGED = Event("directory.moves-changed", "decided that referrals {whether} the places of {service}")
SERVICE_CONFIRMED = Event("directory.service-confirmed", "confirmed that the entry of {service} is right")
SERVICE_ADDED = Event("directory.service-added", "added the service {service}")
SERVICE_EDITED = Event("directory.service-edited", "changed the entry of {service}: {parts}")
SOURCE_TAKEN = Event("directory.source-taken", "took what its source says of {service}: {part}")
HAND_KEPT = Event("directory.hand-kept", "kept what was said here of {service}: {part}")
NEEDS_SET = Event("directory.needs-set", "set the needs that {service} answers: {needs}")
PROVIDER_LINKED = Event(
    "directory.provider-linked", "said that {provider} in the directory is the partner {partner}"
)
PROVIDER_UNLINKED = Event(
    "directory.provider-unlinked", "said that {provider} in the directory is no partner"
)
