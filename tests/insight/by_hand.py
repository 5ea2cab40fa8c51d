"""A plan that is solved by hand.

Two weeks. Account a earns 10 - 6 = 4 a unit of p, b 10 (1 - 0.1) - 6 = 3; c asks for nothing.

First week: 4 + 6 units, 14 asked for. a, which earns more, gets its 8, b gets 2 of its 6.
Second week: 6 units, 5 asked for. One is left: 0.5 for holding it, 6 - 5 written down.

Money does nothing here, so that only what must be spent is: 5 for a, 2 for b. Visits are fixed:
2 to a of 1.5 hours at 3 each, 1 to b of 2 hours, 3 to c by nobody's team.

Contribution: (8 + 2) 4 + (2 + 3) 3 - (5 + 2) - 2 * 3 - 0.5 - 1 = 40.5
"""

from pathlib import Path

from kamplan.planning import Source, open_source
from kamplan.whatif.figures import Solved
from tests.plan.folders import write_folder
from tests.whatif.solving import solve_one

FILES = {
    "plan.toml": 'name = "By hand"\nfirst_week = "2026-W52"\nweeks = 2\n',
    "accounts.csv": "account,tier,team,discount\na,A,t,\nb,B,t,0.1\nc,C,,\n",
    "products.csv": "product,price,cost,holding_cost,salvage\np,10,6,0.5,5\nq,20,15,,\n",
    "demand.csv": """\
account,product,week,units
a,p,2026-W52,8
b,p,2026-W52,6
a,p,2026-W53,2
b,p,2026-W53,3
""",
    "supply.csv": """\
product,week,units
p,opening,4
p,2026-W52,6
p,2026-W53,6
q,2026-W52,1
""",
    "promotions.csv": """\
account,mechanic,max_uplift,half_spend
a,display,0,1
b,display,0,1
""",
    "visits.csv": """\
account,kind,present,min,max,hours,cost
a,rep,2,2,2,1.5,3
b,rep,1,1,1,2,
c,boss,3,3,3,1,
""",
    "teams.csv": "team,week,hours\nt,2026-W52,4\nt,2026-W53,3\nu,2026-W52,10\n",
    "budgets.csv": "name,where,min,max\nmust,tier=A,5,\nexact,tier=B,2,2\nall,,,20\n",
    "service.csv": None,
}
MORE = '[[change]]\ntable = "supply"\nwhere = { product = "p", week = "2026-W52" }\n'
MORE += 'field = "units"\nadd = 3\n'
NONE = '[[change]]\ntable = "budgets"\nwhere = { name = "all" }\nfield = "max"\nset = 1\n'


def source(folder: Path, **tables: str) -> Source:
    """The plan; "more" has 3 units more in the first week, "none" cannot be kept."""
    scenarios = {"scenarios/more.toml": MORE, "scenarios/none.toml": NONE}
    changed = {f"{name}.csv": text for name, text in tables.items()}
    return open_source(write_folder(folder, {**FILES, **scenarios, **changed}))


def solve(folder: Path, name: str = "base", **tables: str) -> Solved:
    """A scenario of it, solved."""
    return solve_one(source(folder, **tables), name)
