"""The promotion calendar from the plan folder."""

from pathlib import Path

from kamplan.exchange.folder import read_plan
from kamplan.formulation import formulate
from kamplan.planning import open_source, solve_scenario
from kamplan.report.documents import solve_document
from tests.plan.folders import write_folder

HEADING = "name,where,mechanics,weeks,least_spend,most_weeks,longest,gap,price\n"


def test_a_rule_for_each_account_that_has_such_promotions(tmp_path: Path) -> None:
    text = HEADING + "quiet,,display,2026-W52..2026-W53,5,1,,,\ntaste,,tasting,,,,1,2,9\n"
    problem = formulate(read_plan(write_folder(tmp_path / "plan", {"calendar.csv": text})))
    quiet_a, quiet_b, taste = problem.calendar
    assert (quiet_a.key, quiet_b.key) == (("quiet", "a"), ("quiet", "b"))
    assert quiet_a.weeks.tolist() == [0, 1]
    assert (quiet_a.least_spend, quiet_a.most_weeks, quiet_a.longest) == (5.0, 1, None)
    assert quiet_a.price is None
    assert taste.key == ("taste", "a")
    assert problem.promotions.mechanic[taste.rows[0]] == "tasting"
    assert (taste.longest, taste.gap, taste.price) == (1, 2, 9.0)


def test_a_blackout_and_a_least_spend_are_kept(tmp_path: Path) -> None:
    text = HEADING + "dark,,,2026-W53,,0,,,\nworth,,,,4,,,,\n"
    folder = write_folder(tmp_path / "plan", {"calendar.csv": text})
    solved = solve_scenario(open_source(folder))
    assert solved.result.status == "optimal"
    spent: dict[tuple[str, str], float] = {}
    for entry in solve_document(solved)["promotion"]:
        key = (entry["account"], entry["week"])
        spent[key] = spent.get(key, 0.0) + entry["spend"]
    assert spent
    assert all(week != "2026-W53" for _, week in spent)
    assert all(money >= 4.0 - 1e-6 for money in spent.values())
