"""Curves that people judge: fitted, combined, refused, and what rows make of them."""

from pathlib import Path

import numpy as np
import pytest

from kamplan.exchange.folder import plan_files, read_plan
from kamplan.formulation import formulate
from kamplan.plan import Plan
from kamplan.plan.answers import judged_curves
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.scenario import Change, Scenario, ScenarioFile
from solver.decision_calculus import fit_curve
from tests.plan.folders import edited, faults_of, write_folder

HEAD = "curve,judge,none,half,present,plus_half,saturation,weight\n"
PROMOTIONS = """\
account,mechanic,present,max_uplift,half_spend,curve
a,display,10,,,shelf
a,tasting,4,0.3,,shelf
b,display,,0.4,8,
"""
VISITS = """\
account,kind,present,min,max,hours,cost,max_change,half_visits,curve
a,rep,4,2,6,2,1,,,calls
b,rep,3,,,1,,,,
"""
# None 100, without end 200, half-way at the present effort, shape 1: 100 + 100 e / (1 + e).
SHELF = "shelf,Wang,100,133.33333333333331,150,160,200,\n"
# 80 + 40 e^2 / (1 + e^2) at 0, 1/2, 1, 3/2 and without end.
CALLS = "calls,Li,80,88,100,107.6923076923077,120,\n"


def judged(tmp_path: Path, answers: str, **files: str) -> Plan:
    changed = {"promotions.csv": PROMOTIONS, "visits.csv": VISITS, **files}
    return read_plan(write_folder(tmp_path, {**changed, "judgements.csv": HEAD + answers}))


def test_answers_on_a_curve_give_that_curve(tmp_path: Path) -> None:
    problem = formulate(judged(tmp_path, SHELF + CALLS))
    # Half of it at the present effort: 10 of a's display, 4 of a's tasting; what a row gives
    # itself counts before the judges.
    assert problem.promotions.max_uplift == pytest.approx([1.0, 0.3, 0.4], rel=1e-6)
    assert problem.promotions.half_spend == pytest.approx([10, 4, 8], rel=1e-6)
    assert problem.promotions.shape == pytest.approx([1, 1, 1], rel=1e-6)
    # (120 - 80) / 100 of what is sold at the present 4 visits.
    assert problem.visits.max_change == pytest.approx([0.4, 0], rel=1e-6)
    assert problem.visits.half_visits == pytest.approx([4, 1], rel=1e-6)
    assert problem.visits.shape == pytest.approx([2, 1], rel=1e-6)


def test_two_efforts_are_met_exactly(tmp_path: Path) -> None:
    curve = judged_curves(judged(tmp_path, "shelf,Wang,90,,100,108,150,\n" + CALLS)["judgements"])
    assert curve["shelf"].fit.level([1.0, 1.5]) == pytest.approx([1.0, 1.08], abs=1e-7)
    assert curve["shelf"].misfit == pytest.approx(0.0, abs=1e-7)
    assert np.isnan(curve["shelf"].missed[1])


def test_judges_are_combined_by_weight_with_their_spread(tmp_path: Path) -> None:
    # Wang thinks in cases, Li in an index; Li counts three times as much.
    answers = "shelf,Wang,800,900,1000,1100,1500,1\nshelf,Li,60,90,100,,130,3\n" + CALLS
    curve = judged_curves(judged(tmp_path, answers)["judgements"])["shelf"]
    assert curve.judges == ("Wang", "Li")
    # Of Li's +50 % nothing is said: on the curve through the others, 3/7 and 4/7 of the way at a
    # half and at one, it is (4/3 * 1.5^c) / (1 + 4/3 * 1.5^c) of it, 2^c being 16/9.
    odds = 4 / 3 * 1.5 ** (np.log(16 / 9) / np.log(2))
    own = 0.6 + 0.7 * odds / (1 + odds)
    mean = [0.25 * 0.8 + 0.75 * 0.6, 0.9, 1.0, 0.25 * 1.1 + 0.75 * own, 1.35]
    assert curve.mean == pytest.approx(mean, rel=1e-6)
    # Distance 0.2 between the two, weights a quarter and three: 0.2 sqrt(3) / 4.
    apart = abs(1.1 - own) * 3**0.5 / 4
    wanted = [0.2 * 3**0.5 / 4, 0, 0, apart, 0.2 * 3**0.5 / 4]
    assert curve.spread == pytest.approx(wanted, abs=1e-6)
    assert (curve.fit.low, curve.fit.high) == pytest.approx((0.65, 1.35))
    assert curve.misfit == pytest.approx(
        float(np.sqrt(np.mean((curve.fit.level([0.5, 1, 1.5]) - mean[1:4]) ** 2)))
    )


