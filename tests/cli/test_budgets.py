"""budgets: lines from the optimum, what moving money is worth, accepted and taken back."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from kamplan.exchange.folder import read_plan
from kamplan.shipped import copy_shipped, find_shipped
from kamplan.words import use_language
from tests.cli.running import NO_PLAN, document, plan_of, run

# Two accounts with the curves 0.4 x / (100 + x) on a baseline of 100 units that earn 40 each:
# 1600 x / (100 + x), and for b half of that. One week, supply beside the point.
TWO: dict[str, str | bytes | None] = {
    "plan.toml": """\
name = "Two"
first_week = "2026-W52"
weeks = 1

[promotion]
budget = 200

[solve]
gap = 1e-7
""",
    "accounts.csv": "account,name,region\na,Alpha,East\nb,Beta,West\n",
    "products.csv": "product,name,price,cost\np,Pea,100,60\n",
    "demand.csv": "account,product,week,units\na,p,2026-W52,100\nb,p,2026-W52,50\n",
    "supply.csv": "product,week,units\np,2026-W52,1000\n",
    "promotions.csv": """\
account,mechanic,max_uplift,half_spend
a,display,0.4,100
b,display,0.4,100
""",
    "visits.csv": None,
    "teams.csv": None,
    "service.csv": None,
    "budgets.csv": "name,where,max\neast,region=East,40\nwest,region=West,160\n",
}


def slope(top: float, spend: float) -> float:
    """What one more unit of money returns beyond itself: top 100 / (100 + x)^2 - 1."""
    return top * 100.0 / (100.0 + spend) ** 2 - 1.0


def worth(top: float, spend: float) -> float:
    """What money returns beyond itself."""
    return top * spend / (100.0 + spend) - spend


def lines_of(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Lines by their group."""
    return {line["group"]: line for line in found["lines"]}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """The plan of two accounts."""
    return plan_of(tmp_path / "two", TWO)


def test_a_plan_by_hand(two: Path) -> None:
    # At the optimum 160000 / (100 + x)^2 = 80000 / (300 - x)^2: 100 + x = sqrt 2 (300 - x),
    # x = (300 sqrt 2 - 100) / (1 + sqrt 2) = 134.3146 for East, 65.6854 for West.
    found = document("budgets", two, "--by", "region", "--free")
    lines = lines_of(found)
    east, west = lines["East"], lines["West"]
    assert east["planned"] == pytest.approx(134.3146, abs=0.2)
    assert west["planned"] == pytest.approx(65.6854, abs=0.2)
    assert east["share"] == pytest.approx(134.3146 / 200, abs=0.001)
    assert (east["last"], west["last"], found["last_from"]) == (40.0, 160.0, "budgets")
    assert east["change"] == pytest.approx(east["proposed"] - 40.0)
    # 100 units earn 40 each, and what the promotion adds.
    assert east["contribution"] == pytest.approx(4000 + worth(1600, 134.3146), rel=1e-4)
    assert east["revenue"] == pytest.approx(10000 * (1 + 0.4 * 134.3146 / 234.3146), rel=1e-3)
    # Equal at the optimum; far apart at last quarter's lines.
    assert east["worth"] == pytest.approx(slope(1600, 134.3146), abs=0.02)
    assert west["worth"] == pytest.approx(east["worth"], abs=0.02)
    assert east["worth_at_last"] == pytest.approx(slope(1600, 40), rel=0.02)
    assert west["worth_at_last"] == pytest.approx(slope(800, 160), abs=0.02)
    before = worth(1600, 40) + worth(800, 160)
    best = worth(1600, 134.3146) + worth(800, 65.6854)
    assert found["gain"]["value"] == pytest.approx(best - before, rel=1e-3)
    assert found["gain"]["at_least"] <= best - before <= found["gain"]["at_most"]
    move = found["move"]
    assert (move["from"], move["to"], move["amount"]) == ("West", "East", 10.0)
    after = worth(1600, 50) + worth(800, 150)
    assert move["gain"]["value"] == pytest.approx(after - before, rel=1e-3)
    gained = worth(1600, 41) - worth(1600, 40)
    lost = worth(800, 160) - worth(800, 159)
    assert move["rate"] == pytest.approx(gained - lost, rel=0.01)
    assert move["expected"] > move["gain"]["value"]


def test_lines_that_are_there_hold_unless_they_are_freed(two: Path) -> None:
    found = document("budgets", two, "--by", "region")
    assert lines_of(found)["East"]["planned"] == pytest.approx(40.0, abs=1e-3)
    assert "held-down" in {warning["id"] for warning in found["warnings"]}


