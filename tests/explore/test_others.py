"""Tornado, sweep, flips, lost accounts: against plans made by hand, and what is remembered."""

import csv
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from kamplan import planning
from kamplan.explore.exploration import Exploration, varied
from kamplan.explore.tornado import Tornado, find_tornado
from kamplan.explore.uncertain import uncertain_inputs
from kamplan.memory import DiskMemory
from kamplan.planning import open_source, solve_plan
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.committed import Committed
from kamplan.whatif.scenario import Change, Scenario
from tests.cli.running import document, run
from tests.effort import EFFORT
from tests.explore.goods import best_contribution, decided
from tests.plan.folders import SCENARIOS, write_folder

FESTIVAL = SCENARIOS / "spring_festival"
BASE = Scenario("base", ())
USUAL = {"demand", "supply", "uplift", "visit_effect", "price", "cost", "budget", "hours"}
"""inputs of a plan that states no uncertainty of its own."""


def explored(folder: Path) -> Tornado:
    """The tornado of base."""
    source = open_source(folder)
    with closing(Exploration.begin(source, 40, Event())) as exploration:
        base = exploration.base("base")
        assert base is not None
        inputs = uncertain_inputs(source.plan)
        assert {each.name for each in inputs} == USUAL
        return find_tornado(exploration, "base", base, inputs)


# Plans and programs of the large one take seconds each.
@pytest.mark.parametrize("name", ["spring_festival", *(["wholesale"] if EFFORT > 1 else [])])
def test_every_bar_is_that_of_plans_of_their_own(name: str) -> None:
    found = explored(SCENARIOS / name)
    assert found.complete
    source, base = open_source(SCENARIOS / name), found.base.result
    assert base.objective is not None
    spend, visits = decided(found.base)
    bars = {bar.input.name: bar for bar in found.bars}
    assert list(bars) == sorted(bars, key=lambda each: -bars[each].swing)
    assert set(bars) == USUAL
    for bar in bars.values():
        for end in (bar.down, bar.up):
            (change,) = bar.input.changes(end.share)
            plan = apply_scenario(source.plan, varied(BASE, "moved", [change]))
            if bar.input.name in ("demand", "price"):
                alone = solve_plan(plan, BASE).result
                assert alone.objective is not None
                assert end.replanned is not None
                sure = 2 * source.plan.settings.solve.gap * abs(alone.objective)
                assert end.replanned == pytest.approx(alone.objective - base.objective, abs=sure)
            if end.held is None:
                assert {each.rule for each in end.breaks} & {
                    "budget", "budget_min", "visit_hours", "peak_hours", "min_fill",
                }  # fmt: skip
                continue
            value = best_contribution(plan, spend, visits)
            assert value == pytest.approx(base.objective + end.held, rel=1e-6)
            # Replanned is no worse than held, within the gap.
            assert end.replanned is not None
            assert end.replanned >= end.held - 1e-3 * abs(base.objective)


UNCERTAIN = """\
name,input,where,products,weeks,down,up
east peas,demand,region=East,p,2026-W53,0.5,0.25
quince,supply,,q,,0.5,
dear,price,,p,,,0.1
money,budget,,,,0.1,0.1
"""


