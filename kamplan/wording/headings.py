"""Headings of plan columns in the user's language, and what they mean."""

from kamplan.words import _, mark

TABLES = {
    "accounts": mark("Accounts"),
    "promotions": mark("Promotions"),
    "visits": mark("Visits"),
    "curves": mark("Curves"),
    "judgements": mark("Judgements"),
    "products": mark("Products"),
    "demand": mark("Demand"),
    "supply": mark("Supply"),
    "teams": mark("Hours"),
    "budgets": mark("Budgets"),
    "service": mark("Service"),
    "account_stock": mark("Stock at accounts"),
    "in_transit": mark("On the way"),
    "calendar": mark("Calendar"),
    "fairness": mark("Fairness"),
    "locks": mark("Locks"),
    "no_worse": mark("No worse"),
    "uncertainty": mark("Uncertainty"),
    "plan": mark("Settings"),
}

HEADINGS: dict[str, tuple[str, str]] = {
    "account": (mark("account"), mark("Identifier of the account.")),
    "name": (mark("name"), mark("As people call it.")),
    "tier": (mark("tier"), mark("A, B, C or D: how much the account matters.")),
    "segment": (mark("segment"), mark("What the account answers to: price, service, technology.")),
    "region": (mark("region"), mark("Where the account is; rules can select by it.")),
    "channel": (mark("channel"), mark("How it sells: shops, online, wholesale ...")),
    "team": (mark("team"), mark("The team whose hours are used.")),
    "manager": (mark("manager"), mark("The account manager.")),
    "parent": (mark("parent"), mark("The account this one belongs to.")),
    "settlement": (mark("settlement"), mark("cash, credit, consignment or deduction.")),
    "credit_days": (mark("credit days"), mark("Days until an invoice is paid.")),
    "credit_limit": (mark("credit limit"), mark("Money that may be owed; empty: no limit.")),
    "discount": (mark("discount"), mark("Share off the price: 0.05 or 5%.")),
    "deduction": (mark("deduction"), mark("Share of the retail price the account keeps.")),
    "product": (mark("product"), mark("Identifier of the product.")),
    "price": (mark("price"), mark("Price of a unit before discounts.")),
    "cost": (mark("cost"), mark("Cost of a unit.")),
    "retail_price": (mark("retail price"), mark("Price in the shop; empty: the list price.")),
    "case_units": (mark("case units"), mark("Units in a case.")),
    "holding_cost": (mark("holding cost"), mark("Money for a unit in stock at a week's end.")),
    "salvage": (mark("salvage"), mark("What a unit left at the end is worth; empty: its cost.")),
    "week": (mark("week"), mark("ISO week, such as 2026-W49.")),
    "units": (mark("units"), mark("Units of the product in the week.")),
    "extra_units": (mark("extra units"), mark("Units that could be had at an extra cost.")),
    "extra_cost": (mark("extra cost"), mark("Money for one extra unit.")),
    "mechanic": (mark("mechanic"), mark("Kind of promotion: price-off, display, flyer ...")),
    "max_uplift": (mark("max uplift"), mark("Uplift at unlimited spend, a share of baseline.")),
    "half_spend": (mark("half spend"), mark("Money in a week that gets half the uplift.")),
    "shape": (mark("shape"), mark("1: every unit of money earns less than the one before.")),
    "curve": (mark("curve"), mark("The curve it follows, of points or judged; empty: the shape.")),
    "judge": (mark("judge"), mark("Who answers; several judges of a curve are combined.")),
    "none": (mark("no effort"), mark("What would be sold without any effort.")),
    "half": (mark("half of it"), mark("What would be sold at half the present effort.")),
    "plus_half": (mark("+50 %"), mark("What would be sold at half as much again.")),
    "saturation": (mark("saturation"), mark("What would be sold at effort without end.")),
    "weight": (mark("weight"), mark("How much a judge counts beside the others.")),
    "point": (mark("point"), mark("Name of a point of the curve, such as 1, 2, 3.")),
    "effort": (mark("effort"), mark("In half spends or half visits of the row that follows it.")),
    "effect": (mark("effect"), mark("Share of the row's max uplift or max change.")),
    "borrowed": (mark("borrowed"), mark("Share of the uplift taken from later weeks.")),
    "borrowed_weeks": (mark("borrowed weeks"), mark("Weeks the uplift is borrowed from.")),
    "products": (mark("products"), mark("Separated by ;  empty: all.")),
    "weeks": (mark("weeks"), mark("Weeks and ranges such as 2026-W49..2026-W52; empty: all.")),
    "kind": (mark("kind"), mark("Kind of visit: representative, executive, technical.")),
    "present": (mark("present"), mark("As it is now: visits, money in a promoted week, sales.")),
    "min": (mark("at least"), mark("Empty: nothing is asked.")),
    "max": (mark("at most"), mark("Empty: no limit, or for visits the present number.")),
    "hours": (mark("hours"), mark("Hours available, or that a visit takes.")),
    "max_change": (mark("max change"), mark("Change of demand from no to unlimited visits.")),
    "half_visits": (mark("half visits"), mark("Visits that get half the change.")),
    "where": (mark("where"), mark("Which accounts, such as tier=A|B;region=East; empty: all.")),
    "mechanics": (mark("mechanics"), mark("Separated by ;  empty: all.")),
    "min_fill": (mark("least fill"), mark("Share of the baseline that must be served.")),
    "opening": (mark("opening"), mark("Units there before the first week.")),
    "lead_weeks": (mark("lead weeks"), mark("Weeks between shipment and arrival.")),
    "min_days": (mark("least days"), mark("Least stock, in days of the baseline to come.")),
    "max_days": (mark("most days"), mark("Most stock, in days of the baseline to come.")),
    "least_spend": (mark("least spend"), mark("Money in a promoted week, once there is any.")),
    "most_weeks": (mark("most weeks"), mark("Weeks that may be promoted; 0: none of these.")),
    "longest": (mark("in a row"), mark("Most weeks in a row that may be promoted.")),
    "gap": (mark("pause"), mark("Weeks without promotion after promoted ones.")),
    "input": (mark("input"), mark("demand, supply, uplift, price, cost, budget, hours ...")),
    "down": (mark("down"), mark("Share by which it may be lower.")),
    "up": (mark("up"), mark("Share by which it may be higher.")),
    "spread": (mark("spread"), mark("Share an account may be served less than all together.")),
    "decision": (mark("decision"), mark("spend, visits or units.")),
    "names": (mark("of"), mark("Mechanics, kinds of visit or products; empty: all.")),
    "value": (mark("value"), mark("Money, visits or units in all.")),
    "share": (mark("share"), mark("Of what the published plan gives: 0.9 or 90%.")),
    "goodwill": (mark("goodwill"), mark("Money lost with a unit that is not served.")),
    "volume": (mark("volume"), mark("Room that a unit takes in the warehouse.")),
    "active": (mark("active"), mark("1: the rule holds; 0: it is switched off.")),
    "each": (mark("for each"), mark("account, product, week: the rule holds for each of them.")),
}

