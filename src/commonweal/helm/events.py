"""Acts on what needs somebody, each with its sentence."""

from commonweal.audit import Event

PUT_ASIDE = Event("attention.put-aside", "put something aside until {until}: {reason}")
TAKEN_UP = Event("attention.taken-up", "took up again what was put aside or handed over")
HANDED_OVER = Event("attention.handed-over", "handed something over to {name}")
DIGEST_CHANGED = Event("digest.changed", "changed when the weekly letter comes")
THRESHOLD_CHOSEN = Event("threshold.chosen", "set “{what}” to {value}: {reason}")
