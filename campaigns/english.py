"""English that many sentences need."""


def listed(names: list[str]) -> str:
    """Names as a sentence lists them: A, B and C."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def whose(name: str) -> str:
    """Playgrid’s, Lumio Ads’"""
    return f"{name}’" if name.endswith("s") else f"{name}’s"
