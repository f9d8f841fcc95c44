"""Pages do not ask the system for memory with each call."""

import resource
from concurrent.futures import ThreadPoolExecutor

from ipmsite.stack import stack_middleware

ROUNDS = 100


def _called(a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8):
    """What a loop calls: wide enough to reach over the end of a piece at some depth."""
    return a, b, c, d, e, f, g, h


def _most_fetched(depth: int) -> int:
    """How often at most a loop of calls was given memory, of loops from here to this deep."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(ROUNDS):
        _called()
    fetched = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before
    return max(fetched, _most_fetched(depth - 1)) if depth else fetched


def test_no_loop_of_a_page_gets_memory_each_round_however_deep_it_stands():
    page = stack_middleware(_most_fetched)
    with ThreadPoolExecutor(1) as thread:  # whose stack has only what Python gives by itself
        assert thread.submit(page, 600).result() < ROUNDS / 2
