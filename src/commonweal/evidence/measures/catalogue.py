"""Every measure there is, by name."""

from __future__ import annotations

from commonweal.evidence.measures import (
    ambulatory_sensitive,
    capacity_use,
    cost_of_care,
    emergency_wait,
    experience,
    finance,
    high_utilisers,
    infections,
    length_of_stay,
    mortality,
    moved_to_community,
    network,
    no_show,
    purchasing,
    readmission,
    utilisation,
    waits,
    workforce,
)
from commonweal.evidence.measures.spec import Measure

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for module in (
        readmission,
        mortality,
        infections,
        ambulatory_sensitive,
        experience,
        waits,
        no_show,
        emergency_wait,
        capacity_use,
        length_of_stay,
        workforce,
        purchasing,
        cost_of_care,
        finance,
        utilisation,
        high_utilisers,
        moved_to_community,
        network,
    )
    for measure in module.MEASURES
}
"""The catalogue, in the order the scorecard shows it."""
