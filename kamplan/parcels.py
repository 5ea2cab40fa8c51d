"""What two processes hand each other: messages, tables, answers, sent without holding Python's
lock for long at either end.

A large plan is millions of Python objects, and an interface stands still while they are
pickled. So columns of text go as distinct values and their numbers, arrays go as the bytes
they are, and what is left is pickled in small parts, between which other threads have a turn.
"""

import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import numpy.typing as npt

from kamplan.plan import Fault, Settings, Table
from kamplan.plan.tables import Cells
from kamplan.whatif.committed import Committed
from kamplan.whatif.scenario import Scenario
from solver import Problem, Result

# Bytes moved, tuple elements pickled and rows coded at a time: each takes a few milliseconds.
PIECE = 1 << 20
ELEMENTS = 200
ROWS = 20_000
# Arrays of more bytes go beside the pickle and are never copied into it.
LARGE = 1 << 14

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class TextColumn:
    """A column of text: its distinct values joined, their lengths, and which one each row has."""

    joined: Bytes
    lengths: Numbers
    codes: Numbers


@dataclass(frozen=True)
class TableParcel:
    """A table on its way. A column that is None is the one the receiver has already."""

    name: str
    cells: Mapping[str, TextColumn | Cells | None]
    own: Mapping[str, TextColumn | Cells | None]
    lines: npt.NDArray[np.int64] | None


@dataclass(frozen=True)
class Question:
    """A scenario of a plan, to be solved."""

    number: int
    settings: Settings
    tables: Mapping[str, TableParcel]
    """those that are not the ones of the question before."""
    scenario: Scenario
    explain: bool = False
    """whether it is wanted what the binding rules cost."""
    committed: Committed | None = None
    """money and visits that are held; None: they are to be decided."""


@dataclass(frozen=True)
class StopNow:
    """The question of this number is to be answered with the best plan so far."""

    number: int


@dataclass(frozen=True)
class Answer:
    """What kamplan.whatif.figures.Solved holds, less what the asker has himself."""

    settings: Settings
    tables: Mapping[str, TableParcel]
    """those that the scenario changed."""
    problem: Problem
    result: Result
    seconds: Mapping[str, float]


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer: bad input, trouble in the solver, or a defect."""

    faults: tuple[Fault, ...] = ()
    trouble: str | None = None
    defect: str | None = None


def pack_table(table: Table, known: Table | None = None) -> TableParcel:
    """A table for a receiver that has `known`: columns that both share are left out."""

    def pack(columns: Mapping[str, Cells], has: Mapping[str, Cells]) -> dict[str, Any]:
        return {
            name: None if has.get(name) is cells else _pack_cells(cells)
            for name, cells in columns.items()
        }

    if known is None:
        return TableParcel(table.name, pack(table.cells, {}), pack(table.own, {}), table.lines)
    lines = None if table.lines is known.lines else table.lines
    return TableParcel(
        table.name, pack(table.cells, known.cells), pack(table.own, known.own), lines
    )


def unpack_table(parcel: TableParcel, known: Table | None = None) -> Table:
    """The table again, with the columns of `known` where the sender left them out."""

    def unpack(columns: Mapping[str, Any], has: Mapping[str, Cells]) -> dict[str, Cells]:
        return {
            name: has[name] if column is None else _unpack_cells(column)
            for name, column in columns.items()
        }

    cells = unpack(parcel.cells, {} if known is None else known.cells)
    own = unpack(parcel.own, {} if known is None else known.own)
    lines = parcel.lines
    if lines is None:
        assert known is not None
        lines = known.lines
    return Table(parcel.name, cells, own, lines)


def _pack_cells(cells: Cells) -> TextColumn | Cells:
    if cells.dtype != object:
        return cells
    places: dict[str, int] = {}
    codes = np.empty(len(cells), dtype=np.int32)
    for start in range(0, len(cells), ROWS):
        part = cells[start : start + ROWS].tolist()
        codes[start : start + ROWS] = [places.setdefault(text, len(places)) for text in part]
    lengths = np.array([len(text) for text in places], dtype=np.int32)
    # Halves of characters, which a file that is no text can leave, are let through.
    joined = "".join(places).encode("utf-8", "surrogatepass")
    return TextColumn(np.frombuffer(joined, dtype=np.uint8), lengths, codes)


def _unpack_cells(column: TextColumn | Cells) -> Cells:
    if not isinstance(column, TextColumn):
        return column
    text = column.joined.tobytes().decode("utf-8", "surrogatepass")
    ends = np.cumsum(column.lengths).tolist()
    values = np.empty(len(ends), dtype=object)
    start = 0
    for place, end in enumerate(ends):
        values[place] = text[start:end]
        start = end
    cells = np.empty(len(column.codes), dtype=object)
    for start in range(0, len(cells), ROWS):
        cells[start : start + ROWS] = values[column.codes[start : start + ROWS]]
    return cells


def send(connection: Connection, message: object) -> None:
    """Send a message. Raises OSError where nobody is at the other end."""
    parts: list[_Part] = []
    _pickle_in_parts(message, parts)
    connection.send_bytes(pickle.dumps([[len(each) for each in part] for part in parts]))
    for each in chain.from_iterable(parts):
        for start in range(0, len(each), PIECE):
            connection.send_bytes(each[start : start + PIECE])


def receive(connection: Connection) -> Any:
    """Wait for a message. Raises EOFError or OSError where nobody is at the other end."""
    parts: list[Any] = []
    for body, *arrays in pickle.loads(connection.recv_bytes()):
        stream = io.BytesIO(_receive_bytes(connection, body).tobytes())
        buffers = [_receive_bytes(connection, size) for size in arrays]
        parts.append(_Unpickler(stream, buffers, parts).load())
    return parts[-1]


def _receive_bytes(connection: Connection, size: int) -> Bytes:
    found = np.empty(size, dtype=np.uint8)
    for start in range(0, size, PIECE):
        piece = connection.recv_bytes()
        found[start : start + len(piece)] = np.frombuffer(piece, dtype=np.uint8)
    return found


_Part = list[memoryview]
"""a pickle, and the bytes of the arrays that go beside it."""


def _pickle_in_parts(thing: object, parts: list[_Part]) -> int:
    """Pickle a thing, what it consists of first; the number of its part."""
    beside: list[memoryview] = []

    def in_pickle(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes < LARGE:
            return True
        beside.append(raw)
        return False

    stream = io.BytesIO()
    _Pickler(stream, in_pickle, parts).dump(thing)
    parts.append([memoryview(stream.getvalue()), *beside])
    return len(parts) - 1


class _Pickler(pickle.Pickler):
    """Puts the elements of long tuples into parts of their own."""

    def __init__(
        self,
        stream: io.BytesIO,
        in_pickle: Callable[[pickle.PickleBuffer], bool],
        parts: list[_Part],
    ) -> None:
        super().__init__(stream, protocol=5, buffer_callback=in_pickle)
        self.parts = parts

    def persistent_id(self, thing: Any) -> list[int] | None:
        """Numbers of the parts that hold a long tuple, None for anything else."""
        if type(thing) is not tuple or len(thing) <= ELEMENTS:
            return None
        return [
            _pickle_in_parts(thing[start : start + ELEMENTS], self.parts)
            for start in range(0, len(thing), ELEMENTS)
        ]


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, buffers: list[Bytes], parts: list[Any]) -> None:
        super().__init__(stream, buffers=buffers)
        self.parts = parts

    def persistent_load(self, pid: list[int]) -> tuple[Any, ...]:
        """The long tuple of these parts."""
        return tuple(chain.from_iterable(self.parts[number] for number in pid))
