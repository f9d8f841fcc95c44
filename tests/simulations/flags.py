"""How often does the judgement flag a network that is fine, and find one that is low?

    python -m tests.simulations.flags [--repetitions 400] [--seed 1]

Accounts with known truth (see `tests.simulations.flag_worlds`): a low network makes 70 % of what
its cells allow, a fine one at least 90 %. Naive: raw IPM under 80 % of the account's IPM.
Then the mix trap (a network of ratio 1 in the poorest cells) and the stability of verdicts
over 90 days, judged daily, with sizes per window of 28 days.

"At most 2 % of networks change their verdict in a week" counts every network with any change of
verdict from one day to the next in seven days, and holds for all networks together, for the fine
and for the low. The rest, one in seven, has the thresholds inside its noise and changes in 6 % of
weeks. With the first days_on of 3 it was 2.3 to 2.7 % over seeds 1 to 5. (1.7 % was published for
that rule: with seven looks a week instead of eight, so that a change over Sunday night is none,
and with sizes per 118 days, it is 1.8 %.) "Ever on act" has its bar on the clearly fine (from
95 % on); all fine ones are printed beside them (1.2 to 2.5 %, with days_on 3 2.0 to 4.2 %).
"""

from random import Random

from campaigns.stats.networks.verdicts import judge
from tests.simulations.flag_worlds import World, draw
from tests.simulations.noise import Bar, arguments, finish, percent, print_table, repeat

REPS = 400
STABLE_REPS = 120
CLEARLY_FINE_RATIO = 0.95
WORLDS = [
    World("low at 1e6 impressions"),
    World("low at 1e4", low=(1e4,)),
    World("low at 1e5", low=(1e5,)),
    World("low at 3e5", low=(3e5,)),
    World("low at 1e7", low=(1e7,)),
    World("1e6, 14 days", days=14),
    World("1e6, 7 days", days=7),
    World("1e6, 5 networks", networks=5),
    World("1e6, 24 networks", networks=24),
    World("1e6, day AR .5", rho=0.5),
    World("1e6, day CV .5", day_cv=0.5),
    World("1e6, Dirichlet .25", mix=0.25),
    World("1e6, network sd .30", network_sd=0.30),
    World("any size, one low", low=(None,)),
    World("any size, none low", low=()),
    World("any size, 4 low", low=(None,) * 4),
    World("giant low (3e7)", low=(3e7,)),
]
TRAP = World("mix trap", low=(), trap=True)
TRAP_EXACT = World("mix trap without noise", low=(), trap=True, noise=False)
STABLE = World("90 days, judged daily", days=118, window=28)
ACT, FLAGGED = ("act",), ("act", "watch")
NAIVE_SHARE = 0.80
STABILITY = (
    "any change in a week",
    "any change of a fine one",
    "any change of the low one",
    "any change of another",
    "flag came or went",
    "fine ever on act",
    "clearly fine ever on act",
)
STABLE_BARS = (0, 1, 2, 6)
STABLE_LIMIT = 0.02


def naive(counts) -> set[int]:
    """Networks whose raw IPM is under 80 % of the account's."""
    sums = {
        m: [
            sum(column)
            for column in zip(*(day for days in cells.values() for day in days), strict=True)
        ]
        for m, cells in counts.items()
        if cells
    }
    overall = sum(x for _, x in sums.values()) / sum(n for n, _ in sums.values())
    return {m for m, (n, x) in sums.items() if n and x / n < NAIVE_SHARE * overall}


def one_look(random: Random, world: World) -> list[list[int]]:
    """[cases, act, act or watch, naive] of the fine, the low and the trap networks."""
    account = draw(random, world)
    verdict = {j.network: j.verdict for j in judge(account.counts, details=False).judgements}
    low_by_naive = naive(account.counts)
    trap = [] if account.trap is None else [account.trap]
    return [
        [
            len(group),
            sum(verdict[m] in ACT for m in group),
            sum(verdict[m] in FLAGGED for m in group),
            sum(m in low_by_naive for m in group),
        ]
        for group in (account.fine(), sorted(account.low), trap)
    ]


