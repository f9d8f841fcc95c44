"""Accounts built by hand: networks in cells over days, without random numbers."""

RATES = {
    ("US", "playable"): 0.010,
    ("US", "banner"): 0.001,
    ("IN", "playable"): 0.004,
    ("IN", "banner"): 0.0005,
}
EVEN = dict.fromkeys(RATES, 250_000)
WAVE = (1.1, 0.9, 1.05, 0.95, 1.0, 1.02, 0.98)


def network(level=1.0, impressions=EVEN, days=28, wave=WAVE):
    """Cells of one network: impressions in 28 days per cell, installs at `level` x the rate.

    `wave` moves the rate of each day, so that days differ as they do in life.
    """
    return {
        cell: [
            (n / 28, n / 28 * RATES[cell] * level * wave[day % len(wave)]) for day in range(days)
        ]
        for cell, n in impressions.items()
    }


def account(*levels, **cells):
    """One network per level, all in the same cells, and named networks with cells of their own."""
    names = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return {names[m]: network(level) for m, level in enumerate(levels)} | cells
