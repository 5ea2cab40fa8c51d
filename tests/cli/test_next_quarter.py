"""new --from: the next quarter opens as this one ends."""

import shutil
from pathlib import Path

import pytest

from kamplan.exchange.folder import read_plan
from kamplan.messages import FAULTS
from kamplan.plan.columns import Kind, columns_of
from kamplan.plan.settings import setting_kinds
from kamplan.plan.tables import ROWS
from kamplan.plan.weeks import OPENING, horizon
from kamplan.shipped import find_shipped
from tests.cli.running import NO_PLAN, document, plan_of, run
from tests.effort import EFFORT
from tests.plan.folders import Files, edited

SHORT = """\
[[change]]
table = "supply"
where = { week = "2026-W53" }
field = "units"
scale = 0.5
"""
# a keeps stock of p: what is shipped takes two weeks.
TRACKED: Files = {
    "account_stock.csv": "account,product,opening,lead_weeks\na,p,9,2\n",
    "in_transit.csv": "account,product,week,units\na,p,2026-W52,4\na,p,2026-W53,3\n",
}


def rolled(plan: Path, *words: object) -> Path:
    """The next quarter of a plan."""
    folder = plan.parent / f"{plan.name}-next"
    done = run("new", folder, "--from", plan, *words)
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("name", ["spring_festival", *(["wholesale"] if EFFORT > 1 else [])])
def test_shipped_plans_roll(name: str, tmp_path: Path) -> None:
    plan = tmp_path / name
    shutil.copytree(find_shipped(name), plan, ignore=shutil.ignore_patterns("*.py", "source"))
    # The large plan once only: it takes its time.
    for _ in range(1 if name == "wholesale" else 2):
        solved = document("solve", plan)
        before = read_plan(plan)
        plan, old = rolled(plan), plan
        after = read_plan(plan)
        assert after.weeks == horizon(before.weeks[-1], 14)[1:]
        document("validate", plan)
        # The stock left, recomputed from the document: all that arrives less all that is shipped.
        supply = before["supply"]
        left: dict[str, float] = {}
        for product, units in zip(supply["product"], supply["units"], strict=True):
            left[product] = left.get(product, 0.0) + units
        for entry in solved["stock"]:
            left[entry["product"]] -= entry["shipped"]
        for product, units in left.items():
            row = after["supply"].places[product, OPENING]
            assert after["supply"]["units"][row] == pytest.approx(max(units, 0.0), abs=0.5)
        present = dict(zip(after["visits"].keys(), after["visits"]["present"], strict=True))
        planned = {(e["account"], e["kind"]): e["visits"] for e in solved["visits"]}
        assert present == planned
        assert sum(after["published_spend"]["spend"]) == pytest.approx(
            solved["totals"]["promo_spend"], rel=1e-4
        )
        for each in ("published_visits", "published_stock"):
            assert not len(after[each])
        assert not (plan / "scenarios" / "recorded").exists()
        assert {path.name for path in (plan / "scenarios").glob("*.toml")} == {
            path.name for path in (old / "scenarios").glob("*.toml")
        }
    again = document("solve", plan)
    assert again["status"] == "optimal"
    assert "last" in {policy["name"] for policy in again["policies"]}
    found = document("budgets", plan, "--by", "region")
    assert found["last_from"] == "published"


def test_every_week_of_every_table_moves(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "tiny", {**TRACKED, "scenarios/short.toml": SHORT})
    before, folder = read_plan(plan), rolled(plan)
    after = read_plan(folder)
    places = {week: k for k, week in enumerate(before.weeks)}
    assert after.weeks == ("2027-W02", "2027-W03", "2027-W04")
    assert after.settings.peak.weeks == "2027-W03"
    assert after["promotions"]["weeks"].tolist() == ["", "2027-W03..2027-W04", ""]
    assert after["budgets"]["weeks"].tolist() == ["", "2027-W03"]
    assert after["service"]["weeks"].tolist() == ["", "2027-W02..2027-W03"]
    for name in ("demand", "teams"):
        for old, new in zip(before[name]["week"], after[name]["week"], strict=True):
            assert new == after.weeks[places[old]]
        number = "units" if name == "demand" else "hours"
        assert before[name][number].tolist() == after[name][number].tolist()
    text = (folder / "scenarios" / "short.toml").read_text("utf-8")
    assert text == SHORT.replace("2026-W53", "2027-W03")


