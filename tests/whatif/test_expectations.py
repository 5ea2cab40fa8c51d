"""Expectations, met and missed; records, and what they say has changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kamplan.messages import missed_text
from kamplan.planning import Checked, Source, check_source, open_source, solve_scenario
from kamplan.whatif.digests import InputMove, changed_inputs, digest_plan
from kamplan.whatif.figures import Solved
from kamplan.whatif.recorded import parse_record, record
from tests.plan.folders import TINY, edited, write_folder
from tests.whatif.solving import solve_one, source_of

LESS = '[[change]]\ntable = "supply"\nwhere = { product = "p" }\nfield = "units"\nscale = 0.5\n'
NO_PLAN = '[[change]]\ntable = "budgets"\nwhere = { name = "east" }\nfield = "min"\nset = 59\n'
NO_PLAN += '[[change]]\ntable = "plan"\nfield = "budget"\nset = 10\n'


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The tiny plan solved."""
    return solve_one(source_of(tmp_path_factory.mktemp("base")))


def checked(folder: Path, text: str, others: dict[str, str] | None = None) -> Checked:
    """The check of a scenario "x"."""
    source = source_of(folder, {"x": text, **(others or {})})
    (found,) = check_source(source, names=["x"])
    return found


def codes(check: Checked) -> list[str]:
    """What was missed; every one has words."""
    assert all(missed_text(missed) for missed in check.missed)
    return [fault.code for fault in check.faults] + [missed.code for missed in check.missed]


def test_ranges(tmp_path: Path, base: Solved) -> None:
    value = base.result.objective
    assert value is not None
    for text, wanted in (
        (f"[expect.contribution]\nmin = {value - 1}\nmax = {value + 1}", []),
        (f"[expect.contribution]\nmin = {value + 1}", ["below"]),
        (f"[expect.objective]\nmax = {value - 1}", ["above"]),
        ("[expect.fill_rate]\nmin = 1.01\n[expect.revenue]\nmax = 0\n[expect.visits]\nmax = 0\n"
         "[expect.visit_hours]\nmax = 0\n[expect.promo_spend]\nmax = 0\n"
         "[expect.units_sold]\nmax = 0",
         ["below"] + ["above"] * 5),
        ("[expect.units_lost]\nmax = 0\n[expect.gap]\nmax = 0.001", ["above"]),
        ('[expect]\nstatus = "optimal"', []),
        ('[expect]\nstatus = "infeasible"', ["status"]),
    ):  # fmt: skip
        assert sorted(codes(checked(tmp_path, text))) == sorted(wanted), text


def test_rules(tmp_path: Path) -> None:
    rule = "[[expect.rule]]\nmetric = '{}'\nwhere = {{ {} }}\n{}\n"
    for text, wanted in (
        (rule.format("fill_rate", "tier = 'A'", "min = 0.1"), []),
        (rule.format("fill_rate", "tier = 'A'", "min = 1.1"), ["below"]),
        (rule.format("units_sold", "product = 'p', week = '2026-W52..2026-W53'", "max = 0"),
         ["above"]),
        (rule.format("promo_spend", "x_city = ['Leipzig', 'Hangzhou']", "max = 100.001"), []),
        (rule.format("revenue", "price = 50", "min = 1"), []),
        (rule.format("revenue", "discount = 0.1", "min = 1e9"), ["below"]),
        # Half of the peas are gone: less is sold, and no more than the rule lets go.
        (LESS + rule.format("units_sold", "", "versus = 'base'\nmax_drop = 0.9"), []),
        (LESS + rule.format("units_sold", "", "versus = 'base'\nmax_drop = 0.1"), ["dropped"]),
        (LESS + rule.format("units_lost", "", "versus = 'base'\nmax_rise = 0.1"), ["rose"]),
        (LESS + rule.format("units_lost", "", "versus = 'x'\nmax_rise = 0\nmax_drop = 0"), []),
    ):  # fmt: skip
        assert codes(checked(tmp_path, text)) == wanted, text


def test_an_infeasible_scenario(tmp_path: Path) -> None:
    expected = NO_PLAN + '[expect]\nstatus = "infeasible"\ncontribution = { min = 1e9 }\n'
    assert codes(checked(tmp_path, expected)) == []
    assert codes(checked(tmp_path, NO_PLAN)) == ["status"]
    rule = "[[expect.rule]]\nmetric = 'revenue'\nversus = 'none'\nmax_drop = 0.1\n"
    assert codes(checked(tmp_path, rule, {"none": NO_PLAN})) == ["versus-none"]


def record_of(source: Source, name: str = "base") -> str:
    """The record that --update would write."""
    return record(solve_one(source, name), {"kamplan": "1"})


