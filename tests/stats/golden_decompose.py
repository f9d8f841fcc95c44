"""The known answers on changes of IPM (job 6) through the functions of the product."""

from campaigns.stats.changes.decompose import (
    EMPTY,
    SegmentCounts,
    decompose,
    kitagawa,
    log_mean,
    log_split,
    midpoint_split,
)


def percent_shares(share0, share1, rate0, rate1, share_unit):
    assert share_unit == "percent"
    shares = [[share / 100 for share in side] for side in (share0, share1)]
    parts = [kitagawa(*one) for one in zip(*shares, rate0, rate1, strict=True)]
    return {"mix": sum(mix for mix, _ in parts), "rate": sum(rate for _, rate in parts)}


def product_of_two(factor1, factor2):
    first, second = midpoint_split(factor1, factor2)
    return {"effect1": first, "effect2": second, "total": first + second}


def side(segment, period):
    impressions = segment[f"imp{period}"]
    if not impressions:
        return EMPTY
    return SegmentCounts(impressions, segment[f"inst{period}"], segment[f"clicks{period}"])


def worked(segments):
    result = decompose(
        {(name,): (side(segment, 0), side(segment, 1)) for name, segment in segments.items()}
    )
    effects = [segment.effects for segment in result.segments]
    return {
        "ipm0": result.ipm_before,
        "ipm1": result.ipm_after,
        "mix": [effect.mix[0] for effect in effects],
        "rate": [effect.rate for effect in effects],
        "ctr": [effect.ctr for effect in effects],
        "cvr": [effect.cvr for effect in effects],
        "total_mix": result.effects.mix[0],
        "total_rate": result.effects.rate,
        "total_ctr": result.effects.ctr,
        "total_cvr": result.effects.cvr,
    }


def ctr_and_cvr(ctr, cvr):
    ipm = [1000 * a * b for a, b in zip(ctr, cvr, strict=True)]
    first, second = log_split(ctr, cvr)
    return {
        "ipm": ipm,
        "log_mean": log_mean(*ipm),
        "ctr_effect": first,
        "cvr_effect": second,
    }


CASES = {
    "kitagawa_dasgupta_5_1": percent_shares,
    "two_factor_dasgupta_2_1": product_of_two,
    "decomposition_worked": worked,
    "ctr_cvr_log_split": ctr_and_cvr,
}