def test_uncertainty_is_what_the_plan_states(tmp_path: Path) -> None:
    plan = write_folder(tmp_path / "plan", {"uncertainty.csv": UNCERTAIN})
    told = document("tornado", plan)
    inputs = {each["name"]: each for each in told["inputs"]}
    assert set(inputs) == {"east peas", "quince", "dear", "money"}
    assert inputs["east peas"]["down"]["share"] == -0.5
    assert inputs["east peas"]["up"]["share"] == 0.25
    # Nothing is uncertain to that side.
    assert inputs["quince"]["up"]["replanned"] == 0.0
    assert inputs["dear"]["down"]["replanned"] == 0.0
    # By hand: the same as that one cell halved.
    rows = list(csv.reader((plan / "demand.csv").read_text("utf-8").splitlines()))
    lines = [",".join([*r[:3], "10"]) if r[:3] == ["a", "p", "2026-W53"] else ",".join(r)
             for r in rows]  # fmt: skip
    half = write_folder(tmp_path / "half", {"demand.csv": "\n".join(lines) + "\n"})
    objective = document("solve", half)["objective"]
    change = inputs["east peas"]["down"]["replanned"]
    assert told["objective"] + change == pytest.approx(objective, rel=2e-3)
    lines = run("tornado", plan).stdout.splitlines()
    first = [line.strip().split("  ")[0] for line in lines[2:6]]
    assert first == [each["name"] for each in told["inputs"]]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,demnd,,,,0.1,0.1", "Did you mean demand"),
        ("x,demand,region=Eest,,,0.1,0.1", "Eest"),
        ("x,demand,,pp,,0.1,0.1", "pp"),
        ("x,demand,,,2027-W30,0.1,0.1", "2027-W30"),
        ("x,demand,,,,1.1,0.1", "1.1"),
        ("x,price,tier=A,,,0.1,0.1", "price cannot be narrowed by where"),
        ("x,budget,,,2026-W53,0.1,0.1", "budget cannot be narrowed by weeks"),
        ("x,uplift,,p,,0.1,0.1", "uplift cannot be narrowed by products"),
    ],
)
def test_wrong_uncertainty_is_refused(tmp_path: Path, row: str, said: str) -> None:
    table = f"name,input,where,products,weeks,down,up\n{row}\n"
    result = run("tornado", write_folder(tmp_path / "plan", {"uncertainty.csv": table}))
    assert result.exit_code == 2
    assert "uncertainty.csv row 2" in result.stderr
    (problem,) = document("validate", tmp_path / "plan", status=2)["problems"]
    assert (problem["id"] == "uncertain-column") == ("cannot be narrowed" in said)
    assert said in result.stderr


def test_uncertainty_moves_no_answer_and_no_record(tmp_path: Path) -> None:
    plan = write_folder(tmp_path / "plan")
    assert run("check", plan, "--update").exit_code == 0
    (plan / "uncertainty.csv").write_text(UNCERTAIN, "utf-8")
    (checked,) = document("check", plan)["scenarios"]
    assert checked["passed"]
    assert checked["inputs_changed"] == []


def test_a_sweep_is_its_corners(tmp_path: Path) -> None:
    plan = write_folder(tmp_path / "plan")
    told = document(
        "sweep", plan, "plan::promotion.budget=20,60", "supply:p/*:units~-50%..+0%/3"
    )  # fmt: skip
    assert [each["values"] for each in told["inputs"]] == [["20", "60"], ["-50%", "-25%", "+0%"]]
    assert len(told["points"]) == 6
    for point in told["points"]:
        budget, part = point["values"]
        lines = ["product,week,units"]
        for row in csv.DictReader((plan / "supply.csv").read_text("utf-8").splitlines()):
            factor = 1.0 + float(part[:-1]) / 100.0 if row["product"] == "p" else 1.0
            lines.append(f"{row['product']},{row['week']},{float(row['units']) * factor}")
        settings = (
            (plan / "plan.toml").read_text("utf-8").replace("budget = 100", f"budget = {budget}")
        )
        alone = write_folder(
            tmp_path / "alone", {"supply.csv": "\n".join(lines) + "\n", "plan.toml": settings}
        )
        assert point["objective"] == pytest.approx(document("solve", alone)["objective"], rel=2e-3)
    square = run("sweep", plan, "plan::promotion.budget=20,60", "supply:p/*:units~-50%,0%").stdout
    assert "supply:p/*:units" in square
    line = run("sweep", plan, "promotions:*/*:max_uplift~*0.5,*2").stdout
    assert "*0.5" in line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["supply:p/*:units"], "edit-form"),
        (["supply:p/*:units="], "sweep-form"),
        (["supply:p/*:units=a"], "not-a-number"),
        (["supply:p/*:units=1%..2/3"], "sweep-form"),
        (["supply:p/*:units~a%"], "change-typed"),
        (["supply:p/*:units~1..2"], "sweep-form"),
        (["supply:p/*:units~1..2/1"], "sweep-form"),
        (["supply:pp/*:units=1"], "where-value"),
        (["supply:p/*:units=1", "supply:q/*:units=1", "teams:t/*:hours=1"], "sweep-axes"),
    ],
)
def test_what_cannot_be_swept(tmp_path: Path, words: list[str], said: str) -> None:
    told = document("sweep", write_folder(tmp_path / "plan"), *words, status=2)
    assert [each["id"] for each in told["problems"]] == [said]
    assert all("scenarios/" not in each["message"] for each in told["problems"])


def test_whole_numbers_texts_and_switches_are_swept(tmp_path: Path) -> None:
    plan = write_folder(tmp_path / "plan")
    told = document("sweep", plan, "accounts:b:name=Beta,Bert", "plan::solve.round=true,false")
    assert [point["status"] for point in told["points"]] == ["optimal"] * 4
    told = document("sweep", plan, "visits:a/rep:max=5,6")
    assert [point["values"] for point in told["points"]] == [["5"], ["6"]]


