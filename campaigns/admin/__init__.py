"""The admin: where people enter data by hand."""

from campaigns.admin import (  # noqa: F401 - each registers its own
    annotations,
    benchmarks,
    budgets,
    campaigns,
    counts,
    dimensions,
    evidence,
    experiments,
    history,
    judgements,
    mappings,
    people,
    rates,
    saved_views,
)