def test_lines_are_the_sums_of_the_solve_document(tmp_path: Path) -> None:
    plan = find_shipped("spring_festival")
    found = document("budgets", plan, "--by", "region")
    solved = document("solve", plan)
    region = dict(
        zip(*(read_plan(plan)["accounts"][name] for name in ("account", "region")), strict=True)
    )
    money: dict[str, float] = {}
    for entry in solved["promotion"]:
        name = region[entry["account"]]
        money[name] = money.get(name, 0.0) + entry["spend"]
    lines = lines_of(found)
    assert set(lines) == set(money)
    # Both come within the gap of the best plan, whose money need not be one.
    assert sum(line["planned"] for line in lines.values()) == pytest.approx(
        solved["totals"]["promo_spend"], rel=1e-6
    )
    for name, line in lines.items():
        assert line["planned"] == pytest.approx(money[name], rel=0.02)
        assert line["share"] == pytest.approx(line["planned"] / sum(money.values()), rel=1e-6)
    assert found["plans"][0]["objective"] == pytest.approx(solved["objective"], rel=2e-4)
    assert all(plan["gap"] is not None for plan in found["plans"])


def test_worths_are_what_plans_with_moved_budgets_differ_by(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "two", TWO)
    found = document("budgets", plan, "--by", "region")
    lines = lines_of(found)

    def at(east: float, west: float) -> float:
        text = f"name,where,max\neast,region=East,{east}\nwest,region=West,{west}\n"
        (plan / "budgets.csv").write_text(text, "utf-8")
        settings = str(TWO["plan.toml"]).replace("budget = 200", "budget = 1000")
        (plan / "plan.toml").write_text(settings, "utf-8")
        return float(document("solve", plan)["objective"])

    here = at(40, 160)
    assert at(41, 160) - here == pytest.approx(lines["East"]["worth_at_last"], rel=0.02)
    assert at(40, 161) - here == pytest.approx(lines["West"]["worth_at_last"], abs=0.01)


def test_published_money_is_last_quarters(two: Path) -> None:
    document("publish", two)
    spent = read_plan(two)["published_spend"]
    found = document("budgets", two, "--by", "account", "--free")
    assert found["last_from"] == "published"
    for account, money in zip(spent["account"], spent["spend"], strict=True):
        assert lines_of(found)[account]["last"] == pytest.approx(money)


def test_an_earlier_plan_is_last_quarters(two: Path, tmp_path: Path) -> None:
    earlier = plan_of(tmp_path / "earlier", {**TWO, "budgets.csv": None})
    found = document("budgets", two, "--by", "region", "--free", "--last", earlier)
    assert found["last_from"] == "earlier plan"
    assert lines_of(found)["East"]["last"] == pytest.approx(134.3146, abs=0.2)
    # The proposal is those very lines: nothing is gained.
    assert found["gain"]["value"] == pytest.approx(0.0, abs=0.1)


def test_last_lines_above_the_total_are_scaled_to_it(tmp_path: Path) -> None:
    text = "name,where,max\neast,region=East,80\nwest,region=West,320\n"
    plan = plan_of(tmp_path / "two", {**TWO, "budgets.csv": text})
    found = document("budgets", plan, "--by", "region", "--free")
    assert found["last_scaled"] == pytest.approx(0.5)
    assert lines_of(found)["East"]["last"] == 80.0
    assert lines_of(found)["East"]["worth_at_last"] == pytest.approx(slope(1600, 40), rel=0.02)


def test_last_lines_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    text = TWO["budgets.csv"]
    assert isinstance(text, str)
    least = text.replace("max\n", "max,min\n").replace("40\n", "40,\n").replace("160\n", "160,\n")
    files = {**TWO, "budgets.csv": least + "both,account=a,,60\n"}
    found = document("budgets", plan_of(tmp_path / "two", files), "--by", "region", "--free")
    assert found["gain"] is None
    assert "last-impossible" in {warning["id"] for warning in found["warnings"]}


def test_accepted_lines_are_one_edit_that_is_taken_back(two: Path) -> None:
    before = (two / "budgets.csv").read_text("utf-8")
    found = document("budgets", two, "--by", "account", "--free", "--accept")
    assert found["accepted"]["changed"] == 2
    # East and account a are one group of accounts: its line is kept by name.
    rows = list(csv.DictReader((two / "budgets.csv").read_text("utf-8").splitlines()))
    assert [row["name"] for row in rows] == ["east", "west"]
    assert float(rows[1]["max"]) == lines_of(found)["b"]["proposed"]
    solved = document("solve", two)
    assert solved["objective"] == pytest.approx(found["plans"][1]["objective"], rel=1e-5)
    assert run("undo", two).exit_code == 0
    assert (two / "budgets.csv").read_text("utf-8") == before


