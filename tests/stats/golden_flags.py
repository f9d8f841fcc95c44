"""The known answers on networks (job 2) through the functions of the product."""

from statistics import median

from campaigns.stats.entities import Table
from campaigns.stats.networks.like_for_like import main_effects
from campaigns.stats.networks.scores import REFERENCE, TAU, benjamini_hochberg, score
from campaigns.stats.networks.verdicts import judge
from tests.stats.textbook import (
    dersimonian_laird,
    standardised_ratio,
    winsorised_overdispersion,
)


def isr(O, E):  # noqa: E741
    ratio, low, high = standardised_ratio(O, E)
    return {"ratio": ratio, "ci": [low, high]}


def adjusted(p, alpha=None):
    q = benjamini_hochberg(p)
    return {"q": q} if alpha is None else {"q": q, "reject": [float(v <= alpha) for v in q]}


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
    theta = main_effects(Table(counts), smoothing=0).theta
    centre = median(theta)
    return {
        "ratio": [level / centre for level in theta],
        "raw_ipm": [1000 * sum(x) / sum(n) for n, x in zip(impressions, installs, strict=True)],
    }


def one_score(O, E, phi, eligible_networks, tau, df, ref_const):  # noqa: E741
    assert (tau, ref_const) == (TAU, REFERENCE)
    result = score(O, E, phi, eligible_networks, df)
    return {
        "ratio": result.ratio,
        "s": result.s,
        "t": result.t,
        "p": result.p,
        "B": result.b,
        "shrunk": result.shrunk,
    }


def whole_rule(cells, impressions, installs, tau, q, size):
    counts = {
        m: {
            tuple(cell): list(zip(n, x, strict=True))
            for cell, n, x in zip(cells, by_cell_n, by_cell_x, strict=True)
        }
        for m, (by_cell_n, by_cell_x) in enumerate(zip(impressions, installs, strict=True))
    }
    judgements = judge(counts).judgements
    assert all(0.06 < judgement.sr < 0.07 for judgement in judgements)
    return {
        "expected": [j.expected for j in judgements],
        "ratio": [j.ratio for j in judgements],
        "phi": [j.phi for j in judgements],
        "t": [j.t for j in judgements],
        "p": [j.p for j in judgements],
        "q": [j.q for j in judgements],
        "shrunk": [j.shrunk for j in judgements],
        "flagged": [float(j.q < q and j.shrunk <= size) for j in judgements],
    }


CASES = {
    "isr_895": isr,
    "isr_9_exact": isr,
    "bh_1995": adjusted,
    "bh_unsorted": adjusted,
    "dersimonian_laird_bcg": between_studies,
    "spiegelhalter_phi_tau": funnel_overdispersion,
    "joint_standardisation_glm": plain_main_effects,
    "committed_score": one_score,
    "committed_rule_full": whole_rule,
}
