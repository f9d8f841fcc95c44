"""Hostile names and templates: refused with words or read, and never for longer than their length
asks. A seeded sample; `python -m tests.long names` has 10,000."""

import os
from random import Random

from campaigns.naming.misfits import misfits
from campaigns.naming.suggest import suggest
from campaigns.naming.template import TemplateError, _Walk, template, tidy

SAMPLE, SEED = int(os.environ.get("NAMES", "300")), int(os.environ.get("SEED", "1"))
PIECES = (
    *("_", "__", "-", " - ", "//", "|", ".", "(", ")", "{", "}", "?", "*", ":", "\\", "%", "$"),
    *("VID", "9x16", "30s", "EN", "v3", "US", "T1", "20261124", "99999999", "0x0", "v", "s"),
    *("<script>alert(1)</script>", "'; DROP TABLE x; --", "=1+1", "%s%n", "\u202e", "\u200b"),
    *("e\u0301", "İ", "ß", "파즐", "\U0001f9e9", "\ud7ff", "\x7f", "\t", "a" * 40, "_" * 40),
)
FIELDS = ("{a}", "{b?}", "{c*}", "{size}", "{length?}", "{format}", "{geo?}", "{date}", "{x:text}")
STEPS = 2
"""Failed places for each field and character, at most."""


def text(rng: Random, pieces: tuple[str, ...], most: int) -> str:
    return "".join(rng.choice(pieces) for _ in range(rng.randint(0, most)))


def test_hostile_templates_and_names_break_nothing_and_take_linear_time():
    rng, usable, fits = Random(SEED), 0, 0
    for _ in range(SAMPLE):
        try:
            made = template(text(rng, (*FIELDS, *FIELDS, *PIECES), 8))
        except TemplateError as error:
            assert str(error).endswith("."), error
            continue
        usable += 1
        for name in (text(rng, PIECES, 30), text(rng, ("_", "a", "9x16", "30s"), 200)):
            walk = _Walk(made, tidy(name), {})
            read = walk.parts() is not None
            fits += read
            why = [one.why for one in misfits(made, name)]
            assert read == (not why) and all(map(len, why)), (made.text, name)
            limit = STEPS * (len(made.fields) + 1) * (len(name) + 1)
            assert len(walk.failed) <= limit, (made.text, name)
    assert usable > SAMPLE / 20 and fits


def test_rules_are_suggested_of_hostile_names_without_a_fault():
    rng = Random(SEED)
    names = {text(rng, PIECES, 12): rng.random() for _ in range(SAMPLE)}
    assert all(0 <= one.fits <= one.names for one in suggest(names, ["<b>", "\u202e"]))
