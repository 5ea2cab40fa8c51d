"""Cells of one column written into a scenario's own changes."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from kamplan.plan import Plan, PlanError
from kamplan.plan.entries import SETTINGS, Key, cell_text, find_row
from kamplan.plan.tables import fill_defaults
from kamplan.whatif.changes import Place, apply_change
from kamplan.whatif.condense import Condenser, key_at
from kamplan.whatif.draft import Draft
from kamplan.whatif.reach import Spot, find_spot, needed
from kamplan.whatif.scenario import Change, Scalar
from kamplan.whatif.spelling import (
    Hints,
    Text,
    Wanted,
    cell_scalar,
    column_of,
    read_texts,
    setting_scalar,
)


@dataclass(frozen=True)
class Plans:
    """What a scenario's own changes start from, and what they make of it."""

    scenario: str
    inherited: Plan
    current: Plan

    @property
    def file(self) -> str:
        """The scenario's file, for messages."""
        return f"scenarios/{self.scenario}.toml"

    def apply(self, changes: Mapping[int, Change]) -> Plan:
        """What is inherited after some changes by number; not checked. Raises PlanError."""
        plan = self.inherited
        for number, change in changes.items():
            plan = apply_change(plan, change, Place(self.file, f"change {number + 1}"))
        return plan


def write_cells(draft: Draft, plans: Plans, wanted: Wanted) -> Draft:
    """The draft after cells of one column got new values; `plans.current` is what it makes.

    Raises KeyError for a row that is not there, PlanError for a value no scenario can give.
    """
    rewrites = [_Rewrite(draft, plans, wanted)]
    deeper = _Rewrite(draft, plans, wanted, dig=True)
    if len(deeper.texts) > len(wanted.texts):
        rewrites.append(deeper)
    # Of equally many changes, those that leave most as it was typed.
    drafts = [rewrite.make(in_place) for rewrite in rewrites for in_place in rewrite.ways]
    return min(drafts, key=lambda each: len(each.changes))


def find_values(
    draft: Draft, plans: Plans, spot: Spot, keys: Hints, without: Collection[int] = ()
) -> dict[Key, Text]:
    """The values of cells after a draft's changes, but for some. Raises PlanError."""
    moved = {key: hint for key, hint in keys.items() if spot.touching(key, without)}
    still = {key: hint for key, hint in keys.items() if key not in moved}
    found = read_texts(plans.inherited, spot.table, spot.column, still) if still else {}
    if not moved:
        return found
    numbers = needed(draft.changes, spot, moved, without)
    plan = plans.apply({number: draft.changes[number] for number in numbers})
    return found | read_texts(plan, spot.table, spot.column, moved)