FLIP = {
    "plan.toml": 'name = "Flip"\nfirst_week = "2026-W52"\nweeks = 1\n',
    "accounts.csv": "account,name\na,Alpha\nb,Beta\n",
    "products.csv": "product,name,price,cost\np,Pea,100,60\n",
    "demand.csv": "account,product,week,units\na,p,2026-W52,10\nb,p,2026-W52,10\n",
    "supply.csv": "product,week,units\np,2026-W52,50\n",
    "promotions.csv": "account,mechanic,max_uplift,half_spend\na,card,0.5,10\nb,card,0.02,10\n",
}


def test_an_account_drops_out_where_its_first_unit_of_money_does_not_return(
    tmp_path: Path,
) -> None:
    nothing = dict.fromkeys(
        ("visits.csv", "teams.csv", "budgets.csv", "service.csv", "curves.csv"), None
    )
    plan = write_folder(tmp_path / "plan", {**nothing, **FLIP})
    told = document("flips", plan, "a", "b")
    a, b = told["accounts"]
    # The first unit returns 40 x 10 x top / 10 = 40 top: it pays from a top of 0.025 on, which is
    # 5 % of 0.5. The one with 0.02 is not promoted as it is.
    assert a["share"] == pytest.approx(0.05, abs=0.01)
    assert a["share"] >= 0.05
    assert a["max_uplift"] == pytest.approx(0.5 * a["share"])
    assert (b["spend"], b["share"]) == (0.0, None)
    assert [each["account"] for each in document("flips", plan)["accounts"]] == ["a"]
    assert run("flips", plan, "c").exit_code == 2


def test_a_lost_account_is_the_plan_without_its_rows(tmp_path: Path) -> None:
    told = document("lose", FESTIVAL, "paper-crane", "stone-arch")
    folder = tmp_path / "without"
    folder.mkdir()
    for file in FESTIVAL.glob("*.csv"):
        lines = file.read_text("utf-8").splitlines()
        kept = [line for line in lines if line.split(",")[0] not in ("paper-crane", "stone-arch")]
        (folder / file.name).write_text("\n".join(kept) + "\n", "utf-8")
    (folder / "plan.toml").write_bytes((FESTIVAL / "plan.toml").read_bytes())
    alone, before = document("solve", folder), document("solve", FESTIVAL)
    assert told["after"]["contribution"] == pytest.approx(alone["contribution"], rel=1e-3)
    assert told["change"] == pytest.approx(
        told["after"]["contribution"] - told["before"]["contribution"]
    )
    assert told["before"]["contribution"] == pytest.approx(before["contribution"], rel=1e-3)
    assert told["regained"] == pytest.approx(told["change"] + told["own"])
    result = run("lose", FESTIVAL, "paper-crain")
    assert result.exit_code == 2
    assert "Did you mean paper-crane" in result.stderr


def test_what_was_solved_before_is_not_solved_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMPLAN_CACHE", str(tmp_path / "answers"))
    plan = write_folder(tmp_path / "plan", {"scenarios/dry.toml": DRY})
    solves: list[str] = []
    real, held = planning.solve_plan, planning.hold_plan

    def counted(*words: object) -> object:
        solves.append("solve")
        return real(*words)  # type: ignore[arg-type]

    def counted_held(*words: object) -> object:
        solves.append("hold")
        return held(*words)  # type: ignore[arg-type]

    monkeypatch.setattr("kamplan.pool.solve_plan", counted)
    monkeypatch.setattr("kamplan.pool.hold_plan", counted_held)
    first = document("regret", plan)
    assert solves == ["solve", "solve", "hold", "hold"]
    assert document("regret", plan) == first
    assert len(solves) == 4
    # Asked to, or with another number, it is solved again.
    document("regret", plan, "--fresh")
    assert len(solves) == 8
    (plan / "scenarios/dry.toml").write_text(DRY.replace("0.5", "0.6"), "utf-8")
    document("regret", plan)
    # The plan of base in base is known; dry is not, nor what holds in it or of it.
    assert solves[8:] == ["solve", "hold", "hold"]
    # What is damaged is solved again, and mended.
    for place, path in enumerate(sorted((tmp_path / "answers").iterdir())):
        whole = path.read_bytes()
        cut, bent = whole[:100], whole[:40] + bytes(40) + whole[80:]
        path.write_bytes(bent if place % 2 else cut)
    document("regret", plan)
    assert len(solves) == 15
    document("regret", plan)
    assert len(solves) == 15
    # What is asked for afresh takes the place of what was.
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "answers").iterdir()}
    document("regret", plan, "--fresh")
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "answers").iterdir()}
    assert sum(after[path] != before[path] for path in before) == 4