def test_no_table_holds_a_week_of_the_old_quarter(tmp_path: Path) -> None:
    """Whatever columns tables have: those that hold weeks move."""
    kinds = (Kind.WEEK, Kind.WEEK_OR_OPENING, Kind.WEEKS)
    holding = {n for n in ROWS if any(column.kind in kinds for column in columns_of(ROWS[n]))}
    files: Files = {
        **TRACKED,
        "calendar.csv": "name,weeks,most_weeks\nquiet,2026-W53,1\n",
        "fairness.csv": "name,weeks,spread\neven,2026-W52..2026-W53,0.9\n",
        "uncertainty.csv": "name,input,weeks,down\nless,demand,2026-W53,0.1\n",
        "locks.csv": "name,decision,where,weeks,value,price\nhold,spend,account=a,2027-W01,5,1\n",
    }
    plan = plan_of(tmp_path / "tiny", files)
    document("publish", plan)
    (plan / "no_worse.csv").write_text("name,decision,weeks,share\nw,spend,2026-W53,0.1\n", "utf-8")
    settings = (plan / "plan.toml").read_text("utf-8")
    (plan / "plan.toml").write_text(settings + '\n[published]\nkeep = "visits"\n', "utf-8")
    assert {table for table in holding if (plan / f"{table}.csv").exists()} == holding
    done = run("new", tmp_path / "next", "--from", plan)
    assert done.exit_code == 0, done.output
    for path in (tmp_path / "next").rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert not any(week in text for week in read_plan(plan).weeks), path.name
    assert setting_kinds() == {"peak.weeks": Kind.WEEKS, "first_week": Kind.WEEK}
    after = read_plan(tmp_path / "next")
    assert after.settings.published.keep == ""
    assert "no_worse.csv: what holds a plan to a published one was left out" in done.stdout


def test_what_is_at_accounts_and_on_its_way(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "tiny", TRACKED)
    solved = document("solve", plan)
    after = read_plan(rolled(plan))
    shipped = {
        e["week"]: e["shipped"]
        for e in solved["stock"]
        if (e["account"], e["product"]) == ("a", "p")
    }
    sold = sum(e["sold"] for e in solved["stock"] if (e["account"], e["product"]) == ("a", "p"))
    # Shipped in the first week arrives in the third; of the others in the next quarter.
    there = 9 + 4 + 3 + shipped.get("2026-W52", 0.0) - sold
    assert after["account_stock"]["opening"][0] == pytest.approx(there, abs=1e-3)
    way = dict(zip(after["in_transit"]["week"], after["in_transit"]["units"], strict=True))
    wanted = {"2027-W02": shipped.get("2026-W53", 0.0), "2027-W03": shipped.get("2027-W01", 0.0)}
    assert way == {w: pytest.approx(n, abs=1e-3) for w, n in wanted.items() if n > 5e-5}
    document("solve", plan.parent / "tiny-next")


def test_the_published_plan_is_how_the_quarter_ends(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "tiny", {"scenarios/short.toml": SHORT})
    document("publish", plan, "-s", "short")
    spent = sum(read_plan(plan)["published_spend"]["spend"])
    done = run("new", tmp_path / "next", "--from", plan)
    assert "those of the published plan" in done.stdout
    assert sum(read_plan(tmp_path / "next")["published_spend"]["spend"]) == pytest.approx(spent)
    # Where a scenario is named it is that one, solved.
    done = run("new", tmp_path / "other", "--from", plan, "-s", "base")
    assert "those of base, solved" in done.stdout


def test_a_silent_most_goes_on_meaning_what_it_meant(tmp_path: Path) -> None:
    # Beta's three visits cost something and bring nothing: none is planned.
    text = "account,kind,present,min,max,hours,cost\nb,rep,3,,,1,50\n"
    plan = plan_of(tmp_path / "tiny", {"visits.csv": text})
    visits = read_plan(rolled(plan))["visits"]
    assert (visits["present"][0], visits["max"][0]) == (0.0, 3.0)


def test_a_longer_horizon_starts_over_and_a_shorter_one_is_cut(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "tiny", {"scenarios/short.toml": SHORT})
    done = run("new", tmp_path / "long", "--from", plan, "--weeks", "5")
    assert done.exit_code == 0
    long = read_plan(tmp_path / "long")
    units = dict(zip(long["demand"].keys(), long["demand"]["units"], strict=True))
    # p at a: 10, 20, nothing; then over again.
    assert [units.get(("a", "p", week), 0.0) for week in long.weeks] == [10, 20, 0, 10, 20]
    assert "demand.csv" in done.stdout
    assert "start the old weeks over" in done.stdout
    assert len(long["published_spend"]) <= 3 * 3
    done = run("new", tmp_path / "brief", "--from", plan, "--weeks", "1")
    assert done.exit_code == 0, done.output
    brief = read_plan(tmp_path / "brief")
    assert set(brief["demand"]["week"]) == {"2027-W02"}
    assert brief["budgets"]["name"].tolist() == ["east"]
    assert brief.settings.peak.weeks == ""
    assert "[[change]]" not in (tmp_path / "brief" / "scenarios" / "short.toml").read_text("utf-8")
    assert "budgets.csv: 1 rules" in done.stdout
    assert "Scenario short: change 1 was left out" in done.stdout
    document("validate", tmp_path / "brief")


