"""Undo and redo, read from the journal: they outlive a restart and are each user's own."""

import getpass
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamplan.plan import ROWS, Plan, PlanError, Table
from kamplan.plan.columns import Column, Kind
from kamplan.plan.entries import (
    SCENARIO,
    WHOLE,
    Entry,
    apply_entries,
    cell_entry,
    drop_entry,
    insert_entry,
    setting_entry,
)
from kamplan.store import Undone, Workspace, history
from kamplan.store.rows import sql_table
from tests.effort import examples
from tests.store.kinds import KINDS, NAN
from tests.store.samples import content, fault_of, rich_plan, run_sql, same


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with one plan and a scenario."""
    path = tmp_path / "a.kamplan"
    with Workspace.create(path) as workspace:
        workspace.save_plan(rich_plan(), {"short": "one = 1"}, {})
    return path


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Be another user."""
    return lambda name: monkeypatch.setattr(getpass, "getuser", lambda: name)


def set_units(row: int, old: float, new: float) -> list[Entry]:
    """Entries that change one cell of demand."""
    (entry,) = [cell_entry(rich_plan()["demand"], row, "units", new)]
    return [Entry(entry.table, entry.key, "units", f"{old:g}", entry.new, row)]


def stacks(workspace: Workspace, limit: int | None = None) -> tuple[list[int], list[int]]:
    """The edits on the two stacks, the top first."""
    found = workspace.history(limit=limit)
    return [step.edit for step in found.undo], [step.edit for step in found.redo]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_edit_is_undone_and_made_again(path: Path, kind: str) -> None:
    plan = rich_plan()
    entries = KINDS[kind](plan)
    edited = apply_entries(plan, entries)
    with Workspace.open(path) as workspace:
        done = workspace.edit(entries, "edit")
        for version in (3, 5):
            undone = workspace.undo()
            back = workspace.load_plan()
            assert content(back) == content(plan)
            assert same(back, apply_entries(edited, undone.entries))
            assert (undone.edited.version, undone.edited.before) == (version, version - 1)
            again = workspace.redo()
            assert content(workspace.load_plan()) == content(edited)
            edited = apply_entries(back, again.entries)
            assert same(workspace.load_plan(), edited)
            assert again.step == undone.step
            assert (undone.step.edit, undone.step.count) == (done.edit, len(entries))
        assert [note.reverses for note in workspace.journal(len(entries))][-1] == done.edit


def test_steps_say_what_when_and_who(path: Path, become: Callable[[str], None]) -> None:
    become("lee")
    with Workspace.open(path) as workspace:
        first = workspace.edit(KINDS["column"](rich_plan()), "fill down")
        second = workspace.edit(KINDS["text"](rich_plan()), "edit")
        notes = {note.id: note for note in workspace.journal()}
        undo = workspace.history().undo
        assert [(step.edit, step.what, step.who, step.count) for step in undo] == [
            (second.edit, "edit", "lee", 1),
            (first.edit, "fill down", "lee", 4),
        ]
        assert [step.when for step in undo] == [notes[step.edit].when for step in undo]


def test_the_stacks_by_hand(path: Path) -> None:
    with Workspace.open(path) as workspace:
        edits = [workspace.edit(set_units(0, 3 + n, 4 + n), "edit").edit for n in range(4)]
        a, b, c, d = edits
        assert stacks(workspace) == ([d, c, b, a], [])
        assert workspace.undo().step.edit == d
        assert workspace.undo().step.edit == c
        assert stacks(workspace) == ([b, a], [c, d])
        assert stacks(workspace, limit=1) == ([b], [c])
        assert workspace.redo().step.edit == c
        assert stacks(workspace) == ([c, b, a], [d])
        workspace.undo()
        workspace.undo()
        assert stacks(workspace) == ([a], [b, c, d])
        assert workspace.load_plan()["demand"]["units"][0] == 4
        e = workspace.edit(set_units(0, 4, 9), "edit").edit
        assert stacks(workspace) == ([e, a], [])
        workspace.undo()
        assert stacks(workspace) == ([a], [e])
        workspace.undo()
        assert stacks(workspace) == ([], [a, e])
        assert stacks(workspace, limit=0) == ([], [])
        assert same(workspace.load_plan(), rich_plan())