@pytest.mark.parametrize("seed", range(8))
def test_no_other_curve_is_nearer_to_the_answers(seed: int) -> None:
    random = np.random.default_rng(seed)
    low, high = 0.6, 1.6
    efforts, weights = np.array([0.5, 1.0, 1.5]), random.uniform(0.2, 1, 3)
    levels = np.sort(random.uniform(low, high, 3))
    found = fit_curve(efforts, levels, weights, low, high)
    missed = np.sum(weights * (found.level(efforts) - levels) ** 2)
    half = np.geomspace(0.01, 100, 601)[:, None, None]
    shape = np.geomspace(0.2, 10, 301)[None, :, None]
    tried = low + (high - low) / (1.0 + (half / efforts) ** shape)
    best = np.sum(weights * (tried - levels) ** 2, axis=2).min()
    assert missed <= best + 1e-9


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("shelf,Wang,100,,100,,200,", ("plus_half", "answers-few")),
        ("shelf,Wang,100,100,100,100,100,", ("saturation", "answers-flat")),
        ("shelf,Wang,120,110,130,140,200,", ("half", "answers-fall")),
        ("shelf,Wang,90,95,100,120,110,", ("saturation", "answers-fall")),
        ("shelf,Wang,90,95,100,120,120,", ("saturation", "answers-full")),
        ("shelf,Wang,0,95,100,120,140,", ("curve", "judged-from-nothing")),
        ("shelf,Wang,,95,100,120,140,", ("none", "missing-value")),
        ("shelf,Wang,90,95,100,120,140,0", ("weight", "not-above")),
    ],
)
def test_impossible_answers_are_refused(
    tmp_path: Path, answers: str, told: tuple[str, str]
) -> None:
    files = {"promotions.csv": PROMOTIONS, "visits.csv": VISITS}
    files["judgements.csv"] = HEAD + answers + "\n" + CALLS
    found = faults_of(write_folder(tmp_path, files))
    assert [(fault.column, fault.code) for fault in found] == [told]


def test_rows_say_what_judges_cannot(tmp_path: Path) -> None:
    files = {
        "promotions.csv": PROMOTIONS.replace("a,display,10", "a,display,"),
        "visits.csv": VISITS.replace("a,rep,4", "a,rep,0"),
        "judgements.csv": HEAD + SHELF + CALLS + "steps,Wang,90,95,100,110,140,\n",
        "curves.csv": "curve,point,effort,effect\nsteps,1,1,1\n",
    }
    found = faults_of(write_folder(tmp_path, files))
    assert [(fault.file, fault.row, fault.column, fault.code) for fault in found] == [
        ("judgements.csv", 4, "curve", "curve-in-both"),
        ("promotions.csv", 2, "present", "judged-present"),
        ("visits.csv", 2, "present", "judged-present"),
    ]
    plain = edited("promotions.csv", "a,display,0.5,10", "a,display,,")
    assert [
        (fault.column, fault.code) for fault in faults_of(write_folder(tmp_path / "plain", plain))
    ] == [
        ("max_uplift", "missing-value"),
        ("half_spend", "missing-value"),
    ]


def test_a_judged_plan_is_exported_as_it_was_read(tmp_path: Path) -> None:
    plan = judged(tmp_path, SHELF + CALLS)
    files = plan_files(plan)
    assert files["judgements.csv"].splitlines()[1].startswith("shelf,Wang,100,133.3333333333333")
    assert files["promotions.csv"].splitlines()[1] == "a,display,,,shelf,10"


def test_a_share_of_what_judges_say_can_be_taken_in_a_scenario(tmp_path: Path) -> None:
    plan = judged(tmp_path, SHELF + CALLS)
    changes = [
        Change(table="promotions", where={"curve": "shelf"}, field="max_uplift", scale=0.5),
        Change(table="visits", where={"curve": "calls"}, field="max_change", scale=2.0),
    ]
    scenario = Scenario("doubt", (("doubt", ScenarioFile(change=changes)),))
    problem = formulate(apply_scenario(plan, scenario))
    assert problem.promotions.max_uplift == pytest.approx([0.5, 0.15, 0.4], rel=1e-6)
    assert problem.visits.max_change == pytest.approx([0.8, 0], rel=1e-6)


def test_judges_who_leave_out_different_answers_make_a_sound_curve_together(
    tmp_path: Path,
) -> None:
    answers = "shelf,Wang,80,93,100,,130,\nshelf,Li,90,,100,190,200,\n" + CALLS
    curve = judged_curves(judged(tmp_path, answers)["judgements"])["shelf"]
    assert (np.diff(curve.mean) > 0).all()
    assert curve.misfit < 0.06


def test_visits_can_be_said_to_do_nothing_and_a_scenario_can_say_so(tmp_path: Path) -> None:
    plan = judged(tmp_path, SHELF + CALLS)
    change = Change(table="visits", where={"curve": "calls"}, field="max_change", scale=0.0)
    scenario = Scenario("none", (("none", ScenarioFile(change=[change])),))
    assert formulate(apply_scenario(plan, scenario)).visits.max_change.tolist() == [0, 0]


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    files = {
        "promotions.csv": PROMOTIONS.replace("display,10,,,shelf", "display,-5,,,shelf"),
        "visits.csv": VISITS.replace("calls", "class"),
        "judgements.csv": HEAD + SHELF + ",Wang,80,90,100,105,130,\n",
    }
    found = faults_of(write_folder(tmp_path, files))
    assert [(fault.file, fault.column, fault.code) for fault in found] == [
        ("judgements.csv", "curve", "missing-value"),
        ("promotions.csv", "present", "below"),
        ("visits.csv", "curve", "unknown-curve"),
    ]
