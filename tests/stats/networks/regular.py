"""An account of four networks that anybody can write down, for known answers."""

CELLS = {
    ("US", "banner"): 0.002,
    ("US", "video"): 0.008,
    ("IN", "banner"): 0.001,
    ("IN", "video"): 0.004,
}
LEVELS = {"A": 1.0, "B": 1.1, "C": 0.7, "D": 0.95}


def regular(days=28, low_days=None):
    """Networks A to D; C is at 1 until its last `low_days`, at 0.7 always without them."""

    def level(name, day):
        return 1.0 if low_days and name == "C" and day < days - low_days else LEVELS[name]

    def count(i, j, name, rate, day):
        n = 1000 * (1 + (i + 2 * j) % 4) * (4 + day % 3)
        wave = 1 + 0.1 * ((7 * day + 3 * i) % 5 - 2)
        return n, round(n * rate * level(name, day) * wave)

    return {
        name: {
            cell: [count(i, j, name, rate, day) for day in range(days)]
            for j, (cell, rate) in enumerate(CELLS.items())
        }
        for i, name in enumerate(LEVELS)
    }
