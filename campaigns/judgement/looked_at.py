"""Numbers that are found when somebody looks: of thousands of parts a page shows some fifty."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, Self, TypeVar, overload

FOUND = ("counts", "previous", "interval", "before", "daily", "settled_to", "by_network")
Kind = TypeVar("Kind", bound="LookedAt")
Value = TypeVar("Value")


class LookedAt:
    """A part that may leave those of `FOUND` to a finder, which has a method for each."""

    @classmethod
    def found_by(cls, finder: Any, **known: Any) -> Self:
        """A part with what is known; its finder finds all else."""
        made = object.__new__(cls)
        made.__dict__.update(known, finder=finder)
        return made

    def made_into(self, kind: type[Kind], **more: Any) -> Kind:
        """The same as one of another kind, which has more."""
        made = object.__new__(kind)
        made.__dict__.update(self.__dict__, **more)
        return made

    def __getattr__(self, name: str) -> Any:
        if name not in FOUND or "finder" not in self.__dict__:
            raise AttributeError(name)
        found = self.__dict__[name] = getattr(self.finder, name)()
        return found


class Later(Sequence[Value], Generic[Value]):
    """What `find` finds, when somebody looks."""

    def __init__(self, find: Callable[[], Sequence[Value]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> Sequence[Value]:
        return self._find()

    @overload
    def __getitem__(self, at: int) -> Value: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Value]: ...
    def __getitem__(self, at: Any) -> Any:
        return self._found[at]

    def __len__(self) -> int:
        return len(self._found)
