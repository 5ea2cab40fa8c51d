"""What is wrong with an input: where, which value, and the id of the message that says so.

The words, in the user's language, are made in kamplan.words. Everything wrong is
collected and reported at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `code` names the message; `values` fill its words."""

    code: str
    file: str = ""
    row: int | None = None
    """line of the file, the heading being line 1."""
    column: str = ""
    value: str = ""
    values: dict[str, Any] = field(default_factory=dict, hash=False)


class PlanError(Exception):
    """Bad input. Nothing was loaded, changed or written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.file} {f.row or ''} {f.code}" for f in self.faults))


def nearest(word: str, words: Iterable[str]) -> str:
    """The valid name that looks most like a wrong one, or nothing."""
    found = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return found[0] if found else ""
