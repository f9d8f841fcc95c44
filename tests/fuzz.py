"""Broken files through the command: each ends in a report, a question or a clear error.

    python -m tests.fuzz [--files N] [--seed N]

Files of `tests/data` are mutated at random. None may end in a traceback, write a part of itself,
or take more than 10 seconds or 1 GB. What does is kept in a folder that is named at the end.
"""

import argparse
import csv
import io
import json
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from campaigns.importing.archives import DAMAGE

SECONDS, MEMORY = 10, 2**30
BARE = 200 * 2**20
"""The addresses that a process holds which has imported nothing yet."""
DATA = Path(__file__).parent / "data"
OPTIONS = ["--app", "Merge Harbor", "--platform", "ios", "--network", "Lumio Ads"]
ODD = (
    *("", "-1", "1e9", "NaN", "1.234.567,89", "1,234.5", "(12)", "$5", "0x10", "١٢٣", "null", "∞"),
    *("=1+1", "#REF!", "2026-13-45", "31/31/2026", "0000-00-00", "2026-11-20T25:61", "today"),
    *("9" * 30, "é" * 300, "a" * 5000, '"', "'", "\t", "\r", "\n", ",", ";", "\0", "\ufeff"),
    *("Total", "Grand total", "restricted", "N/A", "<10", "Organic", "ZZ", "U S", "💥", "--"),
)
Random = random.Random
Mutation = Callable[[bytes, Random], bytes]


@dataclass(frozen=True)
class Ending:
    """How the command ended with a file: why it was wrong, "" where it was right."""

    fault: str
    code: int
    seconds: float


def _place(content: bytes, chance: Random) -> int:
    return chance.randrange(len(content) + 1)


def flip(content: bytes, chance: Random) -> bytes:
    some = bytearray(content)
    for _ in range(chance.randrange(1, 20)):
        if some:
            some[chance.randrange(len(some))] = chance.randrange(256)
    return bytes(some)


def cut(content: bytes, chance: Random) -> bytes:
    first, last = sorted((_place(content, chance), _place(content, chance)))
    return content[:first] + content[last:] if chance.random() < 0.5 else content[:last]


def insert(content: bytes, chance: Random) -> bytes:
    at = _place(content, chance)
    return content[:at] + chance.choice(ODD).encode() + content[at:]


def grow(content: bytes, chance: Random) -> bytes:
    """The same lines again and again."""
    head, _, body = content.partition(b"\n")
    return head + b"\n" + body * chance.randrange(2, 200)


def lines(content: bytes, chance: Random) -> bytes:
    """Lines gone, twice or elsewhere."""
    some = content.splitlines(keepends=True)
    for _ in range(chance.randrange(1, 5)):
        if some:
            line = some.pop(chance.randrange(len(some)))
            for _ in range(chance.choice((0, 1, 2))):
                some.insert(chance.randrange(len(some) + 1), line)
    return b"".join(some)


def cells(content: bytes, chance: Random) -> bytes:
    """Cells with something odd in them, in the header too."""
    some = content.split(b"\n")
    mark = max((b",", b";", b"\t"), key=content.count)
    for _ in range(chance.randrange(1, 12)):
        place = chance.randrange(len(some))
        row = some[place].split(mark)
        row[chance.randrange(len(row))] = chance.choice(ODD).encode()
        some[place] = mark.join(row)
    return b"\n".join(some)


def columns(content: bytes, chance: Random) -> bytes:
    """Columns in another order, one gone, one twice or one odd throughout."""
    mark = max((b",", b";", b"\t"), key=content.count)
    some = [line.split(mark) for line in content.split(b"\n")]
    width = max(map(len, some))
    order = list(range(width))
    what = chance.randrange(4)
    if what == 0:
        chance.shuffle(order)
    elif what == 1:
        order.pop(chance.randrange(width))
    elif what == 2:
        order.insert(chance.randrange(width), chance.randrange(width))
    odd, place = chance.choice(ODD).encode(), chance.randrange(width) if what == 3 else -1
    return b"\n".join(
        mark.join(odd if i == place and n else row[i] for i in order if i < len(row))
        for n, row in enumerate(some)
    )


def heads(content: bytes, chance: Random) -> bytes:
    """A header in two rows, with merged cells, or once more further down."""
    head, end, body = content.partition(b"\n")
    mark = max((b",", b";", b"\t"), key=head.count)
    names = head.split(mark)
    what = chance.randrange(4)
    if what == 0:
        above = [chance.choice((b"", b"Campaign", b"Metrics")) for _ in names]
        return mark.join(above) + end + content
    if what == 1:
        halves = [name.rpartition(b" ") for name in names]
        rows = (mark.join(h[0] for h in halves), mark.join(h[2] for h in halves))
        return end.join((*rows, body))
    if what == 2:
        at = chance.randrange(len(names))
        return (
            mark.join(names[:at] + [b" ".join(names[at : at + 2])] + names[at + 2 :]) + end + body
        )
    some = content.splitlines(keepends=True)
    some.insert(chance.randrange(len(some) + 1), head + b"\n")
    return b"".join(some)


def days(content: bytes, chance: Random) -> bytes:
    """Days written in several ways, each at random."""
    ways = (rb"\3/\2/\1", rb"\2/\3/\1", rb"\1-\3-\2", rb"\3.\2.\1", rb"\1\2\3", rb"\1-\2-31")
    some = chance.sample(ways, chance.choice((1, 1, 2, 3)))
    return re.sub(
        rb"(20\d\d)-(\d\d)-(\d\d)",
        lambda day: day.expand(chance.choice(some)) if chance.random() < 0.8 else day[0],
        content,
    )