DRY = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.5\n'


def test_the_oldest_answers_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, memory = open_source(write_folder(tmp_path / "plan")), DiskMemory(tmp_path / "answers")
    solved = solve_plan(source.plan, BASE)
    committed = Committed.of(solved)
    memory.keep(source.plan, BASE, None, solved)
    (one,) = memory.folder.iterdir()
    monkeypatch.setattr("kamplan.memory.MOST", one.stat().st_size + 100)
    assert memory.recall(source.plan, BASE, None) is not None
    memory.keep(source.plan, BASE, committed, solved)
    assert memory.recall(source.plan, BASE, None) is None
    assert memory.recall(source.plan, BASE, committed) is not None
    change = Change(table="supply", field="units", scale=0.5)
    assert memory.recall(source.plan, varied(BASE, "base", [change]), committed) is None


AIMED = """\
name = "Aimed"
currency = "EUR"
first_week = "2026-W52"
weeks = 3
objective = "{aim}"
[promotion]
budget = 100
[peak]
weeks = "2026-W53"
"""


@pytest.mark.parametrize("aim", ["revenue", "revenue;contribution", "units"])
def test_other_aims_are_told_as_such(tmp_path: Path, aim: str) -> None:
    texts = {"plan.toml": AIMED.format(aim=aim), "scenarios/dry.toml": DRY}
    plan = write_folder(tmp_path / "plan", texts)
    told = document("regret", plan)
    for future in told["futures"]:
        assert future["objective"] != pytest.approx(future["contribution"], rel=1e-3)
    for row in told["plans"]:
        for cell in row["outcomes"]:
            best = next(f for f in told["futures"] if f["name"] == cell["future"])
            assert cell["objective"] + cell["regret"] == pytest.approx(best["objective"])
            assert cell["regret_at_most"] >= -1e-6 * abs(best["objective"])
    assert "Regret, objective:" in run("regret", plan).stdout
    tornado = run("tornado", plan).stdout
    assert "What moves base: objective" in tornado
    # The bridge stays one of contribution, and its parts the parts of contribution.
    (bridge,) = document("compare", plan)["bridge"]
    before = abs(bridge["before"])
    for step in bridge["steps"]:
        terms = sum(term["change"] for term in step["terms"])
        assert terms == pytest.approx(step["change"], abs=0.005)
        assert abs(step["change"]) < before


TARGET = "[target]\nunits = 45\n"


def test_an_account_without_which_there_is_no_plan_does_not_drop_out(tmp_path: Path) -> None:
    nothing = dict.fromkeys(
        ("visits.csv", "teams.csv", "budgets.csv", "service.csv", "curves.csv"), None
    )
    # 20 without promotion; 26 need an uplift of 0.6 in one of them.
    settings = FLIP["plan.toml"] + "[target]\nunits = 24\n"
    files = {**nothing, **FLIP, "plan.toml": settings}
    plan = write_folder(tmp_path / "plan", files)
    (a,) = document("flips", plan, "a")["accounts"]
    assert a["share"] is None
    assert a["status"] == "infeasible"
    low, high = a["between"]
    # 4 units of 10 ask for an uplift of nearly 0.4: four fifths of what it has at most.
    assert 0.7 < low < high < 0.9
    assert "no plan below" in run("flips", plan, "a").stdout


def test_a_scenario_of_any_name_is_no_other(tmp_path: Path) -> None:
    names = ("demand down", "dry", "base in dry")
    plan = write_folder(
        tmp_path / "plan",
        {f"scenarios/{name}.toml": DRY.replace("0.5", f"0.{5 + at}")
         for at, name in enumerate(names)},
    )  # fmt: skip
    for words in (["tornado", plan, "-s", "demand down"], ["regret", plan]):
        one, two = (document(*words, "--jobs", jobs) for jobs in (1, 2))
        values = [
            [each["down"]["replanned"] for each in told["inputs"]]
            if words[0] == "tornado"
            else [cell["regret"] for each in told["plans"] for cell in each["outcomes"]]
            for told in (one, two)
        ]
        assert values[0] == pytest.approx(values[1], abs=2.0)


