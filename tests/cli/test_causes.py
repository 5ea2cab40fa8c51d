"""What a check says of a plan in which something was changed, lost or mistyped."""

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import solver.options
from kamplan.plan import Table
from kamplan.planning import check_source, open_source
from kamplan.shipped import shipped_folder
from kamplan.whatif import digests
from tests.cli.running import plan_of, run
from tests.plan.folders import edited

FEWER = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.9\n'


@pytest.fixture
def festival(tmp_path: Path) -> Path:
    """A shipped plan with its record, of the plan itself alone."""
    folder = tmp_path / "festival"
    shutil.copytree(shipped_folder() / "spring_festival", folder)
    for path in (folder / "scenarios").rglob("*.toml"):
        if path.stem != "base":
            path.unlink()
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """One place of a file changed."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), "utf-8")


def said(result: Any) -> str:
    """What a command says, on one line."""
    return " ".join(result.stdout.split())


def test_a_lost_row_of_demand_is_named_even_where_the_result_holds(festival: Path) -> None:
    demand = festival / "demand.csv"
    lines = demand.read_text("utf-8").splitlines(keepends=True)
    lost = next(line for line in lines if line.startswith("tin-kettle,"))
    demand.write_text("".join(line for line in lines if line != lost), "utf-8")
    words = "changed since the record: demand: tin-kettle: a row removed"
    lenient = run("check", festival, "--lenient")
    assert lenient.exit_code == 0, lenient.output
    assert f"{words}; run --update" in said(lenient)
    result = run("check", festival)
    assert result.exit_code == 1
    assert "the record is of other inputs" in said(result)
    assert words in said(result).partition("What may have moved them:")[2]
    # Three quarters of an account: now the result moves, too.
    few = [line for line in lines if not line.startswith("tin-kettle,") or "2026-W48" in line]
    assert len(lines) - len(few) > 50
    demand.write_text("".join(few), "utf-8")
    moved = run("check", festival)
    assert moved.exit_code == 1
    assert f"demand: tin-kettle: {len(lines) - len(few)} rows removed" in said(moved)


def test_a_price_with_a_moved_decimal_point_is_named(festival: Path) -> None:
    products = festival / "products.csv"
    heading, first, *_ = products.read_text("utf-8").splitlines()
    at = heading.split(",").index("price")
    cells = first.split(",")
    cells[at] = f"{cells[at]}0"
    edit(products, first, ",".join(cells))
    result = run("check", festival)
    assert result.exit_code == 1
    assert "objective moved from" in said(result)
    causes = said(result).partition("What may have moved them:")[2]
    assert f"changed since the record: products: {cells[0]} (price) (base)" in causes


def test_a_solver_option_of_the_plan_is_named(festival: Path) -> None:
    edit(festival / "plan.toml", "gap = 0.001", "gap = 0.02")
    lenient = run("check", festival, "--lenient")
    assert lenient.exit_code == 0
    assert "changed since the record: plan: solve.gap; run --update" in said(lenient)
    result = run("check", festival)
    assert result.exit_code == 1
    assert "changed since the record: plan: solve.gap (base)" in said(result)


def test_a_solver_option_of_the_software_is_named(
    festival: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Records of older versions know no options and do not complain.
    path = festival / "scenarios/recorded/base.toml"
    kept = [each for each in path.read_text("utf-8").splitlines() if "solver_opt" not in each]
    path.write_text("\n".join(kept), "utf-8")
    assert "options" not in said(run("check", festival))
    assert run("check", festival, "--strict").exit_code == 0
    path.unlink()
    assert run("check", festival, "--update").exit_code == 0
    changed = {**solver.options.OPTIONS, "mip_abs_gap": 0.5}
    monkeypatch.setattr(solver.options, "OPTIONS", changed)
    result = run("check", festival)
    assert result.exit_code == 1
    words = "the solver's options changed since the record: mip_abs_gap=0 presolve=off threads=1"
    assert f"{words} -> mip_abs_gap=0.5 presolve=off threads=1" in said(result)
    assert run("check", festival, "--lenient").exit_code == 0
    assert run("check", festival, "--update").exit_code == 0
    assert "mip_abs_gap=0.5" in path.read_text("utf-8")
    assert run("check", festival, "--strict").exit_code == 0


def test_a_shipped_record_of_an_older_version_is_as_good(festival: Path) -> None:
    path = festival / "scenarios/recorded/base.toml"
    text = path.read_text("utf-8").partition("[columns")[0]
    lines = [each for each in text.splitlines() if not each.startswith(("scipy", "solver"))]
    old = "\n".join(re.sub(r":[0-9]+\"$", '"', line) for line in lines)
    assert old.count(":") < text.count(":")
    path.write_text(old + "\n", "utf-8")
    result = run("check", festival, "--strict")
    assert (result.exit_code, "since the record" in result.stdout) == (0, False)
    values = text.partition("[versions]")[0]
    result = run("check", festival, "--update")
    assert "the same record, in its new form" in result.stdout
    new = path.read_text("utf-8")
    assert new.partition("[versions]")[0] == values
    assert "[columns.products]" in new
    assert "scipy = " in new


# What --update writes


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """The tiny plan with a scenario and records."""
    folder = plan_of(tmp_path / "plan", {"scenarios/fewer.toml": FEWER})
    assert run("check", folder, "--update").exit_code == 0
    return folder


def records(folder: Path) -> dict[str, bytes]:
    """Every record as bytes."""
    return {path.name: path.read_bytes() for path in (folder / "scenarios/recorded").iterdir()}


def test_diff_shows_what_update_would_write_and_writes_nothing(recorded: Path) -> None:
    before = records(recorded)
    assert "there is nothing to update" in run("check", recorded, "--diff").stdout
    plan_of(recorded, edited("supply.csv", "W53,15", "W53,5"))
    result = run("check", recorded, "--diff")
    assert result.exit_code == 1
    assert records(recorded) == before
    words = said(result)
    assert "Tiny · base: record changes objective: " in words
    assert "units sold: 33.00 -> 30.00" in words or "units sold:" in words
    assert words.count("changed since the record: supply: p / 2026-W53 (units)") >= 2
    assert run("check", recorded, "--diff", "--update").exit_code == 1
    assert records(recorded) == before
    found = json.loads(run("check", recorded, "--diff", "--json").stdout)
    update = found["updates"][0]
    assert (update["scenario"], update["written"]) == ("base", False)
    objective = next(each for each in update["values"] if each["name"] == "objective")
    assert objective["then"] > objective["now"]
    # Off a terminal it is shown, then written.
    result = run("check", recorded, "--update")
    assert "Tiny · base: record changes objective: " in said(result)
    assert result.exit_code == 0
    assert records(recorded) != before
    assert run("check", recorded, "--strict").exit_code == 0


def test_a_terminal_is_asked(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("kamplan.cli.check._terminal", lambda: True)

    def confirm(text: str, **more: object) -> bool:
        asked.append(text)
        return answer

    monkeypatch.setattr("typer.confirm", confirm)
    before, answer = records(recorded), False
    assert run("check", recorded, "--update").exit_code == 0
    assert asked == []
    plan_of(recorded, edited("supply.csv", "W53,15", "W53,5"))
    assert run("check", recorded, "--update").exit_code == 1
    assert asked == ["Record this?"]
    assert records(recorded) == before
    answer = True
    assert run("check", recorded, "--update").exit_code == 0
    assert records(recorded) != before
    plan_of(recorded, edited("supply.csv", "W53,15", "W53,6"))
    assert run("check", recorded, "--update", "--yes").exit_code == 0
    assert len(asked) == 2


def test_last_digits_and_versions_alone_rewrite_nothing(recorded: Path) -> None:
    path = recorded / "scenarios/recorded/base.toml"
    text = path.read_text("utf-8")
    lines = {line.partition(" = ")[0]: line for line in text.splitlines()}
    then = float(lines["objective"].partition(" = ")[2])
    other = text.replace(lines["objective"], f"objective = {then * 1.0005:.2f}")
    other = other.replace(lines["promo_spend"], "promo_spend = 1.0")
    other = other.replace(lines["highspy"], 'highspy = "0.1"')
    path.write_text(other, "utf-8")
    assert run("check", recorded, "--update").exit_code == 0
    assert path.read_text("utf-8") == other
    path.write_text(text.replace(lines["objective"], f"objective = {then * 1.01:.2f}"), "utf-8")
    assert run("check", recorded).exit_code == 1
    assert run("check", recorded, "--update").exit_code == 0
    assert float(path.read_text("utf-8").partition("objective = ")[2].split()[0]) == then


def test_strict_needs_a_record(tmp_path: Path) -> None:
    folder = plan_of(tmp_path / "plan", {"scenarios/fewer.toml": FEWER})
    assert run("check", folder).exit_code == 0
    result = run("check", folder, "--strict")
    assert result.exit_code == 1
    assert "there is no record; write one with --update" in said(result)
    assert run("check", folder, "--strict", "--update").exit_code == 0
    assert run("check", folder, "--strict").exit_code == 0


# Alternative optima


def mirrored(demand: list[str], accounts: list[str]) -> dict[str, str | bytes | None]:
    """Tables of two accounts that differ in nothing but their names."""
    promotions = ["a,display,0.5,10", "b,display,0.5,10"]
    return {
        "demand.csv": "\n".join(["account,product,week,units", *demand]),
        "accounts.csv": "\n".join(["account,name,tier,region,team", *accounts]),
        "promotions.csv": "\n".join(["account,mechanic,max_uplift,half_spend", *promotions]),
    }


def test_equally_good_plans_never_fail_a_check(recorded: Path) -> None:
    """Other orders of accounts and scenarios, other starts: another plan, the same verdict."""
    # Two accounts that are one another's mirror image share what is scarce in any way.
    rows = ["a,p,2026-W52,10", "b,p,2026-W52,10", "a,p,2026-W53,9", "b,p,2026-W53,9"]
    accounts = ["a,Alpha,A,East,t", "b,Beta,A,East,t"]
    order = "[[expect.order]]\nmetric = 'contribution'\nscenarios = ['fewer', 'base', 'same']\n"
    same: dict[str, str | bytes | None] = {
        "scenarios/order.toml": order,
        "scenarios/same.toml": FEWER.replace("scale = 0.9", "scale = 1"),
        **mirrored(rows, accounts),
        **dict.fromkeys(f"{name}.csv" for name in ("visits", "service", "teams", "budgets")),
    }
    folder = plan_of(recorded, same)
    assert run("check", folder, "--update").exit_code == 0
    for lines in (rows[::-1], rows[2:] + rows[:2]):
        plan_of(folder, {**same, **mirrored(lines, accounts[::-1])})
        for jobs in ("1", "2"):
            result = run("check", folder, "--strict", "--jobs", jobs)
            assert result.exit_code == 0, result.output


def test_other_starts_orders_and_seeds_never_fail_a_shipped_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "festival"
    shutil.copytree(shipped_folder() / "spring_festival", folder)
    for name in ("accounts", "demand", "promotions", "visits"):
        path = folder / f"{name}.csv"
        heading, *rows = path.read_text("utf-8").splitlines()
        path.write_text("\n".join([heading, *reversed(rows)]) + "\n", "utf-8")
    source = open_source(folder)
    monkeypatch.setattr("solver.backends.OPTIONS", {**solver.options.OPTIONS, "random_seed": 7})
    for check in check_source(source, source.names[::-1]):
        assert check.passed, check.missed
        assert check.changed == ()


def test_what_scenarios_share_is_digested_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digested: list[str] = []
    right = digests._digest_table

    def digest(table: Table) -> Any:
        digested.append(table.name)
        return right(table)

    monkeypatch.setattr(digests, "_digest_table", digest)
    files = {f"scenarios/s{at}.toml": FEWER.replace("0.9", f"0.9{at}") for at in range(20)}
    folder = plan_of(tmp_path, {**files})
    assert run("check", folder, "--update", "--jobs", "1").exit_code == 0
    digested.clear()
    assert run("check", folder, "--jobs", "1").exit_code == 0
    assert digested.count("demand") == 1
    assert digested.count("supply") == 21


# Files that are wrong, one each: the rest goes on


GOOD = '[expect]\nstatus = "optimal"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('extends = "turn"\n', 'scenarios/turn.toml line 1, extends: "bad -> turn -> bad": the'),
        (
            "# one\n" + FEWER.replace("scale = 0.9", "set = 1") * 2,
            'scenarios/bad.toml line 6, change 2: "supply: p / opening, units": change 2 sets again'
            " all that change 1 sets",
        ),
        (
            GOOD + "margins = { min = 1 }\n",
            "scenarios/bad.toml line 3, expect.margins: there is no such key. Did you mean margin?",
        ),
        (
            GOOD + "[[expect.rule]]\nmetric = 'fil_rate'\nmin = 1\n",
            'line 4, expect.rule.1.metric: "fil_rate": no such name may stand here. Did you mean'
            " fill_rate?",
        ),
        (
            "\n" + FEWER.replace("field", "where = { week = '2027-W30' }\nfield"),
            'scenarios/bad.toml line 2, change 1: "2027-W30": ',
        ),
        (GOOD + "[expect.x\n", "scenarios/bad.toml line 3: the TOML cannot be read"),
        (
            GOOD + '\n\n[[change]]\ntable = "suply"\ndrop = true\n',
            'scenarios/bad.toml line 5, change 1: "suply": there is no such table. Did you mean '
            "supply?",
        ),
    ],
)
def test_a_wrong_file_is_named_with_its_line_and_the_rest_goes_on(
    tmp_path: Path, text: str, words: str
) -> None:
    turn = 'extends = "bad"\n' if "turn" in text else GOOD
    files: dict[str, str | bytes | None] = {
        "scenarios/bad.toml": text,
        "scenarios/turn.toml": turn,
        "scenarios/zero.toml": GOOD,
    }
    folder = plan_of(tmp_path / "plan", files)
    result = run("check", folder)
    assert result.exit_code == 2
    assert words in said(result), result.stdout
    assert "Tiny · zero: as expected" in result.stdout
    assert "Tiny · base: as expected" in result.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_of_other_editors_are_read(tmp_path: Path, encoding: str, newline: str) -> None:
    text = 'description = "礼盒短缺三成"\n' + FEWER + "[expect]\nfeasible = true\n"
    raw = text.replace("\n", newline).encode(encoding)
    folder = plan_of(tmp_path / "plan", {"scenarios/x.toml": raw})
    assert run("check", folder).exit_code == 0
    wrong = raw.replace(b"0.9", b"'x'")
    plan_of(folder, {"scenarios/x.toml": wrong})
    result = run("check", folder)
    assert result.exit_code == 2
    assert "scenarios/x.toml line 5, change.1.scale" in said(result)


# Expectations


@pytest.mark.parametrize(
    ("expect", "missed"),
    [
        ("[expect]\nfeasible = true\n", ""),
        ("[expect]\nfeasible = false\n", "status is optimal, no plan was expected"),
        ("[expect]\nmargin = { min = 1 }\nvisit_cost = { min = 0 }\nholding_cost = { min = 0 }\n"
         "write_down = { min = 0 }\ngoodwill_cost = { max = 0 }\nunits_lost = { min = 0 }\n", ""),
        ("[expect]\nmargin = { max = 1 }\n", "margin is"),
        ("[[expect.rule]]\nmetric = 'revenue'\nversus = 'base'\nmin_drop = 0.01\n", ""),
        ("[[expect.rule]]\nmetric = 'revenue'\nversus = 'base'\nmin_drop = 0.9\n",
         "against base, -90.00% or less expected"),
        ("[[expect.rule]]\nmetric = 'units_lost'\nversus = 'base'\nmin_rise = 0.01\n", ""),
        ("[[expect.rule]]\nmetric = 'revenue'\nversus = 'base'\nmin_rise = 0.01\n",
         "+1.00% or more expected"),
        ("[[expect.rule]]\nmetric = 'margin'\nwhere = { product = 'p' }\nmin = 1e9\n",
         "margin product = p is"),
        ("[[expect.order]]\nmetric = 'contribution'\nscenarios = ['x', 'base']\n", ""),
        ("[[expect.order]]\nmetric = 'contribution'\nscenarios = ['base', 'x']\n",
         "expected after base"),
        ("[[expect.order]]\nmetric = 'contribution'\nscenarios = ['x', 'base']\nby = 0.9\n",
         "expected after x"),
        ("[[expect.order]]\nmetric = 'units_sold'\nwhere = { tier = 'A' }\n"
         "scenarios = ['x', 'base']\n", ""),
        ("[[expect.order]]\nmetric = 'revenue'\nscenarios = ['none', 'base']\n",
         "none has no plan to compare with"),
    ],
)  # fmt: skip
def test_expectations(tmp_path: Path, expect: str, missed: str) -> None:
    half = FEWER.replace("0.9", "0.5")
    none = '[[change]]\ntable = "budgets"\nwhere = { name = "east" }\nfield = "min"\nset = 59\n'
    none += '[[change]]\ntable = "plan"\nfield = "budget"\nset = 10\n'
    none += "[expect]\nfeasible = false\n"
    files: dict[str, str | bytes | None] = {
        "scenarios/x.toml": half + expect,
        "scenarios/none.toml": none,
        "service.csv": None,
    }
    result = run("check", plan_of(tmp_path, files))
    assert result.exit_code == (1 if missed else 0), result.stdout
    assert missed in said(result)


def test_junit_names_the_versions(recorded: Path, tmp_path: Path) -> None:
    plan_of(
        recorded,
        {"scenarios/broken.toml": "x", "scenarios/missed.toml": "[expect.visits]\nmax = 0\n"},
    )
    path = tmp_path / "report.xml"
    assert run("check", recorded, "--junit", path).exit_code == 2
    root = ElementTree.parse(path).getroot()
    assert root.tag == "testsuites"
    (suite,) = root
    # As the usual schema has it: properties first, then the cases.
    assert [child.tag for child in suite] == ["properties", *["testcase"] * 4]
    properties = {each.get("name"): each.get("value") for each in suite[0]}
    assert {"kamplan", "highspy", "scipy", "solver_options"} <= properties.keys()
    counts = {"tests": "4", "failures": "1", "errors": "1", "skipped": "0"}
    for element in (root, suite):
        assert {name: element.get(name) for name in counts} == counts
        assert float(element.get("time") or -1) > 0
    assert suite.get("timestamp")
    assert all(each.get("classname") == "Tiny" for each in suite.iter("testcase"))
