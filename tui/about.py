"""What each sheet is for, in a sentence: the tooltips of their tabs."""

from kamplan.words import _, mark

SHEETS = {
    "accounts.accounts": mark("Every account with its file and terms."),
    "accounts.promotions": mark("How each account answers to money, by kind of promotion."),
    "accounts.visits": mark("Visits now and how many there may be, and how accounts answer."),
    "accounts.products": mark("What is sold: prices, costs, units in a case."),
    "accounts.demand": mark("What would be sold without promotion, week by week."),
    "accounts.account_stock": mark("Accounts whose own stock is followed, and its bounds."),
    "accounts.in_transit": mark("Units that arrive at accounts and were shipped before."),
    "accounts.curves": mark("Curves through judged points, for promotions and visits."),
    "limits.budgets": mark("What each group may spend, what the plan spends and leaves."),
    "limits.supply": mark("Units that arrive, by product and week."),
    "limits.teams": mark("Hours that each team has for visits."),
    "limits.service": mark("How much of the baseline must be served."),
    "limits.calendar": mark("When promotions may run: least spend, pauses, weeks without."),
    "limits.fairness": mark("How much less one account may be served than all together."),
    "limits.locks": mark("Money, visits or units that are held at a value."),
    "limits.no_worse": mark("What groups keep of the published plan."),
    "limits.uncertainty": mark("How far inputs may be off, for the tornado."),
    "limits.plan": mark("Settings of the plan: horizon, objective, whole budget, solve."),
    "limits.proposal": mark("Budget lines that the solved plan comes to."),
    "scenarios.scenarios": mark("Which builds on which, how each stands and what it changes."),
    "plan.spend": mark("Promotion money by account and week."),
    "plan.visits": mark("Visits planned beside those of now."),
    "plan.goods": mark("Who is served first where goods are short."),
    "plan.worth": mark("What one more of each limit would gain."),
    "plan.binding": mark("Rules that hold the plan back, and what each costs."),
    "plan.left": mark("Budgets of which money is left, and why."),
    "plan.policies": mark("What simple policies with the same money would earn."),
    "plan.at": mark("Stock at accounts at the end of each week."),
    "plan.broken": mark("Rules that are broken at their price."),
    "compare.figures": mark("Figures of each scenario, and how they differ from the first."),
    "compare.bridge": mark("Why contributions differ, by what was changed."),
    "compare.inputs": mark("Which inputs differ between the scenarios."),
    "compare.groups": mark("Figures by tier, region, product and week."),
    "compare.gainers": mark("Which accounts gain and which lose."),
    "compare.worth": mark("Worth of one more in each scenario."),
    "compare.frontier": mark("What more or less budget brings."),
    "compare.tornado": mark("Which uncertain input moves the result most."),
    "compare.regret": mark("What each plan comes to when another future happens."),
    "review.review": mark("What came of earlier plans."),
}


def sheet_about(mode: str, sheet: str, title: str) -> str:
    """What a sheet is for; its title where that says it."""
    about = SHEETS.get(f"{mode}.{sheet}")
    return title if about is None else _(about)