def ninety_days(random: Random, world: World) -> list[list[int]]:
    """Ours, without hysteresis and naive over 90 days; see `_stability` for the columns."""
    account = draw(random, world)
    window = world.window or world.days
    before = None
    history: list[list[dict[int, str]]] = [[], [], []]
    for first in range(world.days - window + 1):
        counts = {
            m: {cell: days[first : first + window] for cell, days in cells.items()}
            for m, cells in account.counts.items()
        }
        judgements = judge(counts, before, details=False).judgements
        before = {j.network: j.standing for j in judgements}
        history[0].append({j.network: j.verdict for j in judgements})
        history[1].append({j.network: one_day_verdict(j.condition) for j in judgements})
        low = naive(counts)
        history[2].append({m: "act" if m in low else "fine" for m in counts})
    fine, clearly_fine = set(account.fine()), set(account.fine(CLEARLY_FINE_RATIO))
    return [_stability(days, fine, clearly_fine, set(account.low)) for days in history]


def one_day_verdict(condition: str) -> str:
    """The verdict if a condition were shown as it is."""
    return {"ineligible": "not_enough", "keep": "fine"}.get(condition, condition)


def _stability(
    days: list[dict[int, str]], fine: set[int], clearly_fine: set[int], low: set[int]
) -> list[int]:
    """See `STABILITY`: the parts and wholes of its columns, one after the other."""
    networks = set(days[0])
    weeks = [days[start : start + 8] for start in range(0, len(days) - 7, 7)]
    changed = [(m, len({day[m] for day in week}) > 1) for week in weeks for m in networks]
    flag = sum(len({day[m] in FLAGGED for day in week}) > 1 for week in weeks for m in networks)
    ever = {m for m in networks if any(day[m] == "act" for day in days)}
    result = []
    for group in (networks, fine, low, networks - fine - low):
        result += [sum(moved for m, moved in changed if m in group), len(weeks) * len(group)]
    result += [flag, len(changed)]
    for group in (fine, clearly_fine):
        result += [len(group & ever), len(group)]
    return result


def add(results: list[list[list[int]]]) -> list[list[int]]:
    """Sum the tables of all repetitions cell by cell."""
    return [[sum(cell) for cell in zip(*rows, strict=True)] for rows in zip(*results, strict=True)]


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def main() -> None:
    options = arguments(__doc__, REPS)
    run = (options.seed, options.processes)
    bars = [*look_once(options.repetitions, run), *look_at_traps(options.repetitions, run)]
    bars += look_for_ninety_days(max(2, options.repetitions * STABLE_REPS // REPS), run)
    finish(bars, options.full)


def look_once(reps: int, run: tuple[int, int]) -> list[Bar]:
    """The table of worlds."""
    rows, bars = [], []
    for number, world in enumerate(WORLDS):
        fine, low, _ = add(repeat(one_look, reps, *run, world=world))
        false = [percent(share(flagged, fine[0]), 2) for flagged in fine[1:]]
        found = [percent(share(flagged, low[0])) if low[0] else "-" for flagged in low[1:]]
        rows.append((world.name, *map(" / ".join, zip(false, found, strict=True))))
        limit = 0.01 if number == 0 else 0.015
        bars.append(Bar(f"{world.name}: fine on act", share(fine[1], fine[0]), fine[0], high=limit))
        if number == 0:
            bars.append(Bar(f"{world.name}: low found", share(low[1], low[0]), low[0], low=0.85))
    header = ("false flags of fine networks / low one found, %", "act", "act or watch", "naive")
    print_table("One look", header, rows)
    return bars


def look_at_traps(reps: int, run: tuple[int, int]) -> list[Bar]:
    """A network whose raw IPM is low only because of where it serves."""
    rows, bars = [], []
    for world in (TRAP, TRAP_EXACT):
        count, *flags = add(repeat(one_look, reps, *run, world=world))[2]
        rows.append((world.name, *(percent(share(flag, count)) for flag in flags)))
        limit = 0.01 if world.noise else 0.0
        bars.append(Bar(f"{world.name}: on act", share(flags[0], count), count, high=limit))
    header = ("flagged, %", "act", "act or watch", "naive")
    print_table("A fine network in the poorest cells", header, rows)
    return bars


def look_for_ninety_days(reps: int, run: tuple[int, int]) -> list[Bar]:
    """How calm the verdicts are; the bars are on ours."""
    rows, bars = [], []
    table = add(repeat(ninety_days, reps, *run, world=STABLE))
    for name, counts in zip(("ours", "without hysteresis", "naive"), table, strict=True):
        parts, wholes = counts[::2], counts[1::2]
        shares = [share(*pair) for pair in zip(parts, wholes, strict=True)]
        rows.append((name, *map(percent, shares)))
        if name == "ours":
            bars = [Bar(STABILITY[i], shares[i], wholes[i], high=STABLE_LIMIT) for i in STABLE_BARS]
    print_table("Stability", (f"{STABLE.name}, %", *STABILITY), rows)
    return bars


if __name__ == "__main__":
    main()
