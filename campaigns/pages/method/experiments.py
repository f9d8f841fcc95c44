"""How experiments are judged, in words for the method page."""

from collections.abc import Mapping

from campaigns import periods

Words = tuple[str, ...]


def experiments_in_words(values: Mapping[str, float]) -> tuple[Words, Words, Words]:
    """Paragraphs, formulas and points, with the thresholds in force."""
    v = {name: f"{value:g}" for name, value in values.items()}
    return (
        (
            "Two arms are compared on the days on which both ran, so that what moves both, a "
            "weekend or a holiday, drops out. Creatives are compared by IPM, store pages by CVR: a "
            "page is seen after the click.",
            "The limits hold however often one looks: a plain 95 % interval looked at every day "
            "names a winner between equal arms in one simulated test of four, and in two of three "
            "where days vary by a tenth.",
        ),
        (
            "lift = rate of the challenger ÷ rate of the control − 1, estimated as ln of the ratio",
            "variance V: from the spread of the pairs of days, at least that of counting; "
            f"correlation of days drawn to {v['ab_rho']}, few days by Student’s t",
            "limits of ln: ∓ √(V (V + τ²) ÷ τ² × (2 ln(1 ÷ α) + ln((V + τ²) ÷ V)))",
        ),
        (
            f"Nothing is decided before day {v['ab_first_day']} and {v['ab_min_installs']} "
            "installs in each arm. Then a challenger beats or loses on the first day on which the "
            f"likelihood ratio reaches 1 ÷ α, α = {v['ab_alpha']}, shared by all challengers.",
            "No difference: the limits lie within the lift worth finding, up and down. Not found: "
            "the plan is used up; a smaller lift is not excluded.",
            f"Not fair: a challenger’s daily share is off its plan by more than {v['even_points']} "
            "and by more than chance, the arms’ countries and networks are more than "
            f"{v['even_mix']} apart, or one arm was silent on more than a fifth of the days.",
            "The plan takes the shortest of 14, 21 … 84 days in which the volume of the last "
            f"{periods.DEFAULT_DAYS} settled days finds the lift in {v['ab_power']} of all tests, "
            "daily looks included.",
            "In simulated tests of equal arms, looked at daily from day 14, a winner is named in "
            "at most 5 of 100 with days correlated up to 0.3; at 0.5 it is 6.",
            "The win rate leaves out tests that were not fair and decisions against the counts.",
        ),
    )
