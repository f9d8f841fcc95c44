"""How often does the judgement flag a network that is fine, and find one that is low?

    python -m tests.simulations.flags [--seed N] [--repetitions N] [--worlds NAME ...]

Accounts with known truth (see `tests.simulations.flag_worlds`): a low network makes 70 % (or 80)
of what its cells allow, a fine one at least 90 %. "look": 37 worlds, judged once. "creatives":
networks that differ by their creatives, judged without and with what these do elsewhere.
"formats": every format emptied. "days": judged daily, the low network falls by 30 % on the 85th
day; a change is any change of verdict in seven days. --worlds takes these four words and parts of
worlds' names. Bars hold at the default number of repetitions; "days" takes a fifth of them.
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from random import Random
from statistics import fmean, median

from campaigns.stats.networks.judge import judge
from tests.simulations.flag_worlds import FIELDS, World, draw
from tests.simulations.noise import Bar, finish, percent, print_table, repeat

REPETITIONS = 200
LOOK = (
    World("low at 1e6"),
    World("low at 1e4", low=(1e4,)),
    World("low at 1e5", low=(1e5,)),
    World("low at 3e5", low=(3e5,)),
    World("low at 1e7", low=(1e7,)),
    World("14 days", days=14),
    World("7 days", days=7),
    World("5 networks", networks=5),
    World("24 networks", networks=24),
    World("50 networks", networks=50),
    World("day AR .5", rho=0.5),
    World("day CV .5", day_cv=0.5),
    World("Dirichlet .25", mix=0.25),
    World("network sd .30", network_sd=0.30),
    World("any size, one low", low=(None,)),
    World("any size, none low", low=()),
    World("any size, 4 low", low=(None,) * 4),
    World("giant low", low=(3e7,)),
    World("no spread", low=(), network_sd=0.0, cell_sd=0.0),
    World("promotion", promotion=1.8),
    World("shared shocks", shock=0.2),
    World("drift with launches", drift=-0.4, launch=4),
    World("launches and pauses", launch=3, pause=3),
    World("creative rotation", rotation=0.15),
    World("weekday by network", weekday_sd=0.25),
    World("part-time networks", part_time=3),
    World("fine giant with 70 %", giant=0.7),
    World("half restate the last days", restate=0.5),
    World("network by format", format_sd=0.15),
    World("day CV .1 to .6", day_cv=(0.1, 0.6)),
    World("5 networks, Dirichlet .25", networks=5, mix=0.25),
    World("promotion, part time, AR .4", promotion=1.8, part_time=3, rho=0.4),
    World("missing countries", no_country=1 / 3),
    World("-20 % at 1e6", ratio=0.80),
    World("-20 % at 1e5", ratio=0.80, low=(1e5,)),
    World("-20 % at 1e7", ratio=0.80, low=(1e7,)),
    World("-20 %, 5 networks", ratio=0.80, networks=5),
)
CREATIVES = (
    World("low, creatives differ", creatives=True),
    World("weak creatives", creatives=True, weak=True),
)
LONG = 84
FORMATS = tuple(
    replace(world, days=LONG, no_format=True)
    for world in (
        World("no formats, fell 21 days ago", fell=21),
        World("no formats, fell 14 days ago", fell=14),
        World("no formats, 1e5", fell=21, low=(1e5,)),
        World("no formats, 5 networks", fell=21, networks=5),
        World("no formats, launches", launch=3),
        World("no formats, promotion", promotion=1.8),
        World("no formats, drift", drift=-0.33),
        World("no formats, day AR .3", rho=0.3),
    )
)
FALL_DAY, WEEKS_AFTER = 84, 6
DAYS = tuple(
    replace(world, days=FALL_DAY + 7 * WEEKS_AFTER, fell=7 * WEEKS_AFTER)
    for world in (World("daily, 1e6"), World("daily, 1e5", low=(1e5,)))
)
FIRST_LOOK = 28
KINDS = ("look", "creatives", "formats", "days")
FLAGGED = ("act", "watch")


def one_look(random: Random, world: World) -> dict[str, list[int]]:
    """[networks, act, watch] of the fine, the low and, with their creatives, both again."""
    account = draw(random, world)
    found = {"plain": judge(account.counts, fields=FIELDS, details=False)}
    if world.creatives:
        found["held"] = judge(
            account.counts, fields=FIELDS, details=False, creatives=lambda: account.creatives
        )
    low = account.low
    fine = [m for m in account.fine() if m not in low]
    result = {}
    for way, verdicts in found.items():
        verdict = {one.network: one.verdict for one in verdicts.judgements}
        for name, group in (("fine", fine), ("low", low)):
            said = [verdict[m] for m in group]
            result[f"{way} {name}"] = [len(group), said.count("act"), said.count("watch")]
    return result


def daily(random: Random, world: World) -> list[float]:
    """[changed network-weeks, of, fine network-days on act, of, days to act] of one account."""
    account = draw(random, world)
    before, history = None, []
    for end in range(FIRST_LOOK, world.days + 1):
        counts = {
            m: {cell: days[max(0, end - LONG) : end] for cell, days in cells.items()}
            for m, cells in account.counts.items()
        }
        judgements = judge(counts, before, fields=FIELDS, details=False).judgements
        before = {one.network: one.state for one in judgements}
        history.append({one.network: one.verdict for one in judgements})
    others = [m for m in history[0] if m not in account.low]
    weeks = [history[start : start + 8] for start in range(0, len(history) - 7, 7)]
    changed = sum(len({day[m] for day in week}) > 1 for week in weeks for m in others)
    fine = [m for m in account.fine() if m not in account.low]
    on_act = sum(day[m] == "act" for day in history for m in fine)
    after = history[FALL_DAY - FIRST_LOOK + 1 :]
    days = [i + 1 for i, day in enumerate(after) if day[0] == "act"]
    return [changed, len(weeks) * len(others), on_act, len(fine) * len(history), *days[:1]]


def share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def add(rows: Sequence[Sequence[float]]) -> list[float]:
    return [sum(column) for column in zip(*rows, strict=True)]


def asked(options: argparse.Namespace, kind: str, worlds: Sequence[World]) -> list[World]:
    """The worlds of a kind that --worlds names."""
    words = set(options.worlds)
    if not words or kind in words:
        return list(worlds)
    return [world for world in worlds if any(word in world.name for word in words - set(KINDS))]


def look(options: argparse.Namespace, kind: str, worlds: Sequence[World]) -> dict[str, dict]:
    """Sums over all accounts by world; prints a table."""
    found, rows = {}, []
    for world in asked(options, kind, worlds):
        run = (options.repetitions, options.seed, options.processes)
        parts = repeat(one_look, *run, world=world)
        found[world.name] = {key: add([part[key] for part in parts]) for key in parts[0]}
        for key in [key for key in parts[0] if key.endswith("fine")]:
            way = key.removesuffix(" fine")
            row = [f"{world.name}{'' if way == 'plain' else ', ' + way}"]
            for name in ("fine", "low"):
                count, act, watch = found[world.name][f"{way} {name}"]
                row += [percent(share(n, count), 2) if count else "-" for n in (act, watch)]
            rows.append([*row, str(found[world.name][key][0])])
            print("  ", *rows[-1], flush=True)
    if rows:
        header = (kind, "fine: act", "watch", "low: act", "watch", "fine networks")
        print_table("One look, %", header, rows)
    return found


def bars_of_look(found: dict[str, dict]) -> list[Bar]:
    bars, power = [], []
    fine = add([one["plain fine"] for one in found.values()])
    for name, one in found.items():
        count, act, _ = one["plain fine"]
        bars.append(Bar(f"{name}: fine on act", share(act, count), count, high=0.016))
        low = one["plain low"]
        if low[0]:
            power.append(share(low[1], low[0]))
        if name == "promotion":
            bars.append(Bar(f"{name}: low on act", power[-1], low[0], low=0.80))
    watch = percent(share(fine[2], fine[0]), 2)
    print(f"\nAll: fine on act {percent(share(fine[1], fine[0]), 2)}, on watch {watch}")
    bars.append(Bar("all worlds: fine on act", share(fine[1], fine[0]), fine[0], high=0.006))
    if len(found) == len(LOOK):
        lows = sum(one["plain low"][0] for one in found.values())
        bars.append(Bar("mean power over worlds with a low one", fmean(power), lows, low=0.74))
    return bars


def bars_of_creatives(found: dict[str, dict]) -> list[Bar]:
    bars = []
    for name, one in found.items():
        count, act, _ = one["held low"]
        limit = {"high": 0.25} if name == "weak creatives" else {"low": 0.70}
        bars.append(Bar(f"{name}: on act, creatives held", share(act, count), count, **limit))
    return bars


def bars_of_formats(found: dict[str, dict]) -> list[Bar]:
    bars = []
    for name, one in found.items():
        (fine, act, watch), (low, low_act, low_watch) = one["plain fine"], one["plain low"]
        bars.append(Bar(f"{name}: on act", share(act + low_act, fine + low), fine + low, high=0.0))
        if name == FORMATS[0].name:
            bars.append(Bar(f"{name}: fine on watch", share(watch, fine), fine, high=0.02))
            bars.append(Bar(f"{name}: low on watch", share(low_watch, low), low, low=0.80))
    return bars


def look_daily(options: argparse.Namespace) -> list[Bar]:
    bars, rows = [], []
    repetitions = max(2, options.repetitions // 5)
    for world in asked(options, "days", DAYS):
        parts = repeat(daily, repetitions, options.seed, options.processes, world=world)
        changed, weeks, on_act, days, *_ = add([part[:4] for part in parts])
        found = sorted(part[4] if len(part) > 4 else inf for part in parts)
        within = share(sum(day <= 14 for day in found), len(found))
        rows.append(
            (
                world.name,
                percent(share(changed, weeks), 2),
                percent(share(on_act, days), 2),
                f"{median(found):g}",
                percent(within),
            )
        )
        if world is DAYS[0]:
            bars.append(Bar("verdict changes a week", share(changed, weeks), weeks, high=0.02))
            slow = share(sum(day > 19 for day in found), len(found))
            bars.append(Bar("not on act 19 days after the fall", slow, len(found), high=0.5))
    if rows:
        header = ("judged daily", "changes a week, %", "fine on act, %", "days to act", "in 14, %")
        print_table("Day by day", header, rows)
    return bars


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repetitions", type=int, default=REPETITIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--worlds", nargs="*", default=[])
    options = parser.parse_args()
    bars = []
    for kind, worlds, limits in (
        ("look", LOOK, bars_of_look),
        ("creatives", CREATIVES, bars_of_creatives),
        ("formats", FORMATS, bars_of_formats),
    ):
        if found := look(options, kind, worlds):
            bars += limits(found)
    bars += look_daily(options)
    finish(bars, options.repetitions >= REPETITIONS)


if __name__ == "__main__":
    main()
