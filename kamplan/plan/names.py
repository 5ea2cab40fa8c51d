"""Names of scenarios are names of files."""

import unicodedata

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
    return all(
        letter.isalnum() or letter in "-_." or unicodedata.category(letter).startswith("M")
        for letter in name
    )
