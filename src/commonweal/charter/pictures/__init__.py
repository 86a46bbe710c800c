"""Drawings of this room, each with its table."""

from commonweal.charter.pictures.opinions import opinion_map
from commonweal.charter.pictures.strategy import driver_diagram, goal_map, strategy_map

__all__ = ["driver_diagram", "goal_map", "opinion_map", "strategy_map"]