def test_accepted_lines_of_a_new_attribute_get_names_of_their_own(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "two", {**TWO, "budgets.csv": None})
    found = document("budgets", plan, "--by", "region", "--step", "10", "--accept")
    rows = list(csv.DictReader((plan / "budgets.csv").read_text("utf-8").splitlines()))
    # 134.3 and 65.7 in tens: 130 + 60, and the ten that is left to the larger remainder.
    assert [(row["name"], row["where"], row["max"]) for row in rows] == [
        ("region = East", "region=East", "130"),
        ("region = West", "region=West", "70"),
    ]
    assert found["rounding"]["value"] == pytest.approx(
        worth(1600, 134.3146) + worth(800, 65.6854) - worth(1600, 130) - worth(800, 70), abs=0.02
    )
    assert document("journal", plan)["entries"][0]["what"] == "budget lines"
    assert run("undo", plan).exit_code == 0
    assert not (plan / "budgets.csv").exists()


def test_lines_accepted_in_a_scenario_are_its_changes(two: Path) -> None:
    (two / "scenarios").mkdir()
    change = '[[change]]\ntable = "plan"\nfield = "promotion.budget"\nset = 300\n'
    text = 'description = "More"\n\n' + change
    (two / "scenarios" / "more.toml").write_text(text, "utf-8")
    before = (two / "budgets.csv").read_bytes()
    found = document("budgets", two, "--by", "region", "--free", "-s", "more", "--accept")
    assert (two / "budgets.csv").read_bytes() == before
    assert sum(line["proposed"] for line in found["lines"]) == pytest.approx(300.0)
    shown = document("scenario", two, "more")
    assert "budgets" in json.dumps(shown)
    solved = document("solve", two, "-s", "more")
    assert solved["objective"] == pytest.approx(found["plans"][1]["objective"], rel=1e-5)
    run("undo", two)
    assert (two / "scenarios" / "more.toml").read_text("utf-8") == text


def test_a_locked_line_stays_and_the_rest_is_best(two: Path) -> None:
    found = document("budgets", two, "--by", "region", "--free", "--lock", "West=100", "--accept")
    lines = lines_of(found)
    assert (lines["West"]["proposed"], lines["West"]["locked"]) == (100.0, True)
    assert lines["West"]["planned"] == pytest.approx(100.0, abs=1e-3)
    assert lines["East"]["planned"] == pytest.approx(100.0, abs=1e-3)
    rows = list(csv.DictReader((two / "budgets.csv").read_text("utf-8").splitlines()))
    assert (rows[1]["min"], rows[1]["max"], rows[0]["min"]) == ("100", "100", "")


def test_locks_beyond_the_total_are_a_conflict(two: Path) -> None:
    done = run("budgets", two, "--by", "region", "--lock", "West=150", "--lock", "East=100")
    assert done.exit_code == 3
    assert "No plan keeps every rule" in done.stderr
    before = (two / "budgets.csv").read_bytes()
    done = run("budgets", two, "--by", "region", "--lock", "West=250", "--accept")
    assert done.exit_code == 3
    assert (two / "budgets.csv").read_bytes() == before


def test_what_may_surprise_is_told(tmp_path: Path) -> None:
    files = {
        **TWO,
        "accounts.csv": "account,region,x_key\na,East,yes\nb,,\nc,South,no\n",
        "demand.csv": str(TWO["demand.csv"]) + "c,p,2026-W52,10\n",
        "plan.toml": str(TWO["plan.toml"]).replace("[promotion]\nbudget = 200\n", ""),
        "budgets.csv": "name,where,mechanics,max\nshows,,display,500\n",
    }
    plan = plan_of(tmp_path / "odd", files)
    found = document("budgets", plan, "--by", "region", "--accept")
    told = {warning["id"] for warning in found["warnings"]}
    assert {"no-total", "no-promotions", "not-selectable", "others"} <= told
    lines = lines_of(found)
    assert (lines["South"]["proposed"], lines["South"]["promotions"]) == (0.0, False)
    # Unconstrained, each is spent until one more returns only itself: 100 (sqrt 16 - 1) = 300.
    assert lines["East"]["planned"] == pytest.approx(300.0, abs=1.0)
    assert lines["(none)"]["planned"] == pytest.approx(182.84, abs=1.0)
    assert (lines["(none)"]["selectable"], lines["(none)"]["where"]) == (False, "account=b")
    names = [
        row["name"]
        for row in csv.DictReader((plan / "budgets.csv").read_text("utf-8").splitlines())
    ]
    assert names == ["shows", "region = East"]
    assert set(lines_of(document("budgets", plan, "--by", "x_key"))) == {"yes", "no", "(none)"}