BREAKING = mark("price of breaking"), mark("What each unit broken costs; empty: it must be kept.")
"""`price` where it is not what a product is sold for."""

SETTINGS: dict[str, str] = {
    "name": mark("Name of the plan"),
    "currency": mark("Currency"),
    "first_week": mark("First week"),
    "weeks": mark("Number of weeks"),
    "objective": mark("Objective"),
    "weights.contribution": mark("Weight of contribution"),
    "weights.revenue": mark("Weight of revenue"),
    "weights.units": mark("Weight of units sold"),
    "weights.spend": mark("Weight of spend, taken off"),
    "target.contribution": mark("Contribution to be reached"),
    "target.revenue": mark("Revenue to be reached"),
    "target.units": mark("Units to be reached"),
    "promotion.budget": mark("Promotion budget of the whole plan"),
    "promotion.step": mark("Step of money that spends are rounded to"),
    "peak.weeks": mark("Peak weeks"),
    "warehouse.capacity": mark("Room in the warehouse"),
    "warehouse.price": mark("Price of room beyond it, a week"),
    "published.keep": mark("Published decisions only added to"),
    "solve.gap": mark("Gap at which a plan counts as optimal"),
    "solve.time_limit": mark("Time limit of a solve, seconds"),
    "solve.round": mark("Round to whole steps and cases"),
}


def heading(column: str, table: str = "") -> str:
    """A column's heading in a table; the user's own are shown as they are."""
    known = _known(column, table)
    return _(known[0]) if known else column


def heading_help(column: str, table: str = "") -> str:
    """What a column means, in a sentence; nothing where the heading says it."""
    known = _known(column, table)
    return _(known[1]) if known else ""


def _known(column: str, table: str) -> tuple[str, str] | None:
    if column == "price" and table not in ("products", ""):
        return BREAKING
    return HEADINGS.get(column)


def table_title(table: str) -> str:
    """A table's name."""
    return _(TABLES[table])


def table_name(table: str) -> str:
    """A table's name; the file's where it is no sheet."""
    return table_title(table) if table in TABLES else f"{table}.csv"


def setting_title(name: str) -> str:
    """What a setting is."""
    return _(SETTINGS[name])
