"""When does a receiver want a message again?"""

from datetime import timedelta


def seconds(text: str | None) -> timedelta | None:
    """The wait that a Retry-After in seconds asks for; None where it says none."""
    return timedelta(seconds=int(text)) if text and text.isdecimal() and len(text) < 7 else None
