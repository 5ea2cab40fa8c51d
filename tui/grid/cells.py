"""A text laid into a cell of so many columns of the terminal, never more, never fewer."""

import re

from rich.cells import cell_len, set_cell_size

from kamplan.words import plain

MARKS = {"changed": "▪", "pending": "…", "refused": "!", "pinned": "⚑"}
"The sign in a cell's last position, so that colour is not the only one."

MARGIN = 2
"Cells around the content: one before it, one for the mark after it."

SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
SELECTORS = re.compile(r"[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
"""Marks that vary an emoji's colour or shape: terminals do not agree on the width they give."""


def clean(text: str) -> str:
    """A user's text with nothing in it that could move what stands beside it."""
    if text.isascii() and text.isprintable():
        return text
    text = SPACES.sub(lambda space: " " * cell_len(space[0]), text)
    return plain(SELECTORS.sub("", text))


def fit(text: str, width: int, number: bool = False, partial: bool = False) -> str:
    """The text in exactly so many cells; a number that does not fit is never shown in part.

    number: at the right, as ### where it is too wide. partial: only a part of the column is in
    sight, which is no fault of the column's width.
    """
    text = clean(text)
    size = cell_len(text)
    if size <= width:
        pad = " " * (width - size)
        return pad + text if number else text + pad
    if number and any(letter.isdigit() for letter in text):
        return cut("…", width) if partial else "#" * width
    return cut(text, width)


def cut(text: str, width: int) -> str:
    """A clean text that ends in … where it had to be cut."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip() + "…"
    return set_cell_size(text, width)


def is_cut(text: str, width: int) -> bool:
    """Whether the text does not fit."""
    return cell_len(clean(text)) > width
