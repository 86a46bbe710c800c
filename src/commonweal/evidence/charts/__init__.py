"""Statistical process control: is a change in a series a signal, or the noise it always had?

`chart` draws one series, `many` thousands at once with the same arithmetic, `read_series` brings a
series in from a CSV file. What each kind of chart is for and every choice made:
docs/methods/process-charts.md.
"""

from commonweal.evidence.charts.chart import Chart, Phase, Point, chart
from commonweal.evidence.charts.kinds import (
    Assurance,
    ChartError,
    Constant,
    Direction,
    Flag,
    Kind,
    SpecialCause,
)
from commonweal.evidence.charts.many import Charts, many
from commonweal.evidence.charts.series import Series, SeriesError, read_series

__all__ = [
    "Assurance",
    "Chart",
    "ChartError",
    "Charts",
    "Constant",
    "Direction",
    "Flag",
    "Kind",
    "Phase",
    "Point",
    "Series",
    "SeriesError",
    "SpecialCause",
    "chart",
    "many",
    "read_series",
]
