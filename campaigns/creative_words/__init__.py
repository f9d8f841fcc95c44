"""What a ranking of creatives says, in words."""

from .one import Badge, Verdict, badge, chance, ipm, mix, on_networks, sentence, verdict, what
from .whole import ToDo, answer, field_answer, footnotes, to_do

__all__ = [
    "Badge",
    "ToDo",
    "Verdict",
    "answer",
    "badge",
    "chance",
    "field_answer",
    "footnotes",
    "ipm",
    "mix",
    "on_networks",
    "sentence",
    "to_do",
    "verdict",
    "what",
]
