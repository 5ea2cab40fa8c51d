"""Names of scenarios are names of files."""

import unicodedata

from kamplan.plan.faults import Fault

LONGEST = 80
"""Characters of a name."""
LONGEST_FILE = 250
"""Bytes of a name, which with .toml a file system still takes."""


def is_file_name(name: str) -> bool:
    """Letters and digits of any script, their marks, and - _ . inside."""
    if not name or name.startswith("."):
        return False
    if len(name) > LONGEST or len(name.encode(errors="replace")) > LONGEST_FILE:
        return False
    return not _wrong_sign(name)


def wrong_name(name: str, file: str, row: int | None = None, column: str = "") -> Fault:
    """Why a scenario cannot be called so: a sign in its name, or else its length or beginning."""
    sign = _wrong_sign(name)
    if sign:
        return Fault("scenario-sign", file, row, column, name, {"sign": sign})
    return Fault("scenario-name", file, row, column, name)


def _wrong_sign(name: str) -> str:
    """The first sign that no name of a file may have; nothing where there is none."""
    return next((letter for letter in name if not _may_stand(letter)), "")


def _may_stand(letter: str) -> bool:
    return letter.isalnum() or letter in "-_." or unicodedata.category(letter).startswith("M")
