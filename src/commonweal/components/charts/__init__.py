"""Charts, flows and maps as SVG drawn on the server, each with its table.

Every function returns a `Drawing`; `<c-chart :chart="drawing" />` prints it: the finding as its title,
measure and unit below, the picture for wide and for narrow places, and the table one key away.
"""

from commonweal.components.charts.drawing import Drawing
from commonweal.components.charts.flows import Flow, flows
from commonweal.components.charts.maps import Place, place_map
from commonweal.components.charts.plots import Bar, Limits, Note, Point, bars, from_altair, trend
from commonweal.components.charts.svg import PALETTE, ROLES

__all__ = [
    "PALETTE",
    "ROLES",
    "Bar",
    "Drawing",
    "Flow",
    "Limits",
    "Note",
    "Place",
    "Point",
    "bars",
    "flows",
    "from_altair",
    "place_map",
    "trend",
]
