"""Why a message was not sent."""

from datetime import timedelta


class NotSent(Exception):
    """A message was not accepted; the text says why, `wait` when its receiver wants it again."""

    def __init__(self, why: str, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait
