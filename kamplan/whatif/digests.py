"""Digests of a plan's inputs, by table and key, and what two sets of them say has changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from kamplan.exchange.cells import cell_texts
from kamplan.plan import Plan, Table
from kamplan.plan.tables import ASIDE

Digests = Mapping[str, Mapping[str, str]]
"""table -> key or column -> digest."""
DEMAND = "demand"


@dataclass(frozen=True)
class InputMove:
    """One key of a table that is not what it was when a record was made."""

    table: str
    key: str
    how: str
    """changed, added or removed."""
    fields: tuple[str, ...] = ()
    """the table's columns that are not what they were, as far as is known."""
    rows: int = 0
    """rows more than then, less where below 0; only where a key has several."""


def digest_plan(plan: Plan) -> Digests:
    """A digest for every key of every table, and for every setting.

    Demand is digested by account, with the number of its rows: a digest a row would be longer
    than the table.
    """
    settings = flat_settings(plan.settings.model_dump(exclude_unset=True))
    found: dict[str, Mapping[str, str]] = {
        "plan": {name: _digest(str(value)) for name, value in settings.items()}
    }
    found |= {
        name: _of_table(table)[0]
        for name, table in plan.tables.items()
        if len(table) and name not in ASIDE
    }
    return found


def digest_columns(plan: Plan) -> Digests:
    """A digest for every column that says something; demand has one column only."""
    return {
        name: _of_table(table)[1]
        for name, table in plan.tables.items()
        if len(table) and name not in (DEMAND, *ASIDE)
    }


def flat_settings(values: Mapping[str, object], before: str = "") -> dict[str, object]:
    """Settings by dotted name: promotion.budget."""
    found: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= flat_settings(value, f"{before}{name}.")
        else:
            found[before + name] = value
    return found


def _of_table(table: Table) -> tuple[dict[str, str], dict[str, str]]:
    # Scenarios of a plan share the tables that they do not change.
    kept: dict[str, tuple[dict[str, str], dict[str, str]]] = table.__dict__
    if "_digests" not in kept:
        kept["_digests"] = _digest_table(table)
    return kept["_digests"]


def _digest_table(table: Table) -> tuple[dict[str, str], dict[str, str]]:
    parts = table.keys()
    keys = [" / ".join(key) for key in parts]
    several = table.name == DEMAND
    owners = [key[0] for key in parts] if several else keys
    texts: dict[str, list[str]] = {}
    # Only what says something, by name: a heading that later versions add changes nothing.
    columns = {}
    for column in table.columns:
        said = cell_texts(column, table[column.name])
        columns[column.name] = [f"{column.name}={text}" if text else "" for text in said]
    for title, cells in table.own.items():
        columns[title] = [f"{title}={text}" if text else "" for text in cells.tolist()]
    for owner, *row in zip(owners, *columns.values(), strict=True):
        texts.setdefault(owner, []).append("\x1f".join(filter(None, row)))
    # Row order says nothing, so it must not look like a change.
    by_key = {owner: _digest("\x1e".join(sorted(rows))) for owner, rows in sorted(texts.items())}
    if several:
        return {owner: f"{text}:{len(texts[owner])}" for owner, text in by_key.items()}, {}
    return by_key, {
        name: _digest("\x1e".join(sorted(map("\x1f".join, zip(keys, cells, strict=True)))))
        for name, cells in columns.items()
        if name not in table.key_columns and any(cells)
    }


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def changed_inputs(
    then: Digests, now: Digests, columns: Digests | None = None, columns_now: Digests | None = None
) -> list[InputMove]:
    """What changed since a record was made; records of older versions know no columns."""
    found = []
    for table in dict.fromkeys([*then, *now]):
        old, new = then.get(table, {}), now.get(table, {})
        fields: tuple[str, ...] = ()
        if old.keys() == new.keys():
            # Rows that come or go move every column: that says nothing of the others.
            fields = _moved_columns((columns or {}).get(table), (columns_now or {}).get(table, {}))
        for key in dict.fromkeys([*old, *new]):
            if key not in new:
                found.append(InputMove(table, key, "removed"))
            elif key not in old:
                found.append(InputMove(table, key, "added"))
            elif _plain(old[key]) != _plain(new[key]):
                rows = _rows(new[key]) - _rows(old[key]) if ":" in old[key] else 0
                found.append(InputMove(table, key, "changed", fields, rows))
    return found


def _moved_columns(then: Mapping[str, str] | None, now: Mapping[str, str]) -> tuple[str, ...]:
    if then is None:
        return ()
    return tuple(name for name in dict.fromkeys([*then, *now]) if then.get(name) != now.get(name))


def _plain(digest: str) -> str:
    return digest.partition(":")[0]


def _rows(digest: str) -> int:
    count = digest.partition(":")[2]
    return int(count) if count.isdecimal() else 0