def test_nothing_to_undo_or_redo(path: Path) -> None:
    with Workspace.open(path) as workspace:
        for act, code in ((workspace.undo, "nothing-to-undo"), (workspace.redo, "nothing-to-redo")):
            with pytest.raises(PlanError) as caught:
                act()
            assert fault_of(caught).code == code
        workspace.edit(KINDS["text"](rich_plan()), "edit")
        with pytest.raises(PlanError) as caught:
            workspace.redo()
        assert fault_of(caught).code == "nothing-to-redo"
        assert len(workspace.journal()) == 2


def test_each_user_undoes_their_own(path: Path, become: Callable[[str], None]) -> None:
    with Workspace.open(path) as workspace:
        become("lee")
        workspace.edit(set_units(0, 3, 4), "edit")
        workspace.undo()
        become("kim")
        assert stacks(workspace) == ([], [])
        workspace.edit(set_units(1, 3, 5), "edit")
        become("lee")
        # What others do in the meantime leaves one's own to be made again.
        workspace.redo()
        become("kim")
        workspace.undo()
        assert workspace.load_plan()["demand"]["units"].tolist() == [4, 3, 3, 3]


def test_what_others_built_on_is_not_undone(path: Path, become: Callable[[str], None]) -> None:
    with Workspace.open(path) as workspace:
        become("lee")
        edit = workspace.edit([*set_units(0, 3, 4), *set_units(1, 3, 4)], "edit").edit
        become("kim")
        workspace.edit(set_units(0, 4, 6), "edit")
        become("lee")
        for _ in range(2):
            with pytest.raises(PlanError) as caught:
                workspace.undo()
            fault = fault_of(caught)
            assert (fault.code, fault.value, fault.values["who"], fault.values["yours"]) == (
                *("edit-conflict", "6"),
                *("kim", "3"),
            )
            assert stacks(workspace) == ([edit], [])
            assert workspace.load_plan()["demand"]["units"].tolist() == [6, 4, 3, 3]
        become("kim")
        workspace.undo()
        become("lee")
        workspace.undo()
        assert same(workspace.load_plan(), rich_plan())


def test_a_replacement_is_not_undone_and_keeps_the_stacks(path: Path) -> None:
    with Workspace.open(path) as workspace:
        edit = workspace.edit(set_units(0, 3, 4), "edit").edit
        workspace.save_plan(rich_plan(), {}, {}, replace=True)
        assert stacks(workspace) == ([edit], [])
        with pytest.raises(PlanError) as caught:
            workspace.undo()
        assert fault_of(caught).code == "edit-conflict"
        workspace.delete_plan("Spring")
        workspace.save_plan(rich_plan(), {}, {})
        assert stacks(workspace) == ([], [])


def test_an_edit_of_ones_own_that_reverses_another(path: Path) -> None:
    """As a screen makes it that undoes one of many."""
    with Workspace.open(path) as workspace:
        a = workspace.edit(set_units(0, 3, 4), "edit").edit
        b = workspace.edit(set_units(1, 3, 4), "edit").edit
        workspace.edit(set_units(0, 4, 3), "undo", reverses=a)
        assert stacks(workspace) == ([b], [a])
        assert stacks(workspace, limit=1) == ([b], [a])
        workspace.edit(set_units(0, 3, 4), "redo", reverses=a)
        assert stacks(workspace) == ([b, a], [])


@pytest.fixture
def worn_path(path: Path) -> Path:
    """A journal with 3,000 single edits, and one of 20,000 entries."""
    number = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})"
    columns = 'plan_id, "when", who, what, "table", "key", "column", old, new, edit, version'
    row = f"1, 't', '{getpass.getuser()}', 'edit', 'demand', '[]', 'units', '1', '2'"
    run_sql(
        path,
        f"{number.format(most=3_000)} INSERT INTO journal ({columns}) "
        f"SELECT {row}, i + 1, i + 1 FROM n",
        f"{number.format(most=20_000)} INSERT INTO journal ({columns}) "
        f"SELECT {row}, 3002, 3002 FROM n",
    )
    return path