def test_a_record_reads_back(tmp_path: Path, base: Solved) -> None:
    found = parse_record("base", record(base, {"kamplan": "1", "高": "2"}))
    assert found.status == "optimal"
    assert found.objective == pytest.approx(base.result.objective, abs=0.01)
    evaluation = base.result.evaluation
    assert evaluation is not None
    assert found.totals["promo_spend"] == pytest.approx(evaluation.promo_spend, abs=0.01)
    assert found.totals["visit_hours"] == pytest.approx(evaluation.visit_hours, abs=0.01)
    assert found.versions == {"kamplan": "1", "高": "2"}
    assert found.inputs == digest_plan(base.plan)
    assert changed_inputs(found.inputs, digest_plan(base.plan)) == []


def test_a_record_of_no_plan(tmp_path: Path) -> None:
    source = source_of(tmp_path, {"x": NO_PLAN})
    found = parse_record("x", record(solve_scenario(source, "x"), {}))
    assert (found.status, found.objective, found.totals) == ("infeasible", None, {})
    write_folder(tmp_path, {"scenarios/recorded/x.toml": record(solve_scenario(source, "x"), {})})
    (check,) = check_source(open_source(tmp_path), names=["x"])
    assert check.passed
    write_folder(tmp_path, {"scenarios/x.toml": ""})
    (check,) = check_source(open_source(tmp_path), names=["x"])
    assert codes(check) == ["status-moved"]


def moved(folder: Path, expect: str, text: str) -> list[str]:
    """What is missed where the record was made of another supply."""
    written = record_of(source_of(folder))
    changes = {"scenarios/recorded/base.toml": written, "scenarios/base.toml": expect}
    write_folder(folder, {**changes, "supply.csv": text})
    (check,) = check_source(open_source(folder), names=["base"])
    assert check.changed == (InputMove("supply", "p / 2026-W53", "changed", ("units",)),)
    return codes(check)


def test_within_the_recorded_value(tmp_path: Path) -> None:
    fewer = TINY["supply.csv"].replace("W53,15", "W53,12")
    assert moved(tmp_path, "", fewer) == ["moved"]
    assert moved(tmp_path, "[expect.contribution]\nwithin = 0.5\n", fewer) == []
    assert moved(tmp_path, "[expect.objective]\nwithin = 0.5\n", fewer) == []
    wide = "[expect.contribution]\nwithin = 0.5\n[expect.units_sold]\nwithin = {}\n"
    assert moved(tmp_path, wide.format(0.5), fewer) == []
    assert moved(tmp_path, wide.format(0.001), fewer) == ["metric-moved"]
    # One unit in a million moves nothing.
    assert moved(tmp_path, "", TINY["supply.csv"].replace("W53,15", "W53,15.000001")) == []


def edits() -> Iterator[tuple[dict[str, str | bytes | None], list[tuple[str, str, str]]]]:
    """A changed file, and what must be named."""
    yield edited("demand.csv", "W53,20", "W53,21"), [("demand", "a", "changed")]
    yield edited("demand.csv", "b,q,2027-W01,4\n", ""), [("demand", "b", "changed")]
    yield edited("products.csv", "Pea,100", "Pea,101"), [("products", "p", "changed")]
    yield edited("supply.csv", "p,opening,3\n", ""), [("supply", "p / opening", "removed")]
    yield (
        edited("teams.csv", "W01,6\n", "W01,6\nu,2026-W52,1\n"),
        [("teams", "u / 2026-W52", "added")],
    )
    yield edited("accounts.csv", "Leipzig", "Rome"), [("accounts", "b", "changed")]
    yield edited("budgets.csv", ",40", ",41"), [("budgets", "shows", "changed")]
    yield edited("plan.toml", "= 100", "= 101"), [("plan", "promotion.budget", "changed")]
    yield (
        edited("plan.toml", "[peak]", "[solve]\ngap = 0.01\n\n[peak]"),
        [("plan", "solve.gap", "added")],
    )
    yield (
        {"service.csv": None},
        [
            ("service", "fair", "removed"),
            ("service", "peas", "removed"),
        ],
    )
    # Neither the order of rows nor how a number is written says anything.
    lines = TINY["demand.csv"].splitlines()
    yield {"demand.csv": "\n".join([lines[0], *reversed(lines[1:])])}, []
    yield edited("demand.csv", "W53,20", "W53,20.00"), []
    yield edited("visits.csv", "b,rep,3,,", "b,rep,3,0,"), []


@pytest.mark.parametrize(("files", "wanted"), list(edits()))
def test_what_changed_is_named(
    tmp_path: Path, files: dict[str, str | bytes | None], wanted: list[tuple[str, str, str]]
) -> None:
    then = digest_plan(open_source(write_folder(tmp_path / "then")).plan)
    now = digest_plan(open_source(write_folder(tmp_path / "now", files)).plan)
    assert [(move.table, move.key, move.how) for move in changed_inputs(then, now)] == wanted