def test_another_first_week_and_name(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "tiny")
    run("new", tmp_path / "year", "--from", plan, "--first-week", "2027-W52", "--name", "Next")
    after = read_plan(tmp_path / "year")
    assert (after.settings.name, after.weeks[-1]) == ("Next", "2028-W02")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--weeks", "0"), "roll-weeks", "1 to 53 weeks"),
        (("--first-week", "2027-14"), "week-form", "ISO week"),
        (("--first-week", "2027-W53"), "week-not-there", "does not exist"),
        (("--first-week", "2026-W52"), "roll-first", "2027-W02"),
        (("-s", "nowhere"), "scenario-unknown", "no such scenario"),
    ],
)
def test_bad_input(tmp_path: Path, words: tuple[str, ...], code: str, said: str) -> None:
    done = run("new", tmp_path / "next", "--from", plan_of(tmp_path / "tiny"), *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert FAULTS[code][0].partition("{")[0] in done.stderr
    assert not (tmp_path / "next").exists()


def test_nothing_is_made_where_something_is_or_nothing_can_be(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "tiny")
    done = run("new", plan, "--from", plan)
    assert (done.exit_code, "there already" in done.stderr) == (2, True)
    done = run("new", tmp_path / "next", "--from", tmp_path / "nowhere")
    assert (done.exit_code, "no such folder" in done.stderr) == (2, True)
    none = plan_of(tmp_path / "none", NO_PLAN)
    assert run("new", tmp_path / "next", "--from", none).exit_code == 3
    done = run("new", tmp_path / "next", "--weeks", "4", "-s", "base")
    assert (done.exit_code, done.stderr.count(FAULTS["new-needs-from"][1])) == (2, 2)
    assert not (tmp_path / "next").exists()


def test_a_scenario_that_does_not_fit_is_told(tmp_path: Path) -> None:
    opening = '[[change]]\ntable = "in_transit"\nfield = "units"\nscale = 2\n'
    broken = '[[change]]\ntable = "nothing"\nfield = "x"\nset = 1\n'
    files = {"scenarios/way.toml": opening, "scenarios/broken.toml": broken, **TRACKED}
    plan = plan_of(tmp_path / "tiny", files)
    done = run("new", tmp_path / "next", "--from", plan)
    assert done.exit_code == 0
    assert "Scenario way: change 1 was left out" in done.stdout
    assert "Scenario broken does not fit" in done.stdout
    assert (tmp_path / "next" / "scenarios" / "broken.toml").read_text("utf-8") == broken


def test_weeks_of_a_scenario_that_could_not_be_applied_move(tmp_path: Path) -> None:
    # An account that is not there; a table that is not; weeks that are none; and one on top.
    wrong = """\
[[change]]
table = "demand"
where = { account = "zz", week = "2026-W53" }
field = "units"
set = 1

[[change]]
table = "demnd"
where = { week = "2026-W53..2027-W01" }
field = "units"
set = 1

[[change]]
table = "supply"
where = { week = "2026-W53|nonsense" }
field = "units"
set = 1
"""
    above = f'extends = "wrong"\n\n{SHORT}'
    # No scenario file: nothing is known of what its weeks are.
    none = '[[change]]\ntable = "supply"\nwhere = { week = "2026-W53" }\n'
    plan = plan_of(tmp_path / "tiny", {
        "scenarios/wrong.toml": wrong, "scenarios/above.toml": above, "scenarios/none.toml": none,
    })  # fmt: skip
    done = run("new", tmp_path / "next", "--from", plan)
    assert done.exit_code == 0
    folder = tmp_path / "next" / "scenarios"
    # Three weeks later, all of them.
    moved = wrong.replace("2027-W01", "2027-W04").replace("2026-W53", "2027-W03")
    assert (folder / "wrong.toml").read_text("utf-8") == moved
    assert (folder / "above.toml").read_text("utf-8") == above.replace("2026-W53", "2027-W03")
    assert (folder / "none.toml").read_text("utf-8") == none
    for name in ("wrong", "above", "none"):
        assert f"Scenario {name} does not fit" in done.stdout
    # What is wrong is what was wrong before: of the weeks only those that never were.
    folders = (plan, tmp_path / "next")
    found = [
        sorted((each["id"], each["file"]) for each in problems)
        for problems in (document("validate", where, status=2)["problems"] for where in folders)
    ]
    assert found[0] == found[1]
    assert "week-outside" not in {code for code, _ in found[1]}


def test_supply_of_the_tiny_plan(tmp_path: Path) -> None:
    """Nothing of the opening row but its units changes."""
    plan = plan_of(tmp_path / "tiny", edited("supply.csv", "opening,3", "opening,300"))
    after = read_plan(rolled(plan))["supply"]
    row = after.places["p", OPENING]
    solved = document("solve", plan)
    shipped = sum(e["shipped"] for e in solved["stock"] if e["product"] == "p")
    assert after["units"][row] == pytest.approx(327 - shipped, abs=1e-3)