def test_a_long_journal_is_read_in_parts_from_its_end(
    worn_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "FIRST_PART", 2)
    monkeypatch.setattr(history, "LARGEST_PART", 700)
    with Workspace.open(worn_path) as workspace:
        found = workspace.history(limit=2)
        assert [(step.edit, step.count) for step in found.undo] == [(3002, 20_000), (3001, 1)]
        assert len(workspace.history().undo) == history.STEPS
        every = workspace.history(limit=None).undo
        assert [step.edit for step in every] == [*range(3002, 1, -1)]


def test_the_newest_edits_are_found_without_a_scan(worn_path: Path) -> None:
    with Workspace.open(worn_path) as workspace, workspace.engine.connect() as connection:
        statement = history.first_rows(1, *[sql_table(history.JournalRecord).c.what])
        text = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
    assert [detail for *_, detail in plan] == [
        "SEARCH journal USING INDEX ix_journal_edit (plan_id=?)"
    ]


# Any sequence at all

NUMBERS = [0.0, 0.1, 1 / 3, 2.0, 1e-7, 1e12]
TEXTS = ["", "x", "宽", 'a"b,\n', "null"]
NAMES = ["p", "q", "r"]
SETTINGS: dict[str, list[Any]] = {
    "name": ["Spring", "Autumn"],
    "weeks": [1, 2],
    "promotion.budget": [None, 1.5, 3],
    "solve.round": [None, True, False],
}
FILES = [None, "", "one = 1", "宽"]


class Model:
    """A plan as a list of states, and where in it one is."""

    def __init__(self, plan: Plan, files: dict[str, str]) -> None:
        self.states = [(content(plan), files)]
        self.place = 0

    def edit(self, plan: Plan, files: dict[str, str]) -> None:
        self.states[self.place + 1 :] = [(content(plan), files)]
        self.place += 1

    @property
    def state(self) -> tuple[dict[tuple[str, ...], str], dict[str, str]]:
        return self.states[self.place]


@st.composite
def cell_values(draw: st.DrawFn, column: Column | None, table: str) -> float | str:
    """A value that a column can hold."""
    if column is None or not column.is_number:
        return draw(st.sampled_from(TEXTS))
    numbers = [0.0, 1.0, 7.0] if column.kind is Kind.WHOLE else NUMBERS
    nullable = sql_table(ROWS[table]).c[column.name].nullable
    return draw(st.sampled_from([*numbers, NAN] if nullable else numbers))


def draw_entry(data: st.DataObject, plan: Plan, files: dict[str, str]) -> Entry | None:
    """Something that can be changed; None where what was drawn does not fit."""
    kinds = ["cell", "cell", "key", "insert", "drop", "plan", "file"]
    kind = data.draw(st.sampled_from(kinds))
    if kind == "file":
        name = data.draw(st.sampled_from(NAMES))
        old, new = files.get(name), data.draw(st.sampled_from(FILES))
        return None if old == new else Entry(SCENARIO, (name,), WHOLE, old, new)
    if kind == "plan":
        name = data.draw(st.sampled_from(list(SETTINGS)))
        return setting_entry(plan.settings, name, data.draw(st.sampled_from(SETTINGS[name])))
    table = plan[data.draw(st.sampled_from(["accounts", "products", "demand", "budgets"]))]
    if kind == "insert":
        return draw_insert(data, table)
    return draw_change(data, table, kind) if len(table) else None


def draw_insert(data: st.DataObject, table: Table) -> Entry | None:
    """A new row, unless its key is taken."""
    fixed = {column.name: column for column in table.columns}
    given: dict[str, Any] = {
        name: data.draw(st.sampled_from(NAMES))
        if name in table.key_columns
        else data.draw(cell_values(fixed.get(name), table.name))
        for name in (*fixed, *table.own)
    }
    entry = insert_entry(table, given)
    return None if entry.key in table.places else entry


