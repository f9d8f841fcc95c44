"""What impressions and installs may cost, for the method page."""


def planner_in_words() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Paragraphs, formulas and points of the method page."""
    return (
        ("Networks show first what pays most per impression, and that is IPM × CPI.",),
        (
            "IPM to match = median eCPM ÷ CPI, CPI to match = median eCPM ÷ IPM",
            "affordable CPI = revenue D7 per install ÷ target ROAS D7; bought by CPM: CPI = CPM ÷ "
            "IPM",
        ),
        (
            "The median is that of the networks with enough installs for an IPM.",
            "Below or above a benchmark: the whole 95 % interval of your own IPM is outside it.",
        ),
    )
