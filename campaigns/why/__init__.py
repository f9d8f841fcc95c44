"""Why did IPM move? Its change in parts that add up to it, in the four drivers of the field."""

from .parts import SPLITS, USUAL, Driver, Value, Why
from .split import why

__all__ = ["SPLITS", "USUAL", "Driver", "Value", "Why", "why"]
