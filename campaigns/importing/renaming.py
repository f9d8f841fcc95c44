"""Names in a file that a person said are others: lines under the names that are meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from campaigns.importing.codes import Code
from campaigns.importing.lines import Doubt, EvidenceLine, Line, Lines, Options, StoreLine

Named = TypeVar("Named", bound=Line | EvidenceLine | StoreLine)


def renamed(lines: Iterable[Named], options: Options) -> Iterator[Named]:
    """The lines with the apps and networks that were said to be meant."""
    if not options.apps and not options.networks:
        yield from lines
        return
    for line in lines:
        if line.store_id in options.apps:
            name, platform, store_id = options.apps[line.store_id]
            platform = platform or line.platform
            line = replace(line, app=name, platform=platform, store_id=store_id)
        elif line.app in options.apps:
            name, platform, _ = options.apps[line.app]
            line = replace(line, app=name, platform=platform or line.platform)
        if not isinstance(line, StoreLine) and line.network in options.networks:
            line = replace(line, network=options.networks[line.network])
        yield line


def renamed_lines(lines: Sequence, options: Options) -> Lines:
    """The same of lines of counts, as columns."""
    if isinstance(lines, Lines) and not (options.apps or options.networks):
        return lines
    some = list(renamed(lines, options))
    columns = {one.name: [getattr(line, one.name) for line in some] for one in fields(Line)}
    return Lines(Line, columns)


def is_settled(doubt: Doubt, options: Options) -> bool:
    """Whether it was said of the near name of a doubt what it is."""
    said = {*options.apps, *options.networks}
    return doubt.point == Code.NEAR_NAMES and dict(doubt.said).get("name") in said
