"""Room for calls: Python is not to ask the system for memory while a page is made.

CPython keeps the frames of calls in pieces of 16 KB and gives a piece back once the last call in it
returns. Where a loop calls across the end of a piece, each round maps, clears and unmaps memory:
that was a fifth of the CPU of a page, depending on how deep its loops happened to stand.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

R = TypeVar("R")
_WORDS = 32_768
"""What `with_room` says it needs. The piece for it is the next power of two, 512 KB; what is left
of it, a thousand calls deep, is for those it calls. Memory that is not touched costs nothing."""


def with_room(do: Callable[..., R], *args: Any) -> R:
    """Call `do` with these arguments, so that whatever it calls shares one piece of the stack."""
    return do(*args)


with_room.__code__ = with_room.__code__.replace(co_stacksize=_WORDS)


def stack_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Everything that a request needs is called with room."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return with_room(get_response, request)

    return middleware
