"""Why did IPM move? Its change in parts that add up to it, in the four drivers of the field."""

from campaigns.judgement.why.parts import SPLITS, USUAL, Driver, Value, Why
from campaigns.judgement.why.split import why

__all__ = ["SPLITS", "USUAL", "Driver", "Value", "Why", "why"]
