"""The past of a plan: everybody's edits a page at a time, and which of them still stand."""

import getpass
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import insert, select

from kamplan.plan.entries import SCENARIO, WHOLE, Entry, cell_entry
from kamplan.store import PastEdit, Workspace
from kamplan.store.records import JournalRecord
from kamplan.store.rows import sql_table
from tests.store.samples import rich_plan


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with one plan."""
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        workspace.save_plan(rich_plan(), {}, {})
        yield workspace


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Be another user."""
    return lambda name: monkeypatch.setattr(getpass, "getuser", lambda: name)


def set_units(workspace: Workspace, new: float) -> int:
    """Change a cell of demand."""
    table = workspace.load_plan()["demand"]
    return workspace.edit([cell_entry(table, 0, "units", new)], "edit").edit


def told(edits: tuple[PastEdit, ...]) -> list[tuple[str, str, int, bool]]:
    """What, who, how much, and whether it was undone."""
    return [(edit.what, edit.who, edit.count, edit.undone) for edit in edits]


def test_everybodys_edits_newest_first(workspace: Workspace, become: Callable[[str], None]) -> None:
    become("ann")
    first = set_units(workspace, 11)
    become("bob")
    text = Entry(SCENARIO, ("wet",), WHOLE, None, "x = 1")
    second = workspace.edit([text], "scenario").edit
    page = workspace.past()
    assert [edit.edit for edit in page.edits[:2]] == [second, first]
    assert told(page.edits)[:2] == [("scenario", "bob", 1, False), ("edit", "ann", 1, False)]
    assert [edit.mine for edit in page.edits[:2]] == [True, False]
    assert page.edits[0].first == (text,)
    # The plan was saved before all that: no edit, and nothing to take back.
    assert [(edit.what, edit.count, edit.stands) for edit in page.edits[2:]] == [("save", 0, False)]
    assert page.next is None


def test_what_was_undone_is_marked_until_it_is_made_again(workspace: Workspace) -> None:
    edits = [set_units(workspace, units) for units in (11, 12, 13)]
    workspace.undo()
    workspace.undo()
    assert [edit.undone for edit in workspace.past().edits[:3]] == [True, True, False]
    workspace.redo()
    assert [(edit.edit, edit.undone) for edit in workspace.past().edits[:3]] == [
        (edits[2], True),
        (edits[1], False),
        (edits[0], False),
    ]


def test_only_the_first_few_entries_are_read_and_all_when_asked(workspace: Workspace) -> None:
    table = workspace.load_plan()["demand"]
    entries = [cell_entry(table, row, "units", 900.0 + row) for row in range(4)]
    edit = workspace.edit(entries, "fill").edit
    newest = workspace.past().edits[0]
    assert (newest.count, newest.first) == (4, tuple(entries[:3]))
    assert workspace.entries_of(edit) == tuple(entries)
    assert workspace.entries_of(edit + 1_000) == ()


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_put_together_are_the_whole_past(workspace: Workspace, size: int) -> None:
    for units in range(11, 17):
        set_units(workspace, units)
        if units % 3 == 0:
            workspace.undo()
    workspace.save_plan(workspace.load_plan(), {}, {}, replace=True)
    set_units(workspace, 50)
    whole = workspace.past(size=1000)
    assert whole.next is None
    assert len(whole.edits) == 9
    found: list[PastEdit] = []
    page = workspace.past(size=size)
    while True:
        found += page.edits
        if page.next is None:
            break
        page = workspace.past(at=page.next, size=size)
    assert tuple(found) == whole.edits
    assert sum(edit.undone for edit in found) == 2


def test_a_hundred_thousand_edits_open_at_once(workspace: Workspace) -> None:
    set_units(workspace, 11)
    stored = sql_table(JournalRecord)
    with workspace._writing() as session:
        first = session.scalars(select(JournalRecord).order_by(stored.c.id.desc())).first()
        assert first is not None
        shared = {"plan_id": first.plan_id, "who": first.who, "what": "edit", "when": first.when}
        start = (first.id or 0) + 1
        rows = [
            {**shared, "id": at, "edit": at, "table": "demand", "key": first.key,
             "column": "units", "old": "1", "new": "2", "version": at}
            for at in range(start, start + 100_000)
        ]  # fmt: skip
        session.connection().execute(insert(stored), rows)
    began = perf_counter()
    page = workspace.past()
    taken = perf_counter() - began
    assert len(page.edits) == 100
    assert page.next is not None
    assert taken < 0.5
