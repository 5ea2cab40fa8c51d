"""Every rule as a sentence in both languages, and how a plan solved by hand stands to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kamplan.exchange.folder import read_plan
from kamplan.insight.guardrails import FAMILIES, Guardrail, guardrails, standings
from kamplan.plan import Plan
from kamplan.planning import solve_scenario
from kamplan.report.explained import explain_document
from kamplan.wording.guardrails import KINDS, SENTENCES, kind_text, sentence
from kamplan.words import use_language
from solver.without import WAYS
from tests.cli.running import document, plan_of, run
from tests.insight.by_hand import solve, source
from tests.plan.folders import write_folder

FILES = {
    "plan.toml": """\
name = "Rules"
currency = "EUR"
first_week = "2026-W52"
weeks = 3
[promotion]
budget = 1200.5
[target]
revenue = 100
units = 7
[warehouse]
capacity = 5000
price = 0.5
[published]
keep = "spend;visits"
""",
    "accounts.csv": "account,name,tier,region,team,x_area,settlement,credit_days,credit_limit\n"
    "a,Alpha,A,East,t,1,credit,14,900\nb,Beta,B,West,t,2,,,\n",
    "teams.csv": "team,week,hours\nt,2026-W52,6\nt,2026-W53,4\nt,2027-W01,6\n"
    "u,2026-W52,5\nu,2026-W53,5\nu,2027-W01,5\nv,2026-W52,9\n",
    "budgets.csv": "name,where,mechanics,weeks,min,max\n"
    "most,tier=A|B;region=East,display;tasting,2026-W52..2026-W53;2027-W01,,120000\n"
    "least,x_area=1,,,10,\nboth,account=a|b,,,10,20\nexact,,display,2026-W53,5,5\nnone,,,,,\n",
    "service.csv": "name,where,products,weeks,min_fill,each\n"
    "total,tier=A,p,2026-W53,0.955,\nevery,,p;q,,0.3,account;product\n",
    "calendar.csv": "name,where,mechanics,weeks,least_spend,most_weeks,longest,gap\n"
    "calm,,,,,,1,\nall,tier=A,display,,50,3,2,2\nblack,,tasting,2026-W53,,0,,\nfree,,,,,,,\n",
    "fairness.csv": "name,where,products,spread\nalike,tier=A,p,0.1\n",
    "locks.csv": "name,decision,where,names,weeks,value\n"
    "money,spend,account=a,display,2026-W53,30\ncalls,visits,account=b,rep,,3\n"
    "goods,units,tier=A,p,,25\n",
    "no_worse.csv": "name,decision,where,names,share\n"
    "m,spend,tier=A,display,0.9\nv,visits,,,1\nu,units,,,0.75\n",
    "published_spend.csv": "account,mechanic,week,spend\na,display,2026-W53,10\n",
    "account_stock.csv": "account,product,opening\na,p,5\nb,p,5\n",
}
SAID: dict[tuple[str, str], tuple[str, str]] = {
    ("total", ""): (
        "The whole plan may spend at most 1,200.5 EUR on promotion",
        "整个计划的促销费用最多 1,200.5 EUR",
    ),
    ("target", "revenue"): ("Revenue must come to at least 100 EUR", "销售额至少达到 100 EUR"),
    ("target", "units"): ("Units sold must come to at least 7", "销量至少达到 7"),
    ("warehouse", ""): (
        "The warehouse may hold at most 5,000 at the end of a week",
        "仓库每周末最多存放 5,000",
    ),
    ("published", ""): (
        "Nobody may get less promotion money and visits than was published",
        "任何客户得到的促销费用和拜访都不少于已发布的",
    ),
    ("budgets", "most"): (
        "Accounts of tier A or B, region East may spend at most 120,000 EUR on display and tasting "
        "in W52 to W53 and W01",
        "等级 A 或 B、区域 East 的客户在 W52 至 W53 和 W01 在 display 和 tasting 上最多花费 "
        "120,000 EUR",
    ),
    ("budgets", "least"): (
        "Accounts of x_area 1 must spend at least 10 EUR",
        "X_area 1 的客户至少花费 10 EUR",
    ),
    ("budgets", "both"): (
        "Accounts a and b must spend 10 EUR to 20 EUR",
        "客户 a 和 b 花费 10 EUR 至 20 EUR",
    ),
    ("budgets", "exact"): (
        "All accounts must spend exactly 5 EUR on display in W53",
        "所有客户在 W53 在 display 上恰好花费 5 EUR",
    ),
    ("budgets", "none"): ("All accounts may spend any amount", "所有客户的费用不受限制"),
    ("teams", "t"): (
        "Team t has 16 hours in all, 4 to 6 a week",
        "团队 t 共有 16 小时，每周 4 至 6",
    ),
    ("teams", "u"): ("Team u has 5 hours a week", "团队 u 每周有 5 小时"),
    ("teams", "v"): ("Team v has 9 hours in all", "团队 v 共有 9 小时"),
    ("service", "total"): (
        "Accounts of tier A must sell at least 95.5 % of the baseline of p in W53",
        "等级 A 的客户在 W53 p 的销量不低于基础销量的 95.5 %",
    ),
    ("service", "every"): (
        "All accounts must sell at least 30 % of the baseline of p and q, for each account and "
        "product",
        "所有客户 p 和 q 的销量不低于基础销量的 30 %，按每个客户和产品分别计算",
    ),
    ("calendar", "calm"): (
        "All accounts may be promoted: never in two weeks running",
        "所有客户促销：不连续两周",
    ),
    ("calendar", "all"): (
        "Accounts of tier A may be promoted on display: in at most 3 weeks, at most 2 weeks "
        "running, then not for 2 weeks, with at least 50 EUR in a week",
        "等级 A 的客户在 display 上促销：最多 3 周、最多连续 2 周、其后停 2 周、每周至少 50 EUR",
    ),
    ("calendar", "black"): (
        "All accounts may not be promoted on tasting in W53",
        "所有客户在 W53 在 tasting 上不做促销",
    ),
    ("calendar", "free"): (
        "All accounts may be promoted whenever it pays",
        "所有客户只要划算就促销",
    ),
    ("fairness", "alike"): (
        "Accounts of tier A may fall behind all accounts together by at most 10 % of the baseline "
        "of p",
        "等级 A 的客户 p 的满足程度比全体客户低不超过基础销量的 10 %",
    ),
    ("locks", "money"): (
        "Account a must spend exactly 30 EUR on display in W53: it is locked",
        "客户 a 在 W53 在 display 上恰好花费 30 EUR：已锁定",
    ),
    ("locks", "calls"): (
        "Account b must get exactly 3 visits of rep: it is locked",
        "客户 b 的 rep 拜访恰为 3 次：已锁定",
    ),
    ("locks", "goods"): (
        "Accounts of tier A must sell exactly 25 units of p: it is locked",
        "等级 A 的客户 p 的销量恰为 25：已锁定",
    ),
    ("no_worse", "m"): (
        "Accounts of tier A must keep at least 90 % of the published promotion money on display",
        "等级 A 的客户在 display 上的促销费用不低于已发布的 90 %",
    ),
    ("no_worse", "v"): (
        "All accounts must keep at least 100 % of the published visits",
        "所有客户的拜访不低于已发布的 100 %",
    ),
    ("no_worse", "u"): (
        "All accounts must sell at least 75 % of the published units",
        "所有客户的销量不低于已发布的 75 %",
    ),
    ("credit", ""): ("Account a may owe at most 900 EUR", "客户 a 的欠款不超过 900 EUR"),
    ("account_stock", ""): (
        "2 stocks at accounts must keep to their days and not be run down",
        "2 处客户库存保持在规定天数内，且期末不被耗尽",
    ),
}


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return read_plan(write_folder(tmp_path / "plan", FILES))


def test_every_rule_in_a_sentence(plan: Plan) -> None:
    rules = guardrails(plan)
    for place, language in enumerate(("en", "zh")):
        use_language(language)
        said = {(rule.kind, rule.name): sentence(plan, rule) for rule in rules}
        assert said == {key: each[place] for key, each in SAID.items()}
        assert all(kind_text(rule) for rule in rules)
    assert {rule.kind for rule in rules} == set(SENTENCES) == set(KINDS)


def test_every_family_of_the_solver_belongs_to_a_kind() -> None:
    assert set(WAYS) <= set(FAMILIES)
    assert set(FAMILIES.values()) < set(KINDS)


def test_how_a_plan_solved_by_hand_stands(tmp_path: Path) -> None:
    """5 of at least 5, 2 of exactly 2, 7 of at most 20; 5 of 7 hours, none of 10."""
    solved = solve(tmp_path / "plan")
    found = {rule.name: stand for rule, stand in standings(solved, guardrails(solved.plan)).items()}
    assert [found[name].standing for name in ("must", "exact")] == ["binding", "binding"]
    assert found["must"].gains == pytest.approx(1.0)
    assert (found["all"].standing, found["all"].amount) == ("met", pytest.approx(13.0))
    assert (found["t"].standing, found["t"].amount) == ("met", pytest.approx(2.0))
    assert (found["u"].standing, found["u"].amount) == ("met", pytest.approx(10.0))
    # A rule that the plan was not made for, and one that is switched off.
    strange = [Guardrail("budgets", ("new",)), Guardrail("budgets", ("must",), active=False)]
    assert [each.standing for each in standings(solved, strange).values()] == ["unknown", "off"]
    assert {each.standing for each in standings(None, strange[:1]).values()} == {"unknown"}


def test_a_rule_broken_at_its_price(tmp_path: Path) -> None:
    """At least 9 for tier A at 0.1 a unit of money: it is cheaper to spend nothing."""
    text = "name,where,min,max,price\nmust,tier=A,9,,0.1\n"
    solved = solve(tmp_path / "plan", budgets=text)
    (stand,) = [
        stand
        for rule, stand in standings(solved, guardrails(solved.plan)).items()
        if rule.name == "must"
    ]
    assert (stand.standing, stand.amount) == ("broken", pytest.approx(9.0))


def test_in_explain_as_text_and_as_facts(tmp_path: Path) -> None:
    folder = plan_of(tmp_path / "plan")
    found = document("explain", folder)["guardrails"]
    east = next(each for each in found if each["key"] == ["east"])
    assert east["sentence"] == "Accounts of region East may spend at most 60 EUR"
    assert set(east) == {
        "kind", "key", "active", "sentence", "price", "standing", "amount", "gains", "cost",
    }  # fmt: skip
    shown = run("explain", folder)
    assert "Guardrails" in shown.stdout
    assert "护栏" in run("explain", folder, "--lang", "zh").stdout


def test_where_no_plan_keeps_them_nothing_is_known(tmp_path: Path) -> None:
    found = explain_document(solve_scenario(source(tmp_path / "plan"), "none"))["guardrails"]
    assert found
    assert {each["standing"] for each in found} == {"unknown"}
