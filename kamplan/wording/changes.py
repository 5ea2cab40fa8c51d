"""What is changed, in words: in which table and rows, in which column, and to what."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from kamplan.plan import ROWS, PlanError
from kamplan.plan.columns import columns_of
from kamplan.plan.entries import SETTINGS
from kamplan.whatif.comparison import InputChange
from kamplan.whatif.described import Described, describe_change
from kamplan.whatif.scenario import Expect, ScenarioFile, parse_scenario
from kamplan.wording.headings import SETTINGS as SETTING_TITLES
from kamplan.wording.headings import heading, setting_title, table_name
from kamplan.words import _, plain

NONE = "–"
ROW = "row"
"""the field of a difference that is a whole row."""
KEPT, LONGEST = 256, 60_000
"""edits of scenario files whose words are kept, and letters of files that are read for them."""


def field_title(table: str, field: str) -> str:
    """What a column or a setting is called; the user's own as they are."""
    if table == SETTINGS:
        return setting_title(field) if field in SETTING_TITLES else plain(field)
    return _("whole row") if field == ROW else plain(heading(field, table))


def value_text(table: str, field: str, text: str | None) -> str:
    """A cell as people read it: numbers with separators, without the dust of binary fractions."""
    if text is None:
        return NONE
    if field == ROW:
        return _("present")
    if field not in numbers_of(table):
        return plain(text)
    try:
        return f"{float(text):,.10g}"
    except ValueError:
        return plain(text)


@cache
def numbers_of(table: str) -> frozenset[str]:
    """Columns and settings that hold numbers: a name of digits is none."""
    if table == SETTINGS:
        return frozenset(SETTING_TITLES) - {"name", "currency"}
    if table not in ROWS:
        return frozenset()
    return frozenset(column.name for column in columns_of(ROWS[table]) if column.is_number)


def input_where(change: InputChange) -> str:
    """Where a value has changed: Budgets east, at most."""
    where = " ".join([table_name(change.table), *map(plain, change.key)])
    return _("{where}, {field}", where=where, field=field_title(change.table, change.field))


def change_text(change: Described, counted: bool = True) -> str:
    """One change of a scenario: Budgets name=east, at most: set to 55 (cells: 1)."""
    where = f"{table_name(change.table)} {_pairs(change.table, change.conditions)}".strip()
    act = _act(change)
    if change.kind in ("insert", "drop"):
        said = _("{where}: {act}", where=where, act=act)
        return _("{change} (rows: {count})", change=said, count=change.cells) if counted else said
    field = field_title(change.table, change.field)
    said = _("{where}, {field}: {act}", where=where, field=field, act=act)
    return _("{change} (cells: {count})", change=said, count=change.cells) if counted else said


def _pairs(table: str, pairs: Sequence[tuple[str, str]]) -> str:
    return "; ".join(
        f"{field_title(table, name)}={value_text(table, name, text)}" for name, text in pairs
    )


def _act(change: Described) -> str:
    match change.kind:
        case "insert":
            row = _pairs(change.table, change.row)
            return _("row added ({cells})", cells=row) if row else _("row added")
        case "drop":
            return _("rows removed")
        case "set":
            value = value_text(change.table, change.field, change.value)
            return _("set to {value}", value=value) if change.value else _("emptied")
    return change.act


Lines = tuple[tuple[str, str], ...]
"""what went ("-") and what came ("+")."""


def file_changes(name: str, old: str | None, new: str | None) -> Lines:
    """What an edit of a scenario's file took away and added, in words.

    Empty where a text cannot be read, is very long, or where only its comments are others.
    """
    if len(old or "") + len(new or "") > LONGEST:
        return ()
    return tuple((sign, _said(what)) for sign, what in _differences(name, old, new))


Part = tuple[str, str]
"""another part of a file by its name, with what it says."""


def _said(what: Described | Part) -> str:
    if isinstance(what, Described):
        return change_text(what, counted=False)
    match what:
        case ("description", text):
            return _("description: {text}", text=plain(text))
        case ("extends", name):
            return _("extends {name}", name=plain(name))
        case ("expect", _text):
            return _("what is expected of it")
    return _("the scenario itself")


@lru_cache(KEPT)
def _differences(
    name: str, old: str | None, new: str | None
) -> tuple[tuple[str, Described | Part], ...]:
    try:
        went, came = (
            [] if text is None else _parts(parse_scenario(name, text)) for text in (old, new)
        )
    except PlanError:
        return ()
    before, after = (Counter(key for key, _what in parts) for parts in (went, came))
    return (*_those("-", went, before - after), *_those("+", came, after - before))


Parts = list[tuple[str, Described | Part]]


def _parts(file: ScenarioFile) -> Parts:
    """What a file says, each part with a key that tells it from every other."""
    said: list[Part] = [("whole", ""), ("description", file.description)]
    said.append(("extends", file.extends or ""))
    said.append(("expect", "" if file.expect == Expect() else file.expect.model_dump_json()))
    named: Parts = [(" ".join(part), part) for part in said if part[0] == "whole" or part[1]]
    return named + [(each.model_dump_json(), describe_change(each)) for each in file.change]


def _those(sign: str, parts: Parts, wanted: Counter[str]) -> Iterator[tuple[str, Described | Part]]:
    for key, what in parts:
        if wanted[key] > 0:
            wanted[key] -= 1
            yield sign, what
