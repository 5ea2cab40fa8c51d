"""The shipped plans: made by their scripts to the byte, canonical, and as recorded."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from kamplan.exchange.folder import plan_files, read_plan
from kamplan.messages import fault_text, missed_text
from kamplan.planning import Checked, check_source, open_source
from kamplan.shipped import shipped_folder, shipped_plans

PLANS = ("spring_festival", "wholesale")


def test_both_plans_are_shipped() -> None:
    assert tuple(shipped_plans()) == PLANS


@pytest.mark.parametrize("name", PLANS)
def test_the_script_makes_the_plan_that_is_shipped(name: str, tmp_path: Path) -> None:
    folder = shipped_folder() / name
    spec = importlib.util.spec_from_file_location(f"make_{name}", folder / "make_plan.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(["--out", str(tmp_path)])
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert {"plan.toml", "demand.csv", "supply.csv", "accounts.csv"} <= made.keys()
    for file, content in made.items():
        assert content == (folder / file).read_bytes(), file


@pytest.mark.parametrize("name", PLANS)
def test_a_shipped_plan_is_canonical(name: str) -> None:
    folder = shipped_folder() / name
    for file, text in plan_files(read_plan(folder)).items():
        assert (folder / file).read_bytes() == text.encode(), file


def test_the_wholesale_plan_is_the_data_it_says() -> None:
    # 440 clients, 6 categories; the units are a season's share of a year's spend.
    plan = read_plan(shipped_folder() / "wholesale")
    source = np.genfromtxt(
        shipped_folder() / "wholesale/source/wholesale_customers.csv",
        delimiter=",",
        skip_header=1,
        usecols=range(3, 9),
    )
    assert source.shape == (440, 6)
    assert len(plan["accounts"]) == 440
    assert len(plan["products"]) == 6
    products = plan["products"]
    price = dict(zip(products["product"], products["price"], strict=True))
    demand = plan["demand"]
    value = np.array([price[product] for product in demand["product"]]) * demand["units"]
    by_account = [value[demand["account"] == f"c{client:03d}"].sum() for client in range(1, 441)]
    # Every account has the same season: its value is the same multiple of its year.
    ratio = np.array(by_account) / source.sum(axis=1)
    assert ratio == pytest.approx(np.full(440, np.median(ratio)), rel=0.02)
    # 13 weeks of a season above the year's mean.
    assert 0.25 < np.median(ratio) < 0.5


def _complaints(checks: list[Checked]) -> list[str]:
    return [
        f"{check.scenario}: {text}"
        for check in checks
        for text in (
            *(fault_text(fault) for fault in check.faults),
            *(missed_text(missed) for missed in check.missed),
        )
    ]


@pytest.mark.parametrize("name", PLANS)
def test_every_scenario_comes_to_what_is_expected_and_recorded(name: str) -> None:
    source = open_source(shipped_folder() / name)
    checks = list(check_source(source))
    assert len(checks) == len(source.names) >= 4
    assert _complaints(checks) == []
    assert all(check.recorded is not None for check in checks)
    assert all(check.changed == () for check in checks)
    for check in checks:
        assert check.solved is not None
        assert check.solved.result.gap is not None
        assert check.solved.result.gap <= 0.001