class _Rewrite:
    """How the changes of a draft give cells of one column the values they are to have.

    Own: changes that write nothing but these cells, and nothing that another change reads.
    """

    def __init__(self, draft: Draft, plans: Plans, wanted: Wanted, dig: bool = False) -> None:
        self.draft, self.plans = draft, plans
        self.spot = find_spot(draft.changes, plans.current, wanted.table, wanted.column)
        self.texts, self.hints = dict(wanted.texts), dict(wanted.hints)
        blocks = self._blocks()
        while dig and self._dig_up(blocks):
            blocks = self._blocks()
        cells = {number: list(rows) for number, rows in blocks.items() if rows}
        for key in self.texts:
            for number in self.spot.exact.get(key, ()):
                if self._writes(number):
                    cells[number] = [key]
        self.own = {
            number: cells[number]
            for number in sorted(cells)
            if all(key in self.texts for key in cells[number])
        }

    @property
    def ways(self) -> tuple[bool, ...]:
        """In place or not: one change for a block may say in one what was said cell by cell."""
        return (True, False) if len(self.texts) > 1 and self.own else (True,)

    def _writes(self, number: int) -> bool:
        """Whether a change writes cells by their keys, and nothing later reads them."""
        known = number >= self.spot.floor and self.spot.reach[number].by_key
        return known and self.draft.changes[number].field is not None

    def _sets(self, number: int) -> bool:
        return self._writes(number) and self.draft.changes[number].set is not None

    def _blocks(self) -> dict[int, dict[Key, int]]:
        """The rows of every change that writes several cells, some of these among them."""
        found = {}
        for number in self.spot.broad:
            reach = self.spot.reach[number]
            if self._writes(number) and any(reach.holds(key) for key in self.texts):
                table = self.plans.current[self.spot.table]
                rows = reach.rows(table).tolist()
                found[number] = {key_at(table, row): row for row in rows}
        return found

    def _dig_up(self, blocks: Mapping[int, Mapping[Key, int]]) -> bool:
        """Take in the other cells of blocks that say nothing any more. True where there were any.

        A block does where later changes set all the rest of it, or but for these all of it is to
        be as it is inherited: it was overwritten, or taken back, piece by piece.
        """
        known = len(self.texts)
        table, column = self.spot.table, self.spot.column
        for number, rows in blocks.items():
            rest = {key: row for key, row in rows.items() if key not in self.texts}
            now = read_texts(self.plans.current, table, column, rest)
            inherited = read_texts(self.plans.inherited, table, column, rows)
            left = {key for key in rows if not self._set_after(key, number)}
            texts = now | self.texts
            if not left & rest.keys() or all(
                key in inherited and inherited[key] == texts[key] for key in left
            ):
                self.texts |= now
                self.hints |= rest
        return len(self.texts) > known

    def _set_after(self, key: Key, number: int) -> bool:
        return any(later > number and self._sets(later) for later in self.spot.touching(key))

    def make(self, in_place: bool) -> Draft:
        """The draft rewritten: own changes updated in place where they can be, or removed."""
        kept, back, gone = self._sort_own(in_place)
        try:
            values = find_values(self.draft, self.plans, self.spot, self.hints, gone | back)
        except PlanError:
            # A later change needs what one of these has set: they all stay.
            kept, back, gone = kept | back, set(), set()
            spot = self.spot
            values = read_texts(self.plans.current, spot.table, spot.column, self.hints)
        for number in sorted(back):
            same = all(values[key] == self.texts[key] for key in self.own[number])
            (gone if same else kept).add(number)
        covered = {key for number in kept for key in self.own[number]}
        rest = [
            key for key, text in self.texts.items() if key not in covered and values[key] != text
        ]
        return self._write(kept, gone, rest)

    def _sort_own(self, in_place: bool) -> tuple[set[int], set[int], set[int]]:
        """Own changes to be updated, those to be removed if that will do, and those to be removed.

        It will do where the cells are to have what is inherited, and nothing else changes them.
        """
        kept: set[int] = set()
        back: set[int] = set()
        gone: set[int] = set()
        inherited = read_texts(self.plans.inherited, self.spot.table, self.spot.column, self.hints)
        for number, keys in self.own.items():
            last = all(self.spot.touching(key)[-1] == number for key in keys)
            texts = {self.texts[key] for key in keys}
            if not (in_place and last and len(texts) == 1 and self._sets(number)):
                gone.add(number)
            elif all(key in inherited and inherited[key] in texts for key in keys):
                back.add(number)
            else:
                kept.add(number)
        return kept, back, gone

    def _write(self, kept: Collection[int], gone: Collection[int], rest: list[Key]) -> Draft:
        draft = self.draft.copy()
        for number in kept:
            draft.set_value(number, "set", self._scalar(self.texts[self.own[number][0]]))
        far = []
        for key in rest:
            last = max(self.spot.touching(key, gone), default=-1)
            if last >= self.spot.floor and draft.changes[last].insert is not None:
                draft.set_inserted(last, self.spot.column, self._inserted(self.texts[key]))
            else:
                far.append(key)
        draft.remove(gone)
        self._append(draft, far)
        return draft

    def _scalar(self, text: Text) -> Scalar:
        table, name = self.spot.table, self.spot.column
        if table == SETTINGS:
            return setting_scalar(text)
        column = column_of(self.plans.current, table, name)
        return cell_scalar(column, text, Place(self.plans.file, name))

    def _inserted(self, text: Text) -> Scalar | None:
        """A cell of a new row; None where it is as an empty one."""
        column = column_of(self.plans.current, self.spot.table, self.spot.column)
        empty: Text = "" if column is None else cell_text(fill_defaults(column, 1)[0])
        required = column is not None and column.required
        return None if text == empty and not required else self._scalar(text)

    def _append(self, draft: Draft, keys: list[Key]) -> None:
        """Set cells by new changes, those of one value together."""
        name = self.spot.column
        if self.spot.table == SETTINGS:
            for key in keys:
                scalar = self._scalar(self.texts[key])
                draft.append({"table": SETTINGS, "field": name, "set": scalar})
            return
        if not keys:
            return
        table = self.plans.current[self.spot.table]
        rows = {key: find_row(table, key, self.hints.get(key)) for key in self.texts}
        alike: dict[Text, list[int]] = defaultdict(list)
        for key in sorted(keys, key=rows.__getitem__):
            alike[self.texts[key]].append(rows[key])
        condenser = Condenser(table, self.plans.current.weeks, rows.values())
        for text, chosen in alike.items():
            spare = [rows[key] for key in rows if self.texts[key] == text]
            for where in condenser.conditions(chosen, spare):
                change: dict[str, Any] = {"table": table.name}
                change |= {"where": where} if where else {}
                draft.append({**change, "field": name, "set": self._scalar(text)})
