"""Bridges of answers that are there."""

from collections.abc import Sequence
from contextlib import closing
from threading import Event

from kamplan.explore.causes import Causes, find_causes
from kamplan.explore.exploration import Exploration
from kamplan.planning import Source
from kamplan.whatif.figures import Solved


def causes_of(source: Source, solved: Sequence[Solved]) -> dict[str, Causes]:
    """Why each differs from the first, by scenario."""
    found = {}
    with closing(Exploration.begin(source, 1, Event(), jobs=1)) as exploration:
        for each in solved[1:]:
            causes = find_causes(exploration.ask, solved[0], each)
            if causes is not None:
                found[each.scenario] = causes
    return found