def encoded(content: bytes, chance: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    if chance.random() < 0.2:  # once more than it was
        return content.decode("cp1252", "replace").encode()
    codec = chance.choice(
        ("utf-16", "utf-16-le", "cp1252", "cp932", "gb18030", "utf-32", "cp500", "utf-7")
    )
    return text.encode(codec, "replace")


def marks(content: bytes, chance: Random) -> bytes:
    """Other delimiters, quotes and ends of lines."""
    old, new = chance.sample([b",", b";", b"\t", b"|", b'"', b"\n", b"\r\n", b"\r", b"."], 2)
    return content.replace(old, new)


def packed(content: bytes, chance: Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.csv", content)
        archive.writestr("other.csv", flip(content, chance))
    return flip(file.getvalue(), chance) if chance.random() < 0.5 else file.getvalue()


def spreadsheet(content: bytes) -> bytes:
    """The same table as an XLSX, its numbers as numbers."""
    mark = max((",", ";", "\t"), key=content.decode("utf-8", "replace").count)
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(content.decode("utf-8", "replace")), delimiter=mark):
        cells = [ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row]
        book.active.append([float(cell) if cell.isdecimal() else cell for cell in cells])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet(content: bytes, chance: Random) -> bytes:
    """A spreadsheet with a member broken."""
    try:
        source = zipfile.ZipFile(io.BytesIO(content))
        parts = {name: source.read(name) for name in source.namelist()}
    except (*DAMAGE, KeyError):
        return flip(content, chance)
    name = chance.choice(sorted(parts))
    parts[name] = chance.choice((flip, cut, insert, lines))(parts[name], chance)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in parts.items():
            archive.writestr(part, body)
    return file.getvalue()


TEXT: tuple[Mutation, ...] = (
    *(flip, cut, insert, grow, lines, cells, cells, columns, columns, heads, days, encoded),
    *(marks, packed),
)


def mutated(chance: Random) -> tuple[str, bytes]:
    """A file of `tests/data`, mutated once or a few times."""
    path = chance.choice(
        sorted(p for p in DATA.rglob("*") if p.suffix in (".csv", ".xlsx", ".tsv"))
    )
    content = path.read_bytes()
    for _ in range(chance.choice((1, 1, 2, 3))):
        mutation = sheet if content.startswith(b"PK") else chance.choice(TEXT)
        content = mutation(content, chance)
    return path.name, content


def state() -> dict[str, int]:
    """How many rows every table of ours has."""
    from django.apps import apps

    return {
        model.__name__: model._base_manager.count()
        for model in apps.get_app_config("campaigns").get_models()
    }


def _child(path: Path, words: list[str], out: Path) -> None:
    """Run the command in this process, and end it."""
    from django.core.management import execute_from_command_line

    most = _held() + MEMORY - BARE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # Not only the descriptors: pytest puts something else in the place of these two.
    sys.stdout = sys.stderr = out.open("w")
    code = 70
    try:
        execute_from_command_line(["manage.py", "import_report", str(path), "--json", *words])
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.close()
        os._exit(code)


def _held() -> int:
    """The bytes of addresses that this process holds, which its child begins with."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def run(path: Path, words: list[str], out: Path) -> Ending:
    """Import a file in a process of its own and say how that ended."""
    from django.db import connections

    before = state()
    connections.close_all()
    begun = time.monotonic()
    child = os.fork()
    if not child:
        _child(path, words, out)
    used = _wait(child, begun)
    if used is None:
        return Ending(f"took more than {SECONDS} s", -9, SECONDS)
    code, seconds = used
    return Ending(_fault(code, seconds, out.read_text(errors="replace"), before), code, seconds)


def _wait(child: int, begun: float) -> tuple[int, float] | None:
    """The exit code and the seconds of CPU of a child; None where it had to be killed."""
    while time.monotonic() - begun < 12 * SECONDS:  # a busy machine is no fault of the file
        found, status, usage = os.wait4(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _fault(code: int, seconds: float, said: str, before: dict[str, int]) -> str:
    if code not in (0, 1):
        return f"ended with {code}"
    if seconds > SECONDS:
        return f"took {seconds:.0f} s"
    if "Traceback" in said:
        return "a traceback"
    try:
        answers = [json.loads(line) for line in said.splitlines()]
    except ValueError:
        return "an answer that is no JSON"
    if not answers:
        return "no answer"
    good = [answer for answer in answers if answer["batch"]]
    if code and len(good) == len(answers):
        return "exit 1 without an error"
    if not good and state() != before:
        return "a part was written"
    if any(bool(answer["batch"]) == bool(answer["errors"]) for answer in answers):
        return "neither a batch nor an error, or both"
    return ""


def fuzz(files: int, seed: int, folder: Path) -> list[str]:
    """The faults of so many files; the files are kept in the folder."""
    chance = Random(seed)
    faults = []
    for number in range(files):
        name, content = mutated(chance)
        path = folder / f"{number}-{name}"
        path.write_bytes(content)
        words = OPTIONS if chance.random() < 0.7 else []
        ending = run(path, words, folder / "said")
        if ending.fault:
            faults.append(f"{path}: {ending.fault}")
        else:
            path.unlink()
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="permille-fuzz-"))
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipmsite.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    faults = fuzz(options.files, options.seed, folder)
    print("\n".join(faults) or f"{options.files:,} files, no fault")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
