"""How a rise or a fall is told from noise, for the method page."""

from campaigns.judgement.trends import LEAST_DAYS, SURE

TREND_IN_WORDS = (
    "The settled days are cut in the middle. IPM rose or fell when its two halves differ and the "
    f"trend line through its days slopes the same way with p under {SURE} (quasi-Poisson, widened "
    "by how the days vary and hang together); otherwise it is level. Fewer than "
    f"{LEAST_DAYS} settled days say nothing.",
    "A part carries the change when it moved beyond its own noise and its rate effect is at least "
    "half of the change. A step is summed from the counts of its days, never from their ratios; "
    "a week or month of which some days are not in the range or not known stands alone.",
)
