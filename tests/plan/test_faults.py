"""Every way a plan or a scenario can be wrong, brought about in a real folder."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

import kamplan
import tui
from kamplan.cli.app import app
from kamplan.exchange.folder import read_plan, write_plan
from kamplan.messages import FAULTS, fault_text
from kamplan.plan import PlanError
from kamplan.planning import find_plans
from kamplan.wording.expectations import MISSED
from tests.plan.folders import TINY, edited, faults_of, write_folder

SOURCE = Path(kamplan.__file__).parent
TERMINAL = Path(tui.__file__).parent
ONE = "scenarios/one.toml"


@dataclass(frozen=True)
class Case:
    """A broken folder, the one fault it must give, and words its remedy must hold."""

    code: str
    files: dict[str, str | bytes | None]
    file: str
    row: int | None
    column: str
    value: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.code}-{self.file}-{self.column}-{self.value[:12]}"


def cell(code: str, file: str, old: str, new: str, row: int, column: str, value: str) -> Case:
    """A fault of one cell of a table."""
    return Case(code, edited(file, old, new), file, row, column, value)


def setting(code: str, old: str, new: str, column: str, value: str, remedy: str = "") -> Case:
    """A fault of plan.toml, on the line of its key or section."""
    files = edited("plan.toml", old, new)
    section, _, key = column.rpartition(".")
    text = str(files["plan.toml"])
    at = text.index(f"[{section}]") if section else 0
    line = text.count("\n", 0, re.compile(rf"^\[*{key}\b", re.MULTILINE).search(text, at).start())
    return Case(code, files, "plan.toml", line + 1, column, value, remedy)


def change(
    code: str,
    text: str,
    value: str,
    remedy: str = "",
    column: str = "change 1",
    line: int | None = 1,
) -> Case:
    """A fault of the scenario "one", on a line of its file."""
    return Case(code, {ONE: text}, ONE, line, column, value, remedy)


def edit(table: str, where: str, act: str) -> str:
    """The text of a scenario with one change."""
    condition = f"where = {{ {where} }}\n" if where else ""
    return f'[[change]]\ntable = "{table}"\n{condition}{act}\n'


def points(code: str, rows: str, row: int, column: str, value: str) -> Case:
    """A fault of curves.csv."""
    return Case(
        code, {"curves.csv": f"curve,point,effort,effect\n{rows}"}, "curves.csv", row, column, value
    )


def follows(code: str, table: str, row: str, column: str, value: str) -> Case:
    """A fault of a row that follows a curve, or would."""
    heading = {
        "promotions.csv": "account,mechanic,max_uplift,half_spend,shape,curve\nb,display,1,1,,c\n",
        "visits.csv": "account,kind,hours,max_change,half_visits,shape,curve\nb,rep,1,,,,c\n",
    }[table]
    budgets = "name,max\neast,60\n"
    files = {table: f"{heading}{row}\n", "budgets.csv": budgets,
             "curves.csv": "curve,point,effort,effect\nc,1,1,1\n"}  # fmt: skip
    return Case(code, {**files}, table, 3, column, value)


RULE = '[[expect.rule]]\nmetric = "{metric}"\nwhere = {{ {where} }}\nmin = 0\n'
UNITS = "account,product,week,units\n"
LOCKS = "name,decision,where,names,weeks,value\n"
CASES = (
    # files
    Case("file-missing", {"demand.csv": None}, "demand.csv", None, "", ""),
    Case("file-missing", {"plan.toml": None}, "plan.toml", None, "", ""),
    Case("file-empty", {"demand.csv": ""}, "demand.csv", None, "", ""),
    Case("file-empty", {"supply.csv": "\n \n,,\n"}, "supply.csv", None, "", ""),
    Case("table-unknown", {"budget.csv": "a\n1\n"}, "budget.csv", None, "", "", "budgets"),
    Case("table-empty", {"accounts.csv": "account\n"}, "accounts.csv", None, "", ""),
    Case("not-text", {"teams.csv": bytes(range(256))}, "teams.csv", None, "", "", "UTF-8"),
    Case("not-text", {"teams.csv": TINY["teams.csv"].encode("utf-16")}, "teams.csv", None, "", ""),
    Case("not-text", {"plan.toml": b"\xff\xff"}, "plan.toml", None, "", ""),
    Case("not-csv", {"teams.csv": 'team,week,hours\n"t"x,2026-W52,6\n'}, "teams.csv", None, "", ""),
    Case("not-csv", {"teams.csv": 'team,week,hours\n"t,2026-W52,6\n'}, "teams.csv", None, "", ""),
    Case("not-toml", {"plan.toml": "\nname = \n"}, "plan.toml", 2, "", ""),
    Case("not-toml", {"plan.toml": "a = " + "[" * 5000}, "plan.toml", None, "", ""),
    Case("semicolons", {"teams.csv": "team;week;hours\nt;2026-W52;6\n"}, "teams.csv", 1, "", ""),
    cell("heading-twice", "teams.csv", "hours\n", "hours,hours\n", 1, "hours", "hours"),
    Case(
        "heading-unknown", edited("demand.csv", "units\n", "units,note\n"), "demand.csv", 1,
        "note", "note", "x_",
    ),
    Case(
        "heading-unknown", edited("accounts.csv", "deduction", "deducton"), "accounts.csv", 1,
        "deducton", "deducton", "deduction",
    ),
    Case(
        "heading-missing", {"teams.csv": "team,week\nt,2026-W52\n"}, "teams.csv", 1, "hours", "",
    ),
    cell("row-long", "teams.csv", "2026-W52,6", "2026-W52,6,5", 2, "", ""),
    # cells
    cell("missing-value", "demand.csv", "2026-W52,10", "2026-W52,", 2, "units", ""),
    cell("missing-value", "supply.csv", "p,opening", ",opening", 2, "product", ""),
    cell("missing-value", "supply.csv", "opening", "", 2, "week", ""),
    cell("not-a-number", "demand.csv", "2026-W52,10", "2026-W52,ten", 2, "units", "ten"),
    cell("not-a-number", "demand.csv", "2026-W52,10", "2026-W52,1_000", 2, "units", "1_000"),
    cell("not-a-number", "demand.csv", "2026-W52,10", "2026-W52,0x10", 2, "units", "0x10"),
    cell("not-a-number", "demand.csv", "2026-W52,10", "2026-W52,1e", 2, "units", "1e"),
    cell("not-a-number", "promotions.csv", "0.5,10", "0.5,x", 2, "half_spend", "x"),
    cell("not-a-number", "budgets.csv", ",,60", ",70,x", 2, "max", "x"),
    cell("thousands", "demand.csv", "2026-W52,10", '2026-W52,"1,200"', 2, "units", "1,200"),
    cell("percent", "accounts.csv", "t,0.1", "t,15 %", 2, "discount", "15 %"),
    cell("percent", "accounts.csv", "t,0.1", "t,15％", 2, "discount", "15％"),
    Case(
        "not-finite-needed", edited("demand.csv", "2026-W52,10", "2026-W52,nan"), "demand.csv", 2,
        "units", "nan", "Write a number.",
    ),
    cell("not-finite-needed", "demand.csv", "2026-W52,10", "2026-W52,Infinity", 2, "units",
         "Infinity"),
    cell("not-finite", "budgets.csv", ",,60", ",,-inf", 2, "max", "-inf"),
    cell("not-whole", "visits.csv", "rep,4", "rep,4.5", 2, "present", "4.5"),
    cell("too-large", "demand.csv", "2026-W52,10", "2026-W52,1e13", 2, "units", "1e+13"),
    cell("too-large", "demand.csv", "2026-W52,10", "2026-W52,1e999", 2, "units", "inf"),
    cell("below", "demand.csv", "2026-W52,10", "2026-W52,-5", 2, "units", "-5"),
    cell("below", "budgets.csv", ",,60", ",,-1", 2, "max", "-1"),
    cell("not-above", "promotions.csv", "0.5,10", "0.5,0", 2, "half_spend", "0"),
    cell("not-above", "visits.csv", "0.1,3", "0.1,0", 2, "half_visits", "0"),
    cell("above", "accounts.csv", "t,0.1", "t,15", 2, "discount", "15"),
    Case(
        "not-a-choice",
        {"accounts.csv": "account,tier,region,settlement\na,A,East,bank\nb,B,West,\n"},
        "accounts.csv", 2, "settlement", "bank", "cash",
    ),
    cell("odd-id", "accounts.csv", "Beta,B,West,t", "Beta,B,West,t;u", 3, "team", "t;u"),
    cell("odd-id", "teams.csv", "t,2026-W52", "t\x1b,2026-W52", 2, "team", "t\x1b"),
    cell(
        "duplicate", "demand.csv", "a,p,2026-W53,20", "a,p,2026-W52,20", 3,
        "account, product, week", "a, p, 2026-W52",
    ),
    cell("duplicate", "budgets.csv", "shows", "east", 3, "name", "east"),
    # weeks
    cell("week-form", "demand.csv", "p,2026-W52", "p,2026-w49", 2, "week", "2026-w49"),
    cell("week-form", "demand.csv", "p,2026-W52", "p,2026-12-21", 2, "week", "2026-12-21"),
    cell("week-form", "budgets.csv", "2026-W53", ";", 3, "weeks", ";"),
    cell("week-not-there", "demand.csv", "p,2026-W52", "p,2025-W53", 2, "week", "2025-W53"),
    cell("week-not-there", "demand.csv", "p,2026-W52", "p,2026-W00", 2, "week", "2026-W00"),
    cell("week-outside", "demand.csv", "p,2026-W52", "p,2026-W51", 2, "week", "2026-W51"),
    cell("week-outside", "budgets.csv", "2026-W53", "2026-W53..2027-W02", 3, "weeks", "2027-W02"),
    cell("week-form", "teams.csv", "2026-W52", "opening", 2, "week", "opening"),
    cell(
        "week-order", "budgets.csv", "2026-W53", "2027-W01..2026-W53", 3, "weeks",
        "2027-W01..2026-W53",
    ),
    setting("week-form", "2026-W52", "2026-52", "first_week", "2026-52", "2026-W49"),
    setting("week-not-there", "2026-W52", "2025-W53", "first_week", "2025-W53"),
    setting("week-not-there", "2026-W52", "9999-W52", "first_week", "9999-W52"),
    setting("week-outside", '"2026-W53"', '"2027-W02"', "peak.weeks", "2027-W02", "2027-W01"),
    # references and selections
    Case(
        "unknown-account", edited("demand.csv", "b,q", "bee,q"), "demand.csv", 6, "account", "bee",
    ),
    cell("unknown-product", "supply.csv", "q,2026-W53", "r,2026-W53", 5, "product", "r"),
    cell("unknown-account", "visits.csv", "b,rep", "z,rep", 3, "account", "z"),
    cell("unknown-in-list", "promotions.csv", "0.2,5,p", "0.2,5,p;r", 3, "products", "r"),
    cell("unknown-in-list", "budgets.csv", "display", "displai", 3, "mechanics", "displai"),
    cell("unknown-in-list", "service.csv", "0.3,account", "0.3,tier", 2, "each", "tier"),
    cell("where-form", "budgets.csv", "region=East", "region East", 2, "where", "region East"),
    cell("where-form", "budgets.csv", "region=East", "region=", 2, "where", "region="),
    cell("where-form", "budgets.csv", "tier=A|B", "tier=A||B", 3, "where", "tier=A||B"),
    cell("where-twice", "budgets.csv", "tier=A|B", "tier=A;tier=B", 3, "where", "tier=B"),
    Case(
        "where-column", edited("budgets.csv", "region=East", "regoin=East"), "budgets.csv", 2,
        "where", "regoin", "region",
    ),
    Case(
        "where-value", edited("budgets.csv", "region=East", "region=Eats"), "budgets.csv", 2,
        "where", "Eats", "East",
    ),
    Case(
        "where-value", edited("service.csv", "peas,tier=A", "peas,x_city=Leipzick"), "service.csv",
        3, "where", "Leipzick", "Leipzig",
    ),
    cell(
        "empty-group", "budgets.csv", "region=East", "region=East;tier=B", 2, "where",
        "region=East;tier=B",
    ),
    Case(
        "min-above-max", edited("budgets.csv", ",,60", ",61,60"), "budgets.csv", 2, "min", "61",
    ),
    cell("min-above-max", "visits.csv", "rep,4,2,6", "rep,4,7,6", 2, "min", "7"),
    cell("min-above-max", "visits.csv", "rep,3,,", "rep,3,4,", 3, "min", "4"),
    cell("demand-below-zero", "visits.csv", "1,0.1,3", "1,9,3", 2, "max_change", "9"),
    cell("budget-total", "budgets.csv", "shows", "total", 3, "name", "total"),
    # stock at accounts
    Case(
        "account-cost-low", {"account_stock.csv": "account,product,cost\na,q,\na,p,0.5\n"},
        "account_stock.csv", 3, "cost", "0.5", "Give 1 or more",
    ),
    Case(
        "min-above-max",
        {"account_stock.csv": "account,product,min_days,max_days\na,p,25,20\n"},
        "account_stock.csv", 2, "min_days", "25",
    ),
    Case(
        "transit-untracked", {"in_transit.csv": UNITS + "a,p,2026-W52,3\n"}, "in_transit.csv", 2,
        "product", "p",
    ),
    Case(
        "transit-late",
        {"account_stock.csv": "account,product,lead_weeks\na,p,1\n",
         "in_transit.csv": UNITS + "a,p,2026-W52,3\na,p,2026-W53,3\n"},
        "in_transit.csv", 3, "week", "2026-W53", "lead_weeks",
    ),
    # the calendar
    Case(
        "covers-nothing", {"calendar.csv": "name,where,mechanics\nc,region=West,tasting\n"},
        "calendar.csv", 2, "name", "c",
    ),
    Case(
        "unknown-in-list", {"calendar.csv": "name,mechanics\nc,displai\n"}, "calendar.csv", 2,
        "mechanics", "displai", "display",
    ),
    Case(
        "below", {"calendar.csv": "name,longest\nc,0\n"}, "calendar.csv", 2, "longest", "0",
    ),
    # locks, no worse, and the published plan
    Case(
        "covers-nothing", {"locks.csv": LOCKS + "one,spend,,display,2026-W52,3\n"
        "two,units,region=West,p,2026-W52,3\n"}, "locks.csv", 3, "decision", "units",
    ),
    Case(
        "unknown-in-list", {"locks.csv": LOCKS + "one,visits,,display,,3\n"}, "locks.csv", 2,
        "names", "display", "rep",
    ),
    Case(
        "visits-no-weeks", {"locks.csv": LOCKS + "one,visits,,rep,2026-W52,3\n"}, "locks.csv", 2,
        "weeks", "2026-W52",
    ),
    Case(
        "not-a-choice", {"locks.csv": LOCKS + "one,stock,,,,3\n"}, "locks.csv", 2, "decision",
        "stock", "units",
    ),
    Case(
        "empty-group", {"fairness.csv": "name,where,spread\nf,tier=A;region=West,0.1\n"},
        "fairness.csv", 2, "where", "tier=A;region=West",
    ),
    Case(
        "nothing-published", {"no_worse.csv": "name,decision\na,units\n"}, "no_worse.csv", 2,
        "decision", "units", "kamplan publish",
    ),
    setting(
        "nothing-published", "[peak]", '[published]\nkeep = "spend"\n\n[peak]', "published.keep",
        "spend",
    ),
    setting("names-unknown", "[peak]", '[published]\nkeep = "money"\n\n[peak]', "published.keep",
            "money", "visits"),
    Case(
        "published-unknown",
        {"published_spend.csv": "account,mechanic,week,spend\nb,tasting,2026-W53,1\n"},
        "published_spend.csv", 2, "mechanic", "tasting", "add the row there",
    ),
    Case(
        "kept-above-max",
        {"published_visits.csv": "account,kind,visits\na,rep,7\n",
         **edited("plan.toml", "[peak]", '[published]\nkeep = "visits"\n\n[peak]')},
        "published_visits.csv", 2, "visits", "7", "max",
    ),
    Case(
        "kept-above-max",
        {"published_spend.csv": "account,mechanic,week,spend\na,display,2026-W53,1\n",
         **edited("visits.csv", "rep,4,2,6", "rep,4,2,3"),
         **edited("plan.toml", "[peak]", '[published]\nkeep = "visits"\n\n[peak]')},
        "visits.csv", 2, "present", "4", "max",
    ),
    # plan.toml
    setting("key-unknown", "currency", "curency", "curency", "", "currency"),
    # Nothing could have been meant: there are no promotions.
    Case(
        "unknown-in-list",
        {"promotions.csv": None,
         "budgets.csv": "name,where,mechanics,max\nshows,,display,4\n"},
        "budgets.csv", 2, "mechanics", "display", "There are none in the plan",
    ),
    setting("key-unknown", "budget = 100", "limit = 100", "promotion.limit", "", "budget"),
    Case(
        "key-missing", edited("plan.toml", 'name = "Tiny"\n', ""), "plan.toml", None, "name", "",
    ),
    setting("below", "weeks = 3", "weeks = 0", "weeks", "0"),
    setting("not-whole", "weeks = 3", "weeks = 3.5", "weeks", "3.5"),
    setting("not-finite-key", "budget = 100", "budget = nan", "promotion.budget", "nan",
            "leave the key out"),
    setting("not-finite-key", "budget = 100", "budget = -inf", "promotion.budget", "-inf",
            "leave the key out"),
    setting("quoted-number", "budget = 100", 'budget = "100"', "promotion.budget", "100"),
    setting("not-a-number", "budget = 100", 'budget = "much"', "promotion.budget", "much"),
    setting("not-whole", "weeks = 3", 'weeks = "many"', "weeks", "many"),
    setting("not-a-number", "budget = 100", "budget = true", "promotion.budget", "true"),
    setting("not-a-number", "budget = 100", "budget = [1, 2]", "promotion.budget", "[1, 2]"),
    setting("missing-value", 'name = "Tiny"', 'name = ""', "name", ""),
    setting("not-a-string", 'currency = "EUR"', "currency = 3", "currency", "3", "quotes"),
    setting("not-a-switch", "[peak]", "[solve]\nround = 1\n\n[peak]", "solve.round", "1"),
    setting("not-below", "[peak]", "[solve]\ngap = 1\n\n[peak]", "solve.gap", "1", "less than 1"),
    setting("not-a-section", "[promotion]\nbudget = 100", "promotion = 100", "promotion", "100"),
    setting("not-a-section", "[promotion]", "[[promotion]]", "promotion", '[{"budget": 100}]',
            "[promotion]"),
    setting("below", "budget = 100", "budget = -1", "promotion.budget", "-1"),
    setting("too-large", "budget = 100", "budget = 1e300", "promotion.budget", "1e+300"),
    # what the model does not do yet
    Case(
        "unbuilt", {"supply.csv": "product,week,units,extra_units\np,opening,9,2\n"},
        "supply.csv", 2, "extra_units", "2",
    ),
    # curves of judged points
    follows("unknown-curve", "promotions.csv", "a,display,0.5,10,,d", "curve", "d"),
    follows("unknown-curve", "visits.csv", "a,rep,2,0.1,3,,C", "curve", "C"),
    follows("curve-and-shape", "promotions.csv", "a,display,0.5,10,2,c", "shape", "2"),
    follows("curve-and-shape", "visits.csv", "a,rep,2,0.1,3,0.5,c", "shape", "0.5"),
    follows("not-above", "promotions.csv", "a,display,0.5,10,0,", "shape", "0"),
    points("curve-falls", "c,1,1,0.5\nc,2,3,0.2\nd,1,1,1\n", 3, "effect", "0.2"),
    points("curve-falls", "c,2,3,0.2\nd,1,1,1\nc,1,1,0.5\n", 2, "effect", "0.2"),
    points("curve-origin", "c,0,0,0.1\nc,1,1,0.5\n", 2, "effect", "0.1"),
    points("curve-effort-twice", "c,1,1,0.5\nc,2,1,0.7\n", 3, "effort", "1"),
    points("curve-flat", "c,1,1,0\nc,2,2,0\n", 3, "effect", "0"),
    points("curve-flat", "c,1,0,0\n", 2, "effect", "0"),
    points("below", "c,1,-1,0.5\nc,2,2,1\n", 2, "effort", "-1"),
    points("below", "c,1,1,-0.5\nc,2,2,1\n", 2, "effect", "-0.5"),
    points("not-a-number", "c,1,one,0.5\n", 2, "effort", "one"),
    points("duplicate", "c,1,1,0.5\nc,1,2,1\n", 3, "curve, point", "c, 1"),
    Case(
        "demand-below-zero",
        {"curves.csv": "curve,point,effort,effect\nc,1,1,12\n",
         "visits.csv": "account,kind,present,min,max,hours,max_change,half_visits,curve\n"
         "a,rep,4,0,6,2,0.1,3,c\n"},
        "visits.csv", 2, "max_change", "0.1",
    ),
    Case(
        "borrowed-below-zero",
        {"curves.csv": "curve,point,effort,effect\nc,1,1,8\n",
         "promotions.csv": "account,mechanic,max_uplift,half_spend,curve,borrowed,borrowed_weeks\n"
         "b,display,1,1,,,\na,display,0.5,1,c,0.9,1\n"},
        "promotions.csv", 3, "borrowed", "0.9",
    ),
    Case(
        "borrowed-weeks",
        {"promotions.csv": "account,mechanic,max_uplift,half_spend,borrowed\na,display,1,1,0.2\n"},
        "promotions.csv", 2, "borrowed_weeks", "0",
    ),
    Case(
        "borrowed-below-zero",
        {"promotions.csv": "account,mechanic,max_uplift,half_spend,borrowed,borrowed_weeks\n"
         "b,display,1,1,,\na,display,4,1,0.9,1\n"},
        "promotions.csv", 3, "borrowed", "0.9",
    ),
    setting("names-unknown", "currency", 'objective = "profit"\ncurrency', "objective", "profit",
            "weighted"),
    setting(
        "aim-twice", "currency", 'objective = "units;units"\ncurrency', "objective", "units;units"
    ),
    setting("no-weights", "currency", 'objective = "weighted"\ncurrency', "objective", "weighted",
            "[weights]"),
    setting("no-target", "currency", 'objective = "spend"\ncurrency', "objective", "spend",
            "[target]"),
    setting("not-above", "budget = 100", "budget = 100\nstep = 0", "promotion.step", "0"),
    # scenario files
    change("not-toml", "[[change]", "", column=""),
    Case("not-text", {ONE: b"\xff\xff"}, ONE, None, "", ""),
    change("key-unknown", "descripton = 'x'", "", "description", "descripton"),
    change("key-unknown", edit("supply", "", "feild = 'units'\nset = 1"), "", "field",
           "change.1.feild", 3),
    change("key-missing", "[[change]]\nset = 1\nfield = 'units'\n", "", "", "change.1.table"),
    change("change-acts", edit("supply", "", "field = 'units'\nset = 1\nadd = 2"), "",
           "Give exactly one", "change.1"),
    change("change-no-field", edit("supply", "", "scale = 2"), "", "field", "change.1"),
    change("insert-where", edit("teams", "team = 't'", "insert = { team = 'u' }"), "", "insert",
           "change.1"),
    change("drop-field", edit("supply", "", "field = 'units'\ndrop = true"), "", "set",
           "change.1"),
    change("not-a-cell", edit("supply", "", "field = 'units'\nset = [1]"), "[1]", "one value",
           "change.1.set", 4),
    change("not-a-cell", edit("supply", "week = 2026-12-28", "field = 'units'\nset = 1"),
           "2026-12-28", "one value", "change.1.where.week", 3),
    change("not-a-list", "change = 3\n", "3", "[[change]]", "change"),
    change("not-a-section", "change = [3]\n", "3", "[[change]]", "change.1"),
    change("rule-versus", "[[expect.rule]]\nmetric = 'revenue'\nmax_drop = 0\n", "", "versus",
           "expect.rule.1"),
    change("rule-empty", "\n[[expect.rule]]\nmetric = 'revenue'\n", "", "max_drop",
           "expect.rule.1", 2),
    change("min-above-max", "[expect]\nstatus = 'optimal'\nrevenue = { min = 5, max = 3 }\n", "",
           "Lower the one", "expect.revenue", 3),
    change("min-above-max", "[expect.gap]\nmin = 0.2\nmax = 0.1\n", "", "", "expect.gap"),
    change("min-above-max", "[[expect.rule]]\nmetric = 'fill_rate'\nmin = 0.9\nmax = 0.1\n", "", "",
           "expect.rule.1"),
    change("min-above-max", "[[expect.rule]]\nmetric = 'revenue'\nversus = 'base'\n"
           "min_drop = 0.2\nmax_drop = 0.1\n", "", "", "expect.rule.1"),
    change("min-above-max", "[[expect.rule]]\nmetric = 'revenue'\nversus = 'base'\n"
           "min_rise = 0.2\nmax_rise = 0.1\n", "", "", "expect.rule.1"),
    change("name-unknown", "[expect]\nstatus = 'optimum'\n", "optimum", "optimal",
           "expect.status", 2),
    change("name-unknown", "[[expect.rule]]\nmin = 1\nmetric = 'contibution'\n", "contibution",
           "Did you mean contribution?", "expect.rule.1.metric", 3),
    change("key-unknown", "[expect]\nstatus = 'optimal'\nrevenu = { min = 1 }\n", "",
           "Did you mean revenue?", "expect.revenu", 3),
    change("not-finite-key", "[expect.revenue]\nwithin = nan\n", "nan", "", "expect.revenue.within",
           2),
    change("too-few", "\n[[expect.order]]\nmetric = 'revenue'\nscenarios = ['base']\n",
           '["base"]', "2 or more", "expect.order.1.scenarios", 4),
    change("scenario-unknown",
           "[[expect.order]]\nmetric = 'revenue'\nscenarios = ['base', 'one', 'won']\n",
           "won", "one", "expect order 1"),
    change("set-twice",
           edit("supply", "product = 'p', week = '2026-W52'", "field = 'units'\nset = 1")
           + "\n" + edit("supply", "product = 'p'", "field = 'units'\nset = 2"),
           "supply: p / 2026-W52, units", "", "change 2", 7),
    change("set-twice", edit("plan", "", "field = 'budget'\nset = 1")
           + edit("plan", "", "field = 'promotion.budget'\nset = 2"),
           "plan: promotion.budget", "", "change 2", 5),
    change("scenario-unknown", "extends = 'bse'", "bse", "base", "extends"),
    change("extends-circle", "extends = 'one'", "one -> one", "", "extends"),
    Case(
        "base-changes", {"scenarios/base.toml": edit("supply", "", "drop = true")},
        "scenarios/base.toml", None, "", "",
    ),
    change("change-table", edit("suply", "", "drop = true"), "suply", "supply"),
    change("change-field", edit("supply", "", "field = 'unit'\nset = 1"), "unit", "units"),
    change("change-field", edit("plan", "", "field = 'budgets'\nset = 1"), "budgets", "budget"),
    change("change-nothing", edit("supply", "product = 'q', week = '2026-W52'", "drop = true"),
           "product = q; week = 2026-W52"),
    change("where-value", edit("supply", "product = 'p|r'", "drop = true"), "r"),
    change("where-column", edit("supply", "regoin = 'East'", "drop = true"), "regoin"),
    change("where-column", edit("supply", "tier = 'A'", "drop = true"), "tier"),
    change("where-number", edit("supply", "units = 'many'", "drop = true"), "many"),
    change("week-outside", edit("supply", "week = '2027-W09'", "drop = true"), "2027-W09",
           "2026-W52"),
    change("change-not-number", edit("accounts", "", "field = 'tier'\nscale = 2"), "tier", "set"),
    change("change-not-number", edit("plan", "", "field = 'name'\nadd = 2"), "name", "set"),
    change("change-not-given", edit("budgets", "", "field = 'min'\nadd = 2"), "min", "set"),
    change("change-not-given", edit("plan", "", "field = 'time_limit'\nadd = 2"), "time_limit"),
    change("change-plan-form", edit("plan", "", "insert = { name = 'x' }"), "", "field"),
    change("change-plan-form", edit("plan", "", "drop = true"), "", "field"),
    change("change-plan-form", edit("plan", "tier = 'A'", "field = 'budget'\nset = 1"), ""),
    change("insert-missing", edit("teams", "", "insert = { team = 't', week = '2026-W52' }"),
           "hours"),
    change("not-a-number", edit("supply", "", "field = 'units'\nset = 'many'"), "many"),
    change("not-a-number", edit("supply", "", "field = 'units'\nset = inf"), "inf"),
    change("too-large", edit("teams", "", f"field = 'hours'\nset = 1{'0' * 400}"),
           "1" + "0" * 400),
    change("not-whole", edit("visits", "", "field = 'present'\nset = 2.5"), "2.5"),
    change("below", edit("plan", "", "field = 'weeks'\nset = 0"), "0"),
    change("not-a-number", edit("supply", "", "field = 'units'\nset = true"), "True"),
    change("metric-split", RULE.format(metric="contribution", where="week = '2026-W52'"),
           "contribution", "", "expect rule 1"),
    change("metric-whole", RULE.format(metric="objective", where="tier = 'A'"), "objective",
           "Leave out its where", "expect rule 1"),
    change("metric-whole", RULE.format(metric="holding_cost", where="week = '2026-W52'"),
           "holding_cost", "", "expect rule 1"),
    change("where-value", RULE.format(metric="revenue", where="tier = 'Z'"), "Z", "",
           "expect rule 1"),
    change("where-column", RULE.format(metric="revenue", where="teir = 'A'"), "teir", "",
           "expect rule 1"),
    change("empty-group", RULE.format(metric="revenue", where="tier = 'A', region = 'West'"),
           "{'tier': 'A', 'region': 'West'}", "", "expect rule 1"),
    change("scenario-unknown", '[[expect.rule]]\nmetric = "revenue"\nversus = "two"\nmin = 0\n',
           "two", "", "expect rule 1"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_broken_folder_is_refused_by_name(case: Case, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan", case.files)
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    result = CliRunner().invoke(app, ["validate", str(folder), "--json"])
    assert result.exit_code == 2, result.output
    (problem,) = json.loads(result.stdout)["problems"]
    found = [problem[name] for name in ("id", "file", "row", "column", "value")]
    assert found == [case.code, case.file, case.row, case.column, case.value]
    message = problem["message"]
    assert case.file in message
    assert case.remedy in problem["remedy"]
    line = "line" if case.file.endswith(".toml") else "row"
    assert f"{line} {case.row}" in message or case.row is None
    assert case.column.partition(".")[0] in message
    assert case.value[:50].replace("\x1b", "\\x1b") in message
    assert problem["remedy"]
    assert "{" not in message.replace(case.value[:50], "")
    assert result.stderr == message + "\n"
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan")
    (folder / ONE).mkdir(parents=True)
    result = CliRunner().invoke(app, ["validate", str(folder), "--json"])
    assert result.exit_code == 2
    assert [entry["id"] for entry in json.loads(result.stdout)["problems"]] == ["cannot-read"]
    assert "scenarios/one.toml: it cannot be read: Is a directory." in result.stderr


@pytest.mark.parametrize("name", ["teams.csv", "demand.csv", "plan.toml"])
def test_a_folder_in_the_place_of_a_file(name: str, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan", {name: None})
    (folder / name).mkdir()
    result = CliRunner().invoke(app, ["validate", str(folder), "--json"])
    assert result.exit_code == 2
    # What the table would have held is not looked up in it.
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["id"], problem["file"]) == ("file-folder", name)
    assert "this is a folder, and ought to be a file. Move it elsewhere" in result.stderr


def test_a_record_that_cannot_be_read(tmp_path: Path) -> None:
    for text, code in (("schema = 2\n", "record-schema"), ("status = 1\n", "not-a-record")):
        folder = write_folder(tmp_path / code, {"scenarios/recorded/base.toml": text})
        result = CliRunner().invoke(app, ["check", str(folder), "--json"])
        assert result.exit_code == 2
        (problem,) = json.loads(result.stdout)["problems"]
        assert (problem["id"], problem["file"]) == (code, "scenarios/recorded/base.toml")
        assert "--update" in problem["remedy"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "none")
    assert (fault.code, fault.file) == ("no-folder", str(tmp_path / "none"))
    for path, code in ((tmp_path, "no-plans"), (tmp_path / "none", "no-folder")):
        with pytest.raises(PlanError) as caught:
            find_plans([path])
        assert [fault.code for fault in caught.value.faults] == [code]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path / "plan"))
    before = sorted(tmp_path.rglob("*"))
    for place, code in (
        (tmp_path / "plan", "folder-there"),
        (tmp_path / "plan/plan.toml", "folder-there"),
        (tmp_path / "plan/plan.toml/deeper", "cannot-write"),
    ):
        with pytest.raises(PlanError) as caught:
            write_plan(plan, place)
        (fault,) = caught.value.faults
        assert (fault.code, fault.file) == (code, str(place))
        assert fault_text(fault).startswith(str(place))
    assert sorted(tmp_path.rglob("*")) == before


def test_ten_faults_are_ten(tmp_path: Path) -> None:
    """Wrong settings, headings and cells hide nothing else that is wrong."""
    changes = {
        **edited("plan.toml", "budget = 100", "limit = 100"),
        **edited("accounts.csv", "Leipzig", "Leipzig\nc,Gamma,C,East,t,1.5,,"),
        "demand.csv": UNITS + "a,p,2026-W52,ten\na,p,2026-W52,1\nz,p,2026-W53,-5\n",
        **edited("supply.csv", "units\n", "units,notes\n"),
        **edited("promotions.csv", "0.5,10", "0.5,0"),
        **edited("budgets.csv", "region=East", "region=Up"),
        "teams.csv": "team,week\nt,2026-W60\n",
        **edited("service.csv", "2026-W52..2026-W53", "2026-W51"),
    }
    found = [
        (fault.code, fault.file, fault.row) for fault in faults_of(write_folder(tmp_path, changes))
    ]
    assert found == [
        ("above", "accounts.csv", 4),
        ("where-value", "budgets.csv", 2),
        ("not-a-number", "demand.csv", 2),
        ("duplicate", "demand.csv", 3),
        ("below", "demand.csv", 4),
        ("unknown-account", "demand.csv", 4),
        ("key-unknown", "plan.toml", 7),
        ("not-above", "promotions.csv", 2),
        ("week-outside", "service.csv", 3),
        ("heading-unknown", "supply.csv", 1),
        ("heading-missing", "teams.csv", 1),
        ("week-not-there", "teams.csv", 2),
    ]


def test_settings_are_told_together(tmp_path: Path) -> None:
    settings = 'name = "Tiny"\nfirst_week = "2026-W54"\nweeks = 60\n[promotion]\nbudget = -1\n'
    found = [
        (fault.code, fault.row, fault.column)
        for fault in faults_of(write_folder(tmp_path, {"plan.toml": settings}))
    ]
    assert found == [
        ("week-not-there", 2, "first_week"),
        ("above", 3, "weeks"),
        ("below", 5, "promotion.budget"),
    ]


def test_a_missing_table_is_no_reason_to_doubt_the_others(tmp_path: Path) -> None:
    faults = faults_of(write_folder(tmp_path, {"accounts.csv": None, "promotions.csv": ""}))
    assert [(fault.code, fault.file) for fault in faults] == [
        ("file-missing", "accounts.csv"),
        ("file-empty", "promotions.csv"),
    ]


def test_a_bad_cell_is_reported_once(tmp_path: Path) -> None:
    changes = {
        **edited("accounts.csv", "t,0.1", "t,1e13"),
        **edited("visits.csv", "rep,4,2,6", "rep,4,x,1"),
        **edited("budgets.csv", ",,60", ",70,1e400%"),
    }
    found = [(f.code, f.file, f.column) for f in faults_of(write_folder(tmp_path, changes))]
    assert found == [
        ("too-large", "accounts.csv", "discount"),
        ("percent", "budgets.csv", "max"),
        ("not-a-number", "visits.csv", "min"),
    ]


def constants(node: ast.AST) -> Iterator[str]:
    """Text that an expression can be."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def raised_codes() -> tuple[set[str], set[str]]:
    """Codes that the source gives to faults and to missed expectations."""
    faults: set[str] = set()
    missed: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in ("complaint", "_week_fault"):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return) and isinstance(inner.value, ast.expr):
                        value = inner.value
                        value = value.body if isinstance(value, ast.IfExp) else value
                        faults |= set(constants(value)) - {""}
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            place = {"Fault": 0, "WhereError": 0, "WeekError": 0, "refuse": 0, "fault": 0, "_at": 3}
            if name in place and len(node.args) > place[name]:
                codes = node.args[place[name]]
                if isinstance(codes, ast.Constant):
                    faults |= set(constants(codes))
            if name == "Missed" and isinstance(node.args[0], ast.Constant):
                missed |= set(constants(node.args[0]))
    return faults, missed


def test_every_code_has_words_and_every_word_a_use() -> None:
    faults, missed = raised_codes()
    assert {"week-order", "where-form", "workspace-newer", "unbuilt", "thousands"} <= faults
    assert faults - set(FAULTS) == set()
    assert missed - set(MISSED) == set()
    texts = {
        text
        for path in (*SOURCE.rglob("*.py"), *TERMINAL.rglob("*.py"))
        if path.parent.name != "wording"
        for text in constants(ast.parse(path.read_text(encoding="utf-8")))
    }
    # These are made of the heading.
    assert set(FAULTS) - texts == {"unknown-account", "unknown-product"}
    assert set(MISSED) - texts == set()


def test_every_code_is_brought_about_in_a_test() -> None:
    """Codes of workspaces, and of commands, are tested in tests/store and tests/cli."""
    others = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(__file__).parents[1].rglob("test_*.py")
        if path != Path(__file__)
    )
    mine = Path(__file__).read_text(encoding="utf-8").partition("@pytest")[2]
    tested = {case.code for case in CASES} | set(re.findall(r'"([a-z-]+)"', others + mine))
    assert set(FAULTS) - tested == set()
