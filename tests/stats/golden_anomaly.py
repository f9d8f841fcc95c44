"""The known answers on odd days (job 7); the z values were made with a floor of .05."""

from math import exp

from campaigns.stats.anomaly import log_change, z_score
from tests.stats.textbook import modified_z

FLOOR = 0.05


def with_change(observed, expected, mad_sd):
    return {
        "z": z_score(observed, expected, mad_sd, FLOOR),
        "change": exp(log_change(observed, expected)) - 1,
    }


def robust_z(series, index):
    result = modified_z(series, index)
    return {"median": result.median, "mad": result.mad, "z": result.z}


CASES = {
    "modified_z": robust_z,
    "anomaly_z": with_change,
    "anomaly_z_thin": lambda observed, expected, mad_sd: {
        "z": z_score(observed, expected, mad_sd, FLOOR)
    },
}
