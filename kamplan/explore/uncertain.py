"""What is uncertain, as changes of a scenario: as the plan states it, or the usual."""

from dataclasses import dataclass

from kamplan.plan import Plan
from kamplan.plan.pointing import file_of, split_list
from kamplan.plan.stated import stated_cells
from kamplan.plan.uncertainty import Input
from kamplan.plan.weeks import select_weeks
from kamplan.plan.where import parse_where
from kamplan.whatif.scenario import Change, Scalar

FIELDS: dict[Input, tuple[str, str]] = {
    "demand": ("demand", "units"),
    "supply": ("supply", "units"),
    "uplift": ("promotions", "max_uplift"),
    "half_spend": ("promotions", "half_spend"),
    "visit_effect": ("visits", "max_change"),
    "price": ("products", "price"),
    "cost": ("products", "cost"),
    "budget": ("plan", "promotion.budget"),
    "hours": ("teams", "hours"),
}
"""table and column of each input."""
USUAL: dict[Input, float] = {
    "demand": 0.1,
    "supply": 0.1,
    "uplift": 0.2,
    "visit_effect": 0.2,
    "price": 0.02,
    "cost": 0.02,
    "budget": 0.1,
    "hours": 0.1,
}
"""Shares down and up where a plan states none: what sales plans are often off by."""


@dataclass(frozen=True)
class Uncertain:
    """An input that may be lower or higher."""

    name: str
    input: Input
    where: dict[str, Scalar | list[Scalar]]
    """rows it is about, as in a change; empty for all."""
    down: float
    """share below."""
    up: float
    """share above."""
    file: str = ""
    row: int | None = None
    """where it is stated; nowhere where it is usual."""

    def changes(self, share: float) -> list[Change]:
        """What moves it by a share."""
        table, field = FIELDS[self.input]
        return [Change(table=table, where=self.where, field=field, scale=1.0 + share)]


def uncertain_inputs(plan: Plan) -> list[Uncertain]:
    """Those of uncertainty.csv, or the usual ones of what the plan has."""
    table = plan["uncertainty"]
    if not len(table):
        return [
            Uncertain(name, name, {}, share, share)
            for name, share in USUAL.items()
            if _is_there(plan, name)
        ]
    return [
        Uncertain(
            str(table["name"][row]),
            table["input"][row],
            _where(plan, row),
            float(table["down"][row]),
            float(table["up"][row]),
            file_of(table),
            int(table.lines[row]) or None,
        )
        for row in range(len(table))
    ]


def _where(plan: Plan, row: int) -> dict[str, Scalar | list[Scalar]]:
    table = plan["uncertainty"]
    found: dict[str, Scalar | list[Scalar]] = {
        name: list(values) for name, values in parse_where(table["where"][row]).items()
    }
    if products := split_list(table["products"][row]):
        found["product"] = list(products)
    if text := table["weeks"][row]:
        found["week"] = [plan.weeks[at] for at in select_weeks(text, plan.weeks)]
    return found


def _is_there(plan: Plan, name: Input) -> bool:
    if name == "budget":
        return bool(plan.settings.promotion.budget)
    table, field = FIELDS[name]
    return bool((stated_cells(plan, table, field) > 0.0).any())