NONE = '[[change]]\ntable = "teams"\nfield = "hours"\nset = 0\n'


def test_scenarios_without_a_plan_are_told(tmp_path: Path) -> None:
    plan = write_folder(tmp_path / "plan", {"scenarios/none.toml": NONE, "scenarios/dry.toml": DRY})
    told = document("regret", plan)
    assert {each["name"]: each["status"] for each in told["futures"]} == {
        "base": "optimal", "dry": "optimal", "none": "infeasible",
    }  # fmt: skip
    assert "none: infeasible" in run("regret", plan).stdout
    for command in ("tornado", "flips", "lose"):
        words = ["a"] if command == "lose" else []
        result = run(command, plan, *words, "-s", "none")
        assert result.exit_code == 3, command
        assert "No plan keeps every rule" in result.stderr
        assert document(command, plan, *words, "-s", "none", status=3)["status"] == "infeasible"


def test_accounts_and_lines_are_those_of_the_scenario(tmp_path: Path) -> None:
    gone = "".join(
        f'[[change]]\ntable = "{table}"\nwhere = {{ {key} = "{value}" }}\ndrop = true\n'
        for table, key, value in (
            ("promotions", "account", "b"), ("demand", "account", "b"), ("visits", "account", "b"),
            ("accounts", "account", "b"), ("budgets", "name", "east"),
        )
    )  # fmt: skip
    budgets = "name,where,min,max\neast,region=East,,60\n"
    tables = {"service.csv": None, "budgets.csv": budgets, "scenarios/gone.toml": gone}
    plan = write_folder(tmp_path / "plan", tables)
    for words, said in (
        (["flips", plan, "b"], "where-value"),
        (["lose", plan, "b"], "where-value"),
        (["frontier", plan, "--of", "budget:east"], "lever-name"),
        (["lose", plan, "a"], "lose-all"),
    ):
        (problem,) = document(*words, "-s", "gone", status=2)["problems"]
        assert problem["id"] == said


def test_rules_about_a_lost_account_go_with_it(tmp_path: Path) -> None:
    service = "name,where,min_fill\nonly,tier=A,0.5\nboth,tier=A|B,0.2\n"
    plan = write_folder(tmp_path / "plan", {"service.csv": service, "budgets.csv": None})
    told = document("lose", plan, "a")
    assert told["rules_left_out"] == [{"table": "service", "name": "only"}]
    assert told["after"]["status"] == "optimal"
    assert "Rules about nobody else are left out: service only" in run("lose", plan, "a").stdout
    # Without the one who can be promoted there is no plan that reaches the target.
    settings = (plan / "plan.toml").read_text("utf-8") + TARGET
    (plan / "plan.toml").write_text(settings.replace("units = 45", "units = 20"), "utf-8")
    told = document("lose", plan, "a")
    assert told["after"]["status"] == "infeasible"
    assert (told["change"], told["regained"]) == (None, None)


def test_an_input_that_ends_every_plan_comes_first(tmp_path: Path) -> None:
    uncertain = "name,input,where,down,up\nmuch,price,,0.5,0.5\nfew,demand,,0.9,\n"
    settings = "[target]\nunits = 20\n"
    plan = write_folder(tmp_path / "plan", {"uncertainty.csv": uncertain, "service.csv": None})
    (plan / "plan.toml").write_text((plan / "plan.toml").read_text("utf-8") + settings, "utf-8")
    told = document("tornado", plan)
    assert [each["name"] for each in told["inputs"]] == ["few", "much"]
    assert told["inputs"][0]["down"]["status"] == "infeasible"
    assert "infeasible" in run("tornado", plan).stdout


def test_what_is_remembered_is_shown_also_when_it_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = open_source(write_folder(tmp_path / "plan"))
    memory, stop = DiskMemory(tmp_path / "answers"), Event()
    changes = {
        share: varied(BASE, "base", [Change(table="supply", field="units", scale=share)])
        for share in (0.5, 0.6, 0.7, 0.8)
    }
    for jobs in (1, 2):
        with closing(Exploration.begin(source, 4, Event(), jobs, memory)) as exploration:
            known = exploration.solve({share: changes[share] for share in (0.6, 0.8)})
        assert known.complete
        stop.set()
        with closing(Exploration.begin(source, 4, stop, jobs, memory)) as exploration:
            found = exploration.solve(changes)
        assert set(found.solved) == {0.6, 0.8}
        assert not found.complete
        assert not found.failed
