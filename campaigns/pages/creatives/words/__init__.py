"""What a ranking of creatives says, in words."""

from campaigns.pages.creatives.words.one import (
    Badge,
    CreativeVerdict,
    about,
    badge,
    mix,
    on_networks,
    reason,
    verdict,
    what,
)
from campaigns.pages.creatives.words.standing import chance, ipm, sentence, standing
from campaigns.pages.creatives.words.whole import ToDo, answer, field_answer, footnotes, to_do

__all__ = [
    "Badge",
    "ToDo",
    "CreativeVerdict",
    "about",
    "answer",
    "badge",
    "chance",
    "field_answer",
    "footnotes",
    "ipm",
    "mix",
    "on_networks",
    "reason",
    "sentence",
    "standing",
    "to_do",
    "verdict",
    "what",
]
