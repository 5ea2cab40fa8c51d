"""What is saved is what is loaded."""

from pathlib import Path

import numpy as np
import pytest

from kamplan.exchange.folder import plan_files, read_plan
from kamplan.plan import PlanError, Settings, make_plan
from kamplan.plan.tables import ROWS
from kamplan.store import Mirror, Workspace, rows
from tests.store.samples import SCENARIOS, WIDE, fault_of, make_table, run_sql, same, small_plan


@pytest.mark.parametrize("name", ["spring_festival", "wholesale"])
def test_a_shipped_plan_comes_back_byte_for_byte(tmp_path: Path, name: str) -> None:
    plan = read_plan(SCENARIOS / name)
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        workspace.save_plan(plan, {}, {})
    with Workspace.open(tmp_path / "a.kamplan") as workspace:
        assert plan_files(workspace.load_plan()) == plan_files(plan)


def test_cells_keep_their_types_order_and_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "CHUNK", 2)  # so that five rows take three parts
    plan = small_plan(demand_rows=5)
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        workspace.save_plan(plan, {}, {})
        loaded = workspace.load_plan()
    assert loaded.settings == plan.settings
    assert loaded.settings.model_fields_set == plan.settings.model_fields_set
    assert list(loaded.tables) == list(ROWS)
    for name, table in plan.tables.items():
        other = loaded[name]
        assert list(other.own) == list(table.own)
        assert other.lines.tolist() == table.lines.tolist() == [*range(2, len(table) + 2)]
        assert other.lines.dtype == np.int64
        for column in (*table.cells, *table.own):
            assert other[column].dtype == table[column].dtype
            np.testing.assert_array_equal(other[column], table[column])
    assert loaded["accounts"]["name"][1] == WIDE
    assert np.isnan(loaded["accounts"]["credit_limit"][0])


def test_numbers_keep_every_bit(tmp_path: Path) -> None:
    prices = [0.1 + 0.2, 1e-300, 1e12, 123456789.123456789, 0.0]
    products = [
        {"product": f"p{place}", "price": price, "cost": 0} for place, price in enumerate(prices)
    ]
    settings = Settings(name="n", first_week="2026-W10", weeks=1)
    plan = make_plan(settings, {"products": make_table("products", products)})
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        workspace.save_plan(plan, {}, {})
        assert workspace.load_plan()["products"]["price"].tolist() == prices


def test_scenarios_and_recorded_values_come_back_as_written(tmp_path: Path) -> None:
    scenarios = {"宽": f'description = "{WIDE} [/b]"\r\n\n', "base": ""}
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        workspace.save_plan(small_plan(), scenarios, {"base": "status = 1\n"})
        assert workspace.load_scenarios() == scenarios
        assert workspace.load_recorded() == {"base": "status = 1\n"}
        workspace.save_plan(small_plan(), {"other": "x"}, {}, replace=True)
        assert workspace.load_scenarios() == {"other": "x"}
        assert workspace.load_recorded() == {}


def test_what_was_written_to_a_plan_folder_is_no_change_of_the_plan(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        for name in ("Spring", "Autumn"):
            workspace.save_plan(small_plan(name), {}, {})
        assert workspace.mirror("Spring") == Mirror(None, {})
        workspace.set_mirror(1, {"plan.toml": "a", "demand.csv": "b"}, "Spring")
        workspace.set_mirror(1, {"plan.toml": "c", "宽.csv": "d"}, "Spring")
        assert workspace.mirror("Spring") == Mirror(1, {"plan.toml": "c", "宽.csv": "d"})
        assert workspace.mirror("Autumn") == Mirror(None, {})
        assert workspace.plan_version("Spring") == 1
        assert len(workspace.journal()) == 2
        workspace.save_plan(small_plan(), {}, {}, replace=True)
        assert workspace.mirror("Spring").version == 1
        workspace.set_mirror(2, {}, "Spring")
        assert workspace.mirror("Spring") == Mirror(2, {})
        workspace.set_mirror(2, {"x": "y"}, "Spring")
        workspace.delete_plan("Spring")
        workspace.save_plan(small_plan(), {}, {})
        assert workspace.mirror("Spring") == Mirror(None, {})
    assert run_sql(tmp_path / "a.kamplan", "SELECT count(*) FROM mirror") == [(0,)]


def test_several_plans_live_side_by_side(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        workspace.save_plan(small_plan("two", 2), {}, {})
        workspace.save_plan(small_plan("ONE", 1), {}, {})
        assert workspace.plan_names() == ["ONE", "two"]
        assert same(workspace.load_plan("two"), small_plan("two", 2))
        workspace.delete_plan("two")
        assert workspace.plan_names() == ["ONE"]
        assert same(workspace.load_plan(), small_plan("ONE", 1))


def test_replacing_leaves_nothing_of_the_old_rows(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        workspace.save_plan(small_plan(demand_rows=9), {}, {})
        workspace.save_plan(small_plan(demand_rows=2), {}, {}, replace=True)
        assert same(workspace.load_plan(), small_plan(demand_rows=2))


def test_a_required_number_that_is_not_given_is_named_and_nothing_is_saved(tmp_path: Path) -> None:
    plan = small_plan()
    products = make_table("products", [{"product": "p", "price": np.nan, "cost": 1}])
    broken = make_plan(plan.settings, {**plan.tables, "products": products})
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        with pytest.raises(PlanError) as caught:
            workspace.save_plan(broken, {}, {})
        fault = fault_of(caught)
        found = (fault.code, fault.file, fault.row, fault.column)
        assert found == ("missing-value", "products.csv", 2, "price")
        assert workspace.plan_names() == []