def test_the_table_as_csv(two: Path, tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    files = str(TWO["accounts.csv"]).replace("East", '"East, ""far"""')
    (two / "accounts.csv").write_text(files, "utf-8")
    (two / "budgets.csv").unlink()
    found = document("budgets", two, "--by", "region", "--export", file)
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert [row["group"] for row in rows] == [line["group"] for line in found["lines"]]
    assert 'East, "far"' in {row["group"] for row in rows}
    for row, line in zip(rows, found["lines"], strict=True):
        assert float(row["proposed"]) == line["proposed"]
        assert row["last"] == ""
        assert row["worth_at_last"] == ""
    done = run("budgets", two, "--by", "region", "--export", tmp_path / "no" / "lines.csv")
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--by", "regon"), "budgets-by", "Did you mean region?"),
        (("--by", "region", "--lock", "Est=5"), "budgets-lock", "Did you mean East?"),
        (("--by", "region", "--lock", "East=much"), "not-a-number", "not a number"),
        (("--by", "region", "--lock", "East"), "budgets-lock-form", "Write it like"),
        (
            ("--by", "region", "--lock", "East=1", "--lock", "East=2"),
            *("budgets-lock-twice", "locked twice"),
        ),
        (("--by", "region", "--lock", "East=-5"), "budgets-amount", "no amount"),
        (("--by", "region", "--step", "0"), "budgets-step", "no step"),
        (("--by", "region", "--step", "x"), "not-a-number", "not a number"),
        (("--by", "region", "-s", "nowhere"), "scenario-unknown", "no such scenario"),
        (("--by", "region", "--last", "nowhere"), "no-folder", "no such folder"),
    ],
)
def test_bad_input(two: Path, words: tuple[str, ...], code: str, said: str) -> None:
    done = run("budgets", two, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert document("budgets", two, *words, status=2)["problems"][0]["id"] == code


def test_what_other_plans_and_groups_cannot_give(two: Path, tmp_path: Path) -> None:
    none = plan_of(tmp_path / "none", NO_PLAN)
    found = document("budgets", two, "--by", "region", "--last", none, status=2)
    assert found["problems"][0]["id"] == "budgets-last"
    (two / "promotions.csv").write_text(
        "account,mechanic,max_uplift,half_spend\na,display,0.4,100\n", "utf-8"
    )
    found = document("budgets", two, "--by", "region", "--lock", "West=5", status=2)
    assert found["problems"][0]["id"] == "budgets-no-promotions"


def test_everything_wrong_with_locks_is_told_at_once(two: Path) -> None:
    done = run("budgets", two, "--by", "region", "--lock", "E=x", "--lock", "W")
    assert done.stderr.count("--lock") == 2


def test_no_plan_and_no_time(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "none", NO_PLAN)
    found = document("budgets", plan, "--by", "region", status=3)
    assert (found["status"], found["lines"]) == ("infeasible", [])
    assert found["problems"]
    text = str(TWO["plan.toml"]).replace("gap = 1e-7", "time_limit = 0")
    stopped = plan_of(tmp_path / "stopped", {**TWO, "plan.toml": text, "budgets.csv": None})
    assert run("budgets", stopped, "--by", "region").exit_code == 4


def test_text_fits_and_speaks_both_languages(tmp_path: Path) -> None:
    plan = tmp_path / "festival"
    copy_shipped("spring_festival", plan)
    text = run(
        "budgets", plan, "--by", "region", "--step", "1000", "--lock", "West=25000", "--free"
    )
    assert text.exit_code == 0
    for words in (
        "Budget lines by region",
        "(locked)",
        "Plans solved",
        "Best single move",
        "· base:",
    ):
        assert words in text.stdout, words
    assert max(map(len, text.stdout.splitlines())) <= 80
    chinese = run("--lang", "zh", "budgets", plan, "--by", "region")
    use_language("en")
    assert "预算" in chinese.stdout