def draw_change(data: st.DataObject, table: Table, kind: str) -> Entry | None:
    """A change of a row that is there."""
    fixed = {column.name: column for column in table.columns}
    row = data.draw(st.integers(0, len(table) - 1))
    if kind == "drop":
        return drop_entry(table, row)
    if kind == "key":
        name = data.draw(st.sampled_from(table.key_columns))
        entry = cell_entry(table, row, name, data.draw(st.sampled_from(NAMES)))
        parts = dict(zip(table.key_columns, entry.key, strict=True)) | {name: entry.new or ""}
        return None if tuple(parts.values()) in table.places else entry
    others = [name for name in (*fixed, *table.own) if name not in table.key_columns]
    name = data.draw(st.sampled_from(others))
    return cell_entry(table, row, name, data.draw(cell_values(fixed.get(name), table.name)))


def with_files(files: dict[str, str], entries: tuple[Entry, ...] | list[Entry]) -> dict[str, str]:
    """Scenario files after entries."""
    made: dict[str, str | None] = dict(files)
    made |= {entry.key[0]: entry.new for entry in entries if entry.table == SCENARIO}
    return {name: text for name, text in made.items() if text is not None}


@contextmanager
def fresh_workspace() -> Iterator[Path]:
    """The path of a workspace of its own with the plan."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.kamplan"
        if not MADE:
            with Workspace.create(path) as workspace:
                workspace.save_plan(rich_plan(), {"p": "one = 1"}, {})
            MADE.append(path.read_bytes())
        path.write_bytes(MADE[0])
        yield path


MADE: list[bytes] = []


@given(data=st.data())
@settings(max_examples=examples(15), deadline=None)
def test_any_sequence_of_edits_undos_and_redos(data: st.DataObject) -> None:
    """As a list of states would have it, also when the workspace is closed in between.

    And a plan in memory that takes over what was done is the plan that is loaded, row by row.
    """
    plan, files = rich_plan(), {"p": "one = 1"}
    model = Model(plan, files)
    acts = st.sampled_from(["edit", "edit", "edit", "undo", "undo", "redo", "reopen"])
    with fresh_workspace() as path:
        workspace = Workspace.open(path)
        version = 1
        for act in data.draw(st.lists(acts, min_size=1, max_size=12)):
            if act == "reopen":
                workspace.close()
                shutil.copy(path, path.with_name("copy"))
                path.unlink()
                shutil.copy(path.with_name("copy"), path)
                workspace = Workspace.open(path)
                continue
            if act == "edit":
                entries: list[Entry] = []
                changed = plan, files
                for _ in range(data.draw(st.integers(1, 4))):
                    entry = draw_entry(data, *changed)
                    if entry is not None:
                        entries.append(entry)
                        changed = apply_entries(changed[0], [entry]), with_files(files, entries)
                if not entries:
                    continue
                workspace.edit(entries, "edit")
                plan, files = changed
                model.edit(plan, files)
            else:
                undone = reverse_once(workspace, act, model)
                if undone is None:
                    continue
                plan = apply_entries(plan, undone.entries)
                files = with_files(files, undone.entries)
            version += 1
            loaded = workspace.load_plan()
            assert same(loaded, plan)
            assert (content(loaded), workspace.load_scenarios()) == model.state
            assert workspace.plan_names() == [loaded.settings.name]
            assert workspace.plan_version() == version
            found = workspace.history()
            assert len(found.undo) == model.place
            assert len(found.redo) == len(model.states) - 1 - model.place
        workspace.close()


def reverse_once(workspace: Workspace, act: str, model: Model) -> Undone | None:
    """Undo or redo in both; None where neither can."""
    place = model.place + (1 if act == "redo" else -1)
    if 0 <= place < len(model.states):
        model.place = place
        return workspace.undo() if act == "undo" else workspace.redo()
    with pytest.raises(PlanError) as caught:
        workspace.undo() if act == "undo" else workspace.redo()
    assert fault_of(caught).code == f"nothing-to-{act}"
    return None
