"""The ledger's statistics against known answers."""

import pytest

from campaigns.stats.concepts.fit import fit


def test_effects_of_one_field_have_known_answers():
    """Computed independently, with the formulas of the specification."""
    y = [0.3, 0.1, 0.25, -0.1, -0.2, 0.05, -0.15, 0]
    found = fit(y, [0.02] * 4 + [0.05] * 4, [["a"] * 4 + ["b"] * 4])
    assert found.g == pytest.approx([0.040651, 0.050746, -0.050746], abs=1e-6)
    assert found.tau2 == pytest.approx(0.053558, abs=1e-6)
    assert found.omega2 == pytest.approx([0.020241], abs=1e-6)
    assert found.df == pytest.approx(6.5224, abs=1e-4)
    diagonal = [found.variance([float(i == j) for i in range(3)]) for j in range(3)]
    assert diagonal == pytest.approx([0.021025, 0.015408, 0.015408], abs=1e-6)
