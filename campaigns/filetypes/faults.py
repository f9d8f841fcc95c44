"""Why a file is not accepted."""


class NotAccepted(Exception):
    """A file that cannot be shown; the message says why and what would be right."""


class CutOff(NotAccepted):
    """A file that ends before it is complete."""

    def __init__(self) -> None:
        super().__init__("The file is cut off: it ends before it is complete. Upload it again.")


class TooMuch(NotAccepted):
    """A file that goes on after its end."""

    def __init__(self, rest: int) -> None:
        super().__init__(
            f"{rest:,} bytes follow after the end of it, which may be something else in hiding. "
            "Save it again with your editor."
        )


class Damaged(NotAccepted):
    """A file whose structure does not hold."""

    def __init__(self, label: str) -> None:
        super().__init__(f"It starts like a {label} file, but is none inside. Export it again.")
