"""edit, undo, redo, journal: over a plan folder and a workspace, together or not at all."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from kamplan.cli import one_edit
from kamplan.cli.addresses import find_cells, read_address
from kamplan.desk import Desk, Typed
from kamplan.exchange.folder import read_plan
from kamplan.plan import PlanError
from kamplan.plan.entries import Entry
from kamplan.whatif.scenario import parse_scenario
from tests.cli.running import plan_of, run, run_apart
from tests.desk.desks import value
from tests.plan.folders import TINY
from tests.test_docs import keys_of, named, page

SHORT = 'description = "short"\n'
"""A scenario that changes nothing yet."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny plan with a scenario."""
    return plan_of(tmp_path / "plan", {"scenarios/short.toml": SHORT})


@pytest.fixture(params=["folder", "workspace"])
def plan(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Path:
    """The same as a folder, and in a workspace."""
    if request.param == "folder":
        return folder
    assert run("import", folder, tmp_path / "w.kamplan").exit_code == 0
    return tmp_path / "w.kamplan"


def document(*words: str | Path, status: int = 0) -> dict[str, Any]:
    """What a command prints as JSON."""
    result = run(*words, "--json")
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def changed(plan: Path, *changes: str) -> list[tuple[str, str, str | None, str | None]]:
    """Table and key, column, old and new of what an edit changed."""
    return [
        (" ".join([each["table"], *each["key"]]), each["column"], each["old"], each["new"])
        for each in document("edit", plan, *changes)["entries"]
    ]


def cell(plan: Path, table: str, key: str, column: str, scenario: str = "base") -> float | str:
    """A value as it is kept now."""
    desk = Desk.open(plan)
    try:
        return value(desk.activate(scenario).plan, table, key, column)
    finally:
        desk.close()


# Editing


def test_cells_of_a_plan(plan: Path) -> None:
    changes = (
        "supply:p/2026-W52:units=800",
        "accounts:b:discount=5%",
        "plan::promotion.budget=1,200",
    )
    assert changed(plan, *changes) == [
        ("supply p 2026-W52", "units", "12", "800"),
        ("accounts b", "discount", "0", "0.05"),
        ("plan", "promotion.budget", "100.0", "1200.0"),
    ]  # fmt: skip
    assert cell(plan, "supply", "p 2026-W52", "units") == 800.0
    # One step takes all of it back.
    assert len(document("undo", plan)["entries"]) == 3
    assert cell(plan, "accounts", "b", "discount") == 0.0
    assert run("undo", plan).exit_code == 2


def test_the_folders_files_follow(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    result = run("edit", folder, "supply:p/2026-W52:units=13", "plan::peak.weeks=")
    assert result.exit_code == 0
    assert "supply p 2026-W52  units" in result.stdout
    assert "p,2026-W52,13" in (folder / "supply.csv").read_text("utf-8")
    assert "peak" not in (folder / "plan.toml").read_text("utf-8")
    now = {path: path.read_bytes() for path in before}
    assert {path.name for path in now if now[path] != before[path]} == {"supply.csv", "plan.toml"}
    assert run("validate", folder).exit_code == 0


def test_numbers_change_by_an_amount(plan: Path) -> None:
    # 12, 15 less 30 % is 8.4, 10.5; 4 visits and one more are 5; 100 and a tenth are 110.
    found = changed(plan, "supply:p/2026-W52..2026-W53:units~-30%", "visits:a/rep:present~+1",
                    "plan::promotion.budget~*1.5")  # fmt: skip
    assert [(where, float(new or "nan")) for where, _column, _old, new in found] == [
        ("supply p 2026-W52", pytest.approx(8.4)),
        ("supply p 2026-W53", 10.5),
        ("visits a rep", 5.0),
        ("plan", 150.0),
    ]


KEYS = [
    ("supply:*/*", ["p opening", "p 2026-W52", "p 2026-W53", "q 2026-W53"]),
    ("supply:p/*", ["p opening", "p 2026-W52", "p 2026-W53"]),
    ("supply:*/2026-W53", ["p 2026-W53", "q 2026-W53"]),
    ("supply:p,q/2026-W53", ["p 2026-W53", "q 2026-W53"]),
    ("supply:p/2026-W52..2027-W01", ["p 2026-W52", "p 2026-W53"]),
    ("supply:p/opening,2026-W53", ["p opening", "p 2026-W53"]),
    ("demand:a/*/2026-W53", ["a p 2026-W53", "a q 2026-W53"]),
    ("demand:*/q/*", ["a q 2026-W53", "b q 2027-W01"]),
]


@pytest.mark.parametrize(("key", "rows"), KEYS)
def test_several_rows(tmp_path: Path, key: str, rows: Sequence[str]) -> None:
    table = key.partition(":")[0]
    read = read_plan(plan_of(tmp_path))
    cells = find_cells(read, read_address(f"{key}:units~*2", "~"))
    assert [" ".join(one.key) for one in cells.typed(read, "")] == rows
    assert {one.table for one in cells.typed(read, "")} == {table}


def test_a_week_without_a_row_means_0_and_gets_one(plan: Path) -> None:
    assert run("edit", plan, "supply:q/2026-W52..2027-W01:units=7").exit_code == 0
    for week in ("2026-W52", "2026-W53", "2027-W01"):
        assert cell(plan, "supply", f"q {week}", "units") == 7.0
    assert run("undo", plan).exit_code == 0
    assert run("edit", plan, "supply:q/2026-W52:units=7", "--scenario", "short").exit_code == 0
    assert cell(plan, "supply", "q 2026-W52", "units", "short") == 7.0
    # Rows that others refer to are not made by a slip of the finger.
    assert run("edit", plan, "accounts:c:discount=1%").exit_code == 2
    assert run("edit", plan, "promotions:b/tasting:max_uplift=0.1").exit_code == 2


def test_names_that_hold_signs(tmp_path: Path) -> None:
    accounts = 'account,name,tier\n"a/b",Slash,A\n"a:b,c",All,B\n*,Star,B\n'
    demand = 'account,product,week,units\n"a/b",p,2026-W52,1\n"*",p,2026-W52,2\n'
    visits = 'account,kind,present,hours,max_change\n"a/b","re/p",1,1,0\n'
    files = {"accounts.csv": accounts, "demand.csv": demand, "visits.csv": visits}
    rest = dict.fromkeys(("promotions.csv", "budgets.csv", "service.csv", "teams.csv"))
    plan = plan_of(tmp_path, {**files, **rest})
    assert changed(plan, "accounts:a:b,c:name=x:y=z~1") == [
        ("accounts a:b,c", "name", "All", "x:y=z~1")
    ]
    assert changed(plan, "demand:a/b/p/2026-W52:units=3") == [
        ("demand a/b p 2026-W52", "units", "1", "3")
    ]
    assert changed(plan, "visits:a/b/re/p:hours=2") == [("visits a/b re/p", "hours", "1", "2")]
    # A name that is there goes before what the sign would mean.
    assert changed(plan, "accounts:*:name=y") == [("accounts *", "name", "Star", "y")]


def test_in_a_scenario_a_block_is_one_change(plan: Path) -> None:
    words = ["supply:p/2026-W52..2026-W53:units~-30%", "accounts:a:discount=20%"]
    found = document("edit", plan, *words, "--scenario", "short")
    assert found["scenario"] == "short"
    assert [each["key"] for each in found["entries"]] == [
        ["p", "2026-W52"],
        ["p", "2026-W53"],
        ["a"],
    ]
    desk = Desk.open(plan)
    scale, put = parse_scenario("short", desk.state.texts["short"]).change
    assert (scale.where, scale.scale) == ({"product": "p", "week": "2026-W52..2026-W53"}, 0.7)
    assert (put.where, put.set) == ({"account": "a"}, 0.2)
    assert value(desk.state.plan, "supply", "p 2026-W53", "units") == 15.0
    desk.close()
    assert cell(plan, "supply", "p 2026-W53", "units", "short") == 10.5
    # Both were one edit.
    assert run("undo", plan).exit_code == 0
    assert cell(plan, "accounts", "a", "discount", "short") == 0.1


def test_taking_back_what_a_scenario_changes(plan: Path) -> None:
    assert run("edit", plan, "-s", "short", "supply:p/*:units~*2", "plan::weeks=3").exit_code == 0
    found = document(
        "edit", plan, "-s", "short", "--take-back", "supply:p/2026-W52..2026-W53:units"
    )
    assert [(each["old"], each["new"]) for each in found["entries"]] == [("24", "12"), ("30", "15")]
    assert cell(plan, "supply", "p opening", "units", "short") == 6.0
    form = document("edit", plan, "-s", "short", "--take-back", "supply:p", status=2)
    assert [fault["id"] for fault in form["problems"]] == ["edit-form-back"]
    base = document("edit", plan, "--take-back", "supply:p/2026-W52:units", status=2)
    assert [each["id"] for each in base["problems"]] == ["edit-base-back"]


def test_an_edit_of_nothing(plan: Path) -> None:
    before = document("edit", plan, "supply:p/opening:units=3")
    assert before["entries"] == []
    assert document("edit", plan, "supply:p/opening:units~+0")["version"] == before["version"]
    assert "nothing changes" in run("edit", plan, "supply:p/opening:units=3").stdout
    assert run("undo", plan).exit_code == 2


def test_a_long_edit_is_cut_short(tmp_path: Path) -> None:
    rows = "".join(f"a{place},p,2026-W52,1\n" for place in range(1200))
    accounts = "account\n" + "".join(f"a{place}\n" for place in range(1200))
    files = {"demand.csv": "account,product,week,units\n" + rows, "accounts.csv": accounts}
    rest = dict.fromkeys(("promotions.csv", "visits.csv", "budgets.csv", "service.csv"))
    plan = plan_of(tmp_path, {**files, **rest})
    result = run("edit", plan, "demand:*/p/*:units=2")
    assert "values changed: 1,200" in result.stdout
    assert "... and 1,180 more" in result.stdout
    assert result.stdout.count("2026-W52") == 20
    assert "改动的值：1,200" in run("edit", plan, "demand:*/p/*:units=3", "--lang", "zh").stdout


# Refusals

BAD = [
    ("supply", "edit-form"),
    ("supply:p/2026-W52:units", "edit-form"),
    ("supply:p/2026-W52=5", "edit-form"),
    ("plan:x:name=5", "edit-form"),
    ("suply:p/2026-W52:units=5", "change-table"),
    ("supply:p/2026-W52:unit=5", "heading-unknown"),
    ("supply:p:units=5", "edit-key"),
    ("supply:p/2026-W52/x:units=5", "edit-key"),
    ("supply:r/2026-W52:units=5", "where-value"),
    ("supply:p,r/2026-W52:units=5", "where-value"),
    ("supply:p/:units=5", "where-value"),
    ("supply:p/2027-W52:units=5", "week-outside"),
    ("supply:p/2026-W53..2026-W52:units=5", "week-order"),
    ("supply:p/W52:units=5", "week-form"),
    ("supply:q/2026-W52:units~+5", "edit-nothing"),
    ("demand:b/p/2027-W01:units=", "edit-nothing"),
    ("promotions:b/tasting:max_uplift=1", "edit-nothing"),
    ("supply:p/2026-W52:units=", "missing-value"),
    ("supply:p/2026-W52:units=many", "not-a-number"),
    ("supply:p/2026-W52:units=1,5", "decimal-comma"),
    ("supply:p/2026-W52:units=-5", "below"),
    ("supply:p/2026-W52:units~5%", "change-typed"),
    ("supply:p/2026-W52:units~-20", "below"),
    ("accounts:a:tier~+1", "edit-not-number"),
    ("accounts:a:x_city~+1", "edit-not-number"),
    ("accounts:*:credit_limit~+1", "edit-not-given"),
    ("visits:a/rep:min=5.5", "not-whole"),
    ("visits:a/rep:min=7", "min-above-max"),
    ("accounts:a:account=b", "duplicate"),
    ("accounts:a:region=North", "where-value"),
    ("plan::promotion.budgte=5", "change-field"),
    ("plan::name.x=5", "change-field"),
    ("plan::promotion.budget=much", "not-a-number"),
    ("plan::solve.time_limit~+5", "edit-not-given"),
    ("plan::currency~+5", "edit-not-number"),
    ("plan::objective=profit", "names-unknown"),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every edit leaves as it is."""
    return plan_of(tmp_path_factory.mktemp("kept"))


@pytest.mark.parametrize(("change", "fault"), BAD)
def test_what_is_refused(kept: Path, change: str, fault: str) -> None:
    result = run("edit", kept, "demand:a/p/2026-W52:units=11", change, "--json")
    assert result.exit_code == 2
    problems = json.loads(result.stdout)["problems"]
    assert fault in {each["id"] for each in problems}
    assert all(each["what"] and each["remedy"] for each in problems)
    assert result.stderr.splitlines() == [each["message"] for each in problems]
    assert {name: (kept / name).read_text("utf-8") for name in TINY} == TINY
    assert document("edit", kept, "demand:a/p/2026-W52:units=10")["version"] == 1


def test_everything_wrong_is_said_at_once(plan: Path) -> None:
    wrong = [
        "a/b", "supply:r/2026-W52:units=1", "supply:p/2026-W52:units=x", "accounts:a:tier~+1",
        "supply:p/2026-W52:units=5", "plan::promotion.budgte=1",
    ]  # fmt: skip
    problems = document("edit", plan, *wrong, status=2)["problems"]
    assert sorted(each["id"] for each in problems) == [
        "change-field", "edit-form", "edit-not-number", "edit-twice", "not-a-number", "where-value",
    ]  # fmt: skip
    together = document("edit", plan, "supply:p/*:units=-1", "accounts:a:discount=2", status=2)
    assert [each["id"] for each in together["problems"]].count("below") == 3
    assert "above" in {each["id"] for each in together["problems"]}


def test_changes_are_checked_together(plan: Path) -> None:
    # At most 6 of them now: the least alone is refused, both together are not.
    assert run("edit", plan, "visits:a/rep:min=7").exit_code == 2
    assert run("edit", plan, "visits:a/rep:min=7", "visits:a/rep:max~+2").exit_code == 0
    assert cell(plan, "visits", "a rep", "max") == 8.0


def test_in_a_scenario_as_well(plan: Path) -> None:
    for words in (
        ["supply:p/2026-W52:units=-1"],
        ["supply:p/*:units~-20"],
        ["accounts:a:account=c"],
    ):
        assert run("edit", plan, "-s", "short", *words).exit_code == 2
    assert run("edit", plan, "-s", "shrot", "supply:p/2026-W52:units=1").exit_code == 2
    assert run("undo", plan).exit_code == 2


@pytest.mark.parametrize("command", ["edit", "undo", "redo", "journal"])
def test_where_there_is_no_plan(tmp_path: Path, command: str) -> None:
    words = ["supply:p/2026-W52:units=1"] if command == "edit" else []
    (tmp_path / "text").write_text("text")
    broken = plan_of(tmp_path / "broken", {"supply.csv": "product,week,units\np,2026-W52,x\n"})
    for path in ("none", "none.kamplan", "text", "empty", broken):
        (tmp_path / "empty").mkdir(exist_ok=True)
        result = run(command, tmp_path / path, *words)
        assert result.exit_code == 2
        assert result.stderr
    assert not (broken / ".kamplan").exists()


def test_several_plans_in_a_workspace(tmp_path: Path) -> None:
    work = tmp_path / "w.kamplan"
    for name in ("One", "Two"):
        text = TINY["plan.toml"].replace("Tiny", name)
        run("import", plan_of(tmp_path / name, {"plan.toml": text}), work)
    assert run("edit", work, "accounts:a:name=x").exit_code == 2
    assert run("journal", work).exit_code == 2
    assert run("edit", work, "accounts:a:name=x", "--plan", "Two").exit_code == 0
    assert run("edit", work, "plan::name=Three", "--plan", "One").exit_code == 0
    assert run("undo", work, "--plan", "Two").exit_code == 0
    found = {
        name: [each["what"] for each in document("journal", work, "--plan", name)["entries"]]
        for name in ("Two", "Three")
    }
    assert found == {"Two": ["undo", "edit", "save"], "Three": ["edit", "save"]}
    assert run("undo", work, "--plan", "Three").exit_code == 0
    assert run("journal", work, "--plan", "Three").exit_code == 2


# Others at the same plan


def test_someone_elses_value_is_not_undone(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "anna")
    assert run("edit", plan, "supply:p/2026-W52:units=13").exit_code == 0
    monkeypatch.setenv("LOGNAME", "ben")
    assert run("undo", plan).exit_code == 2
    assert run("edit", plan, "supply:p/2026-W52:units=14").exit_code == 0
    monkeypatch.setenv("LOGNAME", "anna")
    result = run("undo", plan, "--json")
    assert result.exit_code == 2
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["id"], problem["value"]) == ("edit-conflict", "14")
    assert "ben" in problem["message"]
    assert cell(plan, "supply", "p 2026-W52", "units") == 14.0


@pytest.mark.parametrize("scenario", ["base", "short"])
def test_two_edits_in_conflict(plan: Path, scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another edit of the same value is committed between our look at it and our commit."""
    combine = one_edit._combine

    def slowly(*arguments: Any) -> Any:
        other = Desk.open(plan)
        other.activate(scenario)
        other.type_cells([Typed("supply", ("p", "2026-W52"), "units", "99")])
        other.close()
        return combine(*arguments)

    monkeypatch.setattr(one_edit, "_combine", slowly)
    words = ["supply:p/2026-W52:units=5", "supply:p/2026-W53:units=6", "-s", scenario]
    found = document("edit", plan, *words, status=2)
    assert [each["id"] for each in found["problems"]] == ["edit-conflict"]
    monkeypatch.undo()
    assert cell(plan, "supply", "p 2026-W52", "units", scenario) == 99.0
    assert cell(plan, "supply", "p 2026-W53", "units", scenario) == 15.0


def test_a_file_changed_at_the_same_moment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, theirs = one_edit.make_changes, TINY["supply.csv"].replace("q,", "p,2027-W01,1\nq,")

    def meanwhile(desk: Desk, changes: Sequence[str]) -> Sequence[Entry]:
        made = make(desk, changes)
        (folder / "supply.csv").write_text(theirs, encoding="utf-8")
        return made

    monkeypatch.setattr(one_edit, "make_changes", meanwhile)
    result = run("edit", folder, "supply:p/2026-W52:units=5", "--json")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert [each["new"] for each in found["entries"]] == ["5"]
    assert [(each["id"], each["file"]) for each in found["problems"]] == [
        ("folder-changed", "supply.csv")
    ]
    inside = folder / ".kamplan" / "plan.kamplan"
    assert f"The edit is kept in the workspace {inside}." in " ".join(result.stderr.split())
    assert (folder / "supply.csv").read_text("utf-8") == theirs
    assert cell(inside, "supply", "p 2026-W52", "units") == 5.0
    monkeypatch.undo()
    assert run("edit", folder, "supply:p/2026-W52:units=6").exit_code == 2
    assert run("journal", folder).exit_code == 0
    # Back to what the desk knew: the edit goes into the file after all.
    (folder / "supply.csv").write_text(TINY["supply.csv"], encoding="utf-8")
    assert run("edit", folder, "supply:p/2026-W53:units=6").exit_code == 0
    assert "p,2026-W52,5\np,2026-W53,6\n" in (folder / "supply.csv").read_text("utf-8")


# Undo, redo and the journal


def test_undo_and_redo_by_new_processes(plan: Path) -> None:
    steps: list[list[str | Path]] = [
        ["edit", plan, "accounts:a:name=One"],
        ["edit", plan, "accounts:a:name=Two", "--scenario", "short"],
        ["edit", plan, "supply:q/2027-W01:units=2"],
    ]
    for step in steps:
        assert run(*step).exit_code == 0
    said = run_apart("undo", plan)
    assert said.returncode == 0
    assert "Taken back: edit" in said.stdout
    assert "supply q 2027-W01" in said.stdout
    assert 'set = "Two"' in run("undo", plan).stdout
    assert cell(plan, "accounts", "a", "name", "short") == "One"
    assert "Made again: edit" in run_apart("redo", plan).stdout
    assert cell(plan, "accounts", "a", "name", "short") == "Two"
    found = document("redo", plan)
    assert [(each["key"], each["old"]) for each in found["entries"]] == [(["q", "2027-W01"], None)]
    nothing = document("redo", plan, status=2)
    assert [each["id"] for each in nothing["problems"]] == ["nothing-to-redo"]
    for name in ("One", "Alpha"):
        for _ in range(2 if name == "One" else 1):
            assert run("undo", plan).exit_code == 0
        assert cell(plan, "accounts", "a", "name", "short") == name
    assert run("undo", plan).exit_code == 2
    assert run("validate", plan).exit_code == 0


def test_undo_of_the_plans_name(plan: Path) -> None:
    assert document("edit", plan, "plan::name=Grand", "accounts:a:name=x")["plan"] == "Grand"
    found = document("undo", plan)
    assert found["plan"] == "Tiny"
    assert [each["new"] for each in found["entries"]] == ["Alpha", '"Tiny"']


def test_the_journal(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "anna")
    run("edit", plan, "accounts:a:name=[/b]\x1b[31m", "supply:p/opening:units~+0.1")
    run("edit", plan, "supply:p/2026-W52:units=5", "-s", "short")
    run("undo", plan)
    found = document("journal", plan)
    assert [each["what"] for each in found["entries"]] == ["undo", "edit", "edit", "edit", "save"]
    undone, scenario, moved, _named, _saved = found["entries"]
    assert (undone["table"], undone["key"], undone["new"]) == ("scenario", ["short"], SHORT)
    assert scenario["edit"] != moved["edit"]
    assert {each["who"] for each in found["entries"][:4]} == {"anna"}
    assert [each["when"] for each in found["entries"]] == sorted(
        (each["when"] for each in found["entries"]), reverse=True
    )
    assert len(document("journal", plan, "--limit", "2")["entries"]) == 2
    shown = run("journal", plan)
    assert shown.exit_code == 0
    assert "anna · undo" in shown.stdout
    assert "- set = 5" in shown.stdout
    assert "[/b]\\x1b[31m" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert "3.1" in shown.stdout
    assert run("journal", plan, "--limit", "0").exit_code == 2


def test_a_folder_that_was_never_edited_is_only_read(folder: Path) -> None:
    result = run("journal", folder)
    assert (result.exit_code, result.stdout) == (0, "Nothing has been edited here yet.\n")
    assert document("journal", folder)["entries"] == []
    assert not (folder / ".kamplan").exists()


def test_edits_of_the_folder_and_of_its_files_go_together(folder: Path) -> None:
    assert run("edit", folder, "accounts:a:name=One").exit_code == 0
    path = folder / "supply.csv"
    path.write_text(TINY["supply.csv"].replace("opening,3", "opening,33"), encoding="utf-8")
    assert run("undo", folder).exit_code == 0
    assert cell(folder, "accounts", "a", "name") == "Alpha"
    assert cell(folder, "supply", "p opening", "units") == 33.0
    whats = [each["what"] for each in document("journal", folder)["entries"]]
    assert whats == ["undo", "replace", "edit", "save"]


def test_the_documents_are_described(plan: Path) -> None:
    known = named(page("commands.md"))
    documents: list[Result] = [
        run("edit", plan, "accounts:a:name=One", "--json"),
        run("undo", plan, "--json"),
        run("redo", plan, "--json"),
        run("journal", plan, "--json"),
        run("edit", plan, "x", "--json"),
    ]
    for result, schema in zip(documents, ("edit", "undo", "redo", "journal", "edit"), strict=True):
        found = json.loads(result.stdout)
        assert found["schema"] == f"kamplan.{schema}/1"
        assert set(keys_of(found)) <= known


def test_addresses_that_are_not_cells() -> None:
    for text in ("", ":", "::", "a", "a:b", "supply::", "x:y:"):
        with pytest.raises(PlanError):
            read_address(text, "=~")
