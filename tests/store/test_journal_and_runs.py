"""The journal says who changed what; runs keep what was solved."""

import getpass
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kamplan.plan import PlanError
from kamplan.store import Run, Workspace, journal
from tests.store.samples import fault_of, run_sql, small_plan

RUN = Run(
    "base", "2026-11-03T08:00:00.000+00:00", 1.5, "optimal", 10.0, 10.5, 0.05, {"solver": "1"}
)


def test_every_change_of_a_plan_is_in_the_journal(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        workspace.save_plan(small_plan(), {}, {})
        workspace.save_plan(small_plan(), {}, {}, replace=True)
        assert workspace.plan_version() == 2
        workspace.delete_plan("Spring")
        found = [(note.what, note.key, note.old, note.new) for note in workspace.journal()]
        notes = workspace.journal(limit=1)
    assert found == [
        ("delete", "Spring", "2", None),
        ("replace", "Spring", "1", "2"),
        ("save", "Spring", None, "1"),
    ]
    assert [note.who for note in notes] == [journal.user_name()]
    age = datetime.now(UTC) - datetime.fromisoformat(notes[0].when)
    assert 0 <= age.total_seconds() < 60


def test_someone_without_a_name_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert journal.user_name() == "unknown"


def test_runs_come_back_the_newest_first(tmp_path: Path) -> None:
    late = Run("short", "2026-11-03T09:00:00.000+00:00", 0.1, "infeasible")
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        workspace.save_plan(small_plan(), {}, {})
        first = workspace.record_run(RUN, {"名": [1, 2.5, None]})
        workspace.record_run(late, {})
        assert [run.scenario for run in workspace.runs()] == ["short", "base"]
        (run,) = workspace.runs(scenario="base")
        assert run == Run(**{**vars(RUN), "id": first})
        assert workspace.load_result(first) == {"名": [1, 2.5, None]}
        with pytest.raises(ValueError, match="JSON compliant"):
            workspace.record_run(RUN, {"bound": float("inf")})
        assert len(workspace.runs()) == 2


def test_the_last_three_results_of_each_scenario_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.kamplan"
    with Workspace.create(path) as workspace:
        for name in ("Spring", "Autumn"):
            workspace.save_plan(small_plan(name), {}, {})

        def record(scenario: str, result: dict[str, int], name: str = "Spring") -> int:
            run = replace(RUN, scenario=scenario, inputs=f"{scenario}-{result}")
            return workspace.record_run(run, result, name)

        first, short = record("base", {"n": 1}), record("short", {"n": 2})
        autumn = record("base", {"n": 3}, "Autumn")
        later = [record("base", {"n": number}) for number in (4, 5)]
        failed = record("base", {})

        def kept() -> list[dict[str, int]]:
            ids = (first, short, autumn, *later, failed)
            return [workspace.load_result(run) for run in ids]

        assert kept() == [{"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}, {"n": 5}, {}]
        last = record("base", {"n": 6})
        assert kept() == [{}, {"n": 2}, {"n": 3}, {"n": 4}, {"n": 5}, {}]
        runs = workspace.runs("Spring", "base")
        assert [run.id for run in runs] == [last, failed, *later[::-1], first]
        assert runs[-1].inputs == "base-{'n': 1}"
        assert {run.objective for run in runs} == {10.0}
        with pytest.raises(ValueError, match="JSON compliant"):
            record("base", {"n": float("nan")})
        assert workspace.load_result(last) == {"n": 6}


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
def test_a_long_result_comes_back_as_it_was(tmp_path: Path, count: int) -> None:
    rows = [{"account": "甲\n", "units": number / 3, "rank": None} for number in range(count)]
    result = {"flows": rows, "names": [], "totals": {"money": 1.5, "parts": [1, [2]]}, "x": None}
    with Workspace.create(tmp_path / "w.kamplan") as workspace:
        workspace.save_plan(small_plan(), {}, {})
        run = workspace.record_run(RUN, result)
        assert workspace.load_result(run) == result


def test_runs_outlive_a_replacement_and_go_with_their_plan(tmp_path: Path) -> None:
    path = tmp_path / "a.kamplan"
    with Workspace.create(path) as workspace:
        workspace.save_plan(small_plan(), {"s": "t"}, {"s": "t"})
        run = workspace.record_run(RUN, {})
        workspace.save_plan(small_plan(), {}, {}, replace=True)
        assert len(workspace.runs()) == 1
        workspace.delete_plan("Spring")
        with pytest.raises(PlanError) as caught:
            workspace.load_result(run)
    assert (fault_of(caught).code, fault_of(caught).value) == ("workspace-run-unknown", str(run))
    for table in ("run", "scenario", "recorded", "account", "demand"):
        assert run_sql(path, f'SELECT count(*) FROM "{table}"') == [(0,)]
    assert run_sql(path, "SELECT DISTINCT plan_id FROM journal") == [(None,)]
