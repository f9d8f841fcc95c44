"""The known answers on networks (job 2) through the functions of the product."""

from statistics import median

from campaigns.stats.entities import EntityTable
from campaigns.stats.networks.main_effects import main_effects
from tests.stats.textbook import (
    dersimonian_laird,
    standardised_ratio,
    winsorised_overdispersion,
)


def isr(O, E):  # noqa: E741
    ratio, low, high = standardised_ratio(O, E)
    return {"ratio": ratio, "ci": [low, high]}


def between_studies(log_rr, var):
    result = dersimonian_laird(log_rr, var)
    return {"Q": result.q, "tau2": result.tau2}


def funnel_overdispersion(O, E):  # noqa: E741
    result = winsorised_overdispersion(O, E)
    return {"z": result.z, "phi": result.phi, "tau2": result.tau2}


def plain_main_effects(impressions, installs):
    counts = {
        m: {(c,): [pair] for c, pair in enumerate(zip(n, x, strict=True))}
        for m, (n, x) in enumerate(zip(impressions, installs, strict=True))
    }
    table = EntityTable(counts)
    theta = main_effects(table.cells, table.lines, smoothing=0).theta
    centre = median(theta)
    return {
        "ratio": [level / centre for level in theta],
        "raw_ipm": [1000 * sum(x) / sum(n) for n, x in zip(impressions, installs, strict=True)],
    }


CASES = {
    "isr_895": isr,
    "isr_9_exact": isr,
    "dersimonian_laird_bcg": between_studies,
    "spiegelhalter_phi_tau": funnel_overdispersion,
    "joint_standardisation_glm": plain_main_effects,
}
