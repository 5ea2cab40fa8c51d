"""Filter expressions such as `tier=A|B; discount>5%`, and the rows of a model they select.

    text          the rows that show the text; so is everything without an operator
    "a=b"         in quotation marks, text with an operator in it; "" is one of them
    name=a|b      is one of these, nothing in place of a value: is empty; != is none of them
    name~a|b      contains one of these; !~ contains none
    name<5%       also > <= >=; numbers as spreadsheets show them; texts by the alphabet
    one; other    both; so is: one and other

A name is a column's heading in any language, or its id, whatever the case.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from kamplan.words import _
from tui.grid.model import GridColumn, GridModel, Rows, Values, number_in

Numbers = npt.NDArray[np.float64]
Spellings = Callable[[str], Iterable[str]]
"A heading -> what it is in other languages."

WIDE = str.maketrans("；｜＝＞＜～！“”＂", ';|=><~!"""')
"Signs as Chinese input methods type them."
OPERATOR = re.compile(r"!=|<>|<=|>=|!~|[≠≤≥=<>~]")
SAME = {"<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}
AND = re.compile(r"\s+(?:and|且)\s+", re.IGNORECASE)
QUOTED = re.compile(r'"(?:[^"]|"")*"')
BEGIN_NUMBERS = frozenset("+-.0123456789")
CLOSE = 1e-9
"Numbers that differ by less, in proportion, are the same: 1014.9999999999999 is shown as 1,015."


class FilterError(Exception):
    """A text that is no filter, or not one yet."""

    @property
    def reason(self) -> str:
        """In the user's language."""
        return str(self.args[0])


@dataclass(frozen=True)
class Condition:
    """What the cells of one column must be."""

    column: int
    operator: str
    'One of "=" "!=" "~" "!~" "<" "<=" ">" ">=".'
    values: tuple[str, ...]
    "One of them is enough. In small letters; empty for an empty cell."
    numbers: tuple[float | None, ...]
    "The numbers that they stand for."

    def rows(self, values: Values) -> Rows:
        """The rows whose value meets it."""
        if self.operator in ("!=", "!~"):
            return ~self._any(values, self.operator[-1])
        return self._any(values, self.operator)

    def _any(self, values: Values, operator: str) -> Rows:
        if isinstance(values, np.ndarray) and values.dtype.kind in "iufb" and operator != "~":
            return _any_number(values.astype(float), operator, self)
        # Every distinct value is looked at once.
        cells: Sequence[Any] = values.tolist() if isinstance(values, np.ndarray) else values
        places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
        met = _any_text([_shown(cell) for cell in places], operator, self)
        return met[np.fromiter(map(places.__getitem__, cells), np.intp, len(cells))]


@dataclass(frozen=True)
class Filter:
    """What rows must be to be shown: all of it."""

    texts: tuple[str, ...] = ()
    "Texts that they show."
    conditions: tuple[Condition, ...] = ()

    def rows(self, model: GridModel, shown: Sequence[int]) -> Rows:
        """The rows selected; texts are looked for in the columns shown."""
        chosen = np.ones(len(model), dtype=bool)
        for text in self.texts:
            chosen &= model.matches(text, shown)
        for condition in self.conditions:
            chosen &= condition.rows(model.sort_values(condition.column))
        return chosen


def read_filter(text: str, columns: Sequence[GridColumn], spellings: Spellings) -> Filter:
    """What a text typed into the filter selects. Raises FilterError."""
    masked = _masked(text)
    if masked.startswith('"') or not OPERATOR.search(masked):
        return Filter((_plain_text(text),))
    texts, conditions = [], []
    for begin, end in _pieces(masked, columns):
        piece, signs = text[begin:end], masked[begin:end]
        found = OPERATOR.search(signs)
        if found is not None:
            column = _column(_unquoted(piece[: found.start()]), columns, spellings)
            values = _values(piece, signs, found.end())
            operator = SAME.get(found[0].translate(WIDE), found[0].translate(WIDE))
            conditions.append(_condition(column, columns[column], operator, values))
        elif QUOTED.fullmatch(piece.translate(WIDE).strip()):
            texts.append(_unquoted(piece))
        else:
            raise FilterError(_no_condition(piece.strip(), columns))
    return Filter(tuple(texts), tuple(conditions))


# -- reading -------------------------------------------------------------------------------


def _masked(text: str) -> str:
    """The signs of a text, each where it is, and none of what stands in quotation marks."""
    return QUOTED.sub(lambda found: "\0" * len(found[0]), text.translate(WIDE))


def _plain_text(text: str) -> str:
    """A text without operators, or in quotation marks, which may not be closed yet."""
    quoted = text.translate(WIDE)
    if QUOTED.fullmatch(quoted):
        return _unquoted(text)
    return text.removeprefix(text[0]) if quoted.startswith('"') else text


def _pieces(masked: str, columns: Sequence[GridColumn]) -> Iterator[tuple[int, int]]:
    """Where the conditions begin and end."""
    begin = 0
    for part in masked.split(";"):
        end = begin + len(part)
        for joint in AND.finditer(masked, begin, end):
            after = AND.search(masked, joint.end(), end)
            following = masked[joint.end() : after.start() if after else end]
            if OPERATOR.search(following) or _may_become_name(following, columns):
                yield begin, joint.start()
                begin = joint.end()
        if masked[begin:end].strip():
            yield begin, end
        begin = end + 1


def _no_condition(text: str, columns: Sequence[GridColumn]) -> str:
    """What to say of a text in place of a condition; it may be a name in the making."""
    titles = [column.title for column in columns if column.title]
    begun = [title for title in titles if _folded(title).startswith(_folded(text))]
    example = f"{(begun or titles or [text])[0]}=…"
    return _("{text} is no condition yet: {example}", text=text, example=example)


def _may_become_name(text: str, columns: Sequence[GridColumn]) -> bool:
    """Whether a text behind an "and" is a name in the making; else it belongs to the value."""
    begun = _folded(text)
    return any(_folded(name).startswith(begun) for at in columns for name in (at.id, at.title))


def _values(piece: str, signs: str, begin: int) -> list[str]:
    """The values behind an operator."""
    values = []
    for part in signs[begin:].split("|"):
        values.append(_unquoted(piece[begin : begin + len(part)]))
        begin += len(part) + 1
    return values


def _unquoted(text: str) -> str:
    text = text.strip()
    signs = text.translate(WIDE)
    if QUOTED.fullmatch(signs):
        return text[1:-1].replace('""', '"')
    if signs.startswith('"'):
        raise FilterError(_("The quotation mark before {text} is not closed.", text=text[1:]))
    return text


def _column(name: str, columns: Sequence[GridColumn], spellings: Spellings) -> int:
    """The column with a name: its id, its heading, its heading in another language."""
    if not name:
        raise FilterError(_("Which column? Its heading stands before the sign."))
    wanted = _folded(name)
    known: list[list[str]] = [
        [_folded(column.id) for column in columns],
        [_folded(column.title) for column in columns],
    ]
    for names in known:
        if wanted in names:
            return names.index(wanted)
    others = [{_folded(word) for word in spellings(column.title)} for column in columns]
    found = [at for at, words in enumerate(others) if wanted in words]
    if found:
        return found[0]
    # The first screen has a grid, and waits for no library of the plan.
    from kamplan.plan.faults import nearest

    like = nearest(wanted, [word for names in known for word in names if word])
    if not like:
        raise FilterError(_("There is no column {name}.", name=name))
    near = next(names.index(like) for names in known if like in names)
    raise FilterError(
        _("There is no column {name}: {nearest}?", name=name, nearest=columns[near].title)
    )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _condition(at: int, column: GridColumn, operator: str, values: Sequence[str]) -> Condition:
    """Refuses what can be compared with nothing in the column."""
    # The first screen has a grid, and waits for no library of the plan.
    from kamplan.plan.typed import read_number

    numbers = [read_number(value) if value else None for value in values]
    if operator not in ("=", "!=") and "" in values:
        raise FilterError(_("{column} {sign} what?", column=column.title, sign=operator))
    if column.number:
        if operator in ("~", "!~"):
            raise FilterError(_("{column} holds numbers: = < > compare.", column=column.title))
        for value, number in zip(values, numbers, strict=True):
            if value and number is None:
                raise FilterError(_("{text} is no number.", text=value))
    return Condition(at, operator, tuple(_compared_text(value) for value in values), tuple(numbers))


# -- selecting -----------------------------------------------------------------------------


def _any_number(cells: Numbers, operator: str, wanted: Condition) -> Rows:
    """Which numbers meet one of the values; NaN is empty, and neither more nor less."""
    chosen = np.zeros(len(cells), dtype=bool)
    for value, number in zip(wanted.values, wanted.numbers, strict=True):
        if not value:
            chosen |= np.isnan(cells)
        elif number is not None:
            chosen |= _compared(cells, operator, number)
    return chosen


def _compared(cells: Numbers, operator: str, number: float) -> Rows:
    same = np.isclose(cells, number, rtol=CLOSE, atol=0.0)
    if operator == "=":
        return same
    beyond = cells < number if operator.startswith("<") else cells > number
    return beyond | same if operator.endswith("=") else beyond & ~same


def _any_text(texts: Sequence[str], operator: str, wanted: Condition) -> Rows:
    """Which texts meet one of the values; compared as numbers where both are some."""
    chosen = np.zeros(len(texts), dtype=bool)
    for value, number in zip(wanted.values, wanted.numbers, strict=True):
        if operator == "~":
            met = [value in text for text in texts]
        elif operator == "=":
            met = [text == value for text in texts]
        else:
            met = [number is None and _ordered(text, operator, value) for text in texts]
        chosen |= np.array(met, dtype=bool)
    compared = [number for number in wanted.numbers if number is not None and operator != "~"]
    cells = np.array([_number(text) for text in texts if compared], dtype=float)
    for number in compared:
        chosen |= _compared(cells, operator, number)
    return chosen


def _number(text: str) -> float:
    """The number that a text is; most begin as none does, which is seen sooner."""
    return number_in(text) if text[:1] in BEGIN_NUMBERS else np.nan


def _ordered(text: str, operator: str, value: str) -> bool:
    """Whether a text comes before or after another; an empty one does neither."""
    if text in ("", value):
        return text == value and operator.endswith("=")
    return (text < value) == operator.startswith("<")


def _compared_text(text: str) -> str:
    """Without case, and full-width letters as a keyboard has them."""
    return (text if text.isascii() else normalize("NFKC", text)).casefold()


def _shown(cell: Any) -> str:
    """A value as a text to compare, nothing where it is empty."""
    if isinstance(cell, str):
        return _compared_text(cell)
    return "" if cell is None or cell != cell else f"{cell:.12g}"  # noqa: PLR0124 - NaN: empty
