"""Limits: people's hours, budgets and service."""

from sqlmodel import Field

from kamplan.plan.columns import KeyId, Names, PlanRow, Week, Weeks, Where

# Above this a minimum fill is surely a percentage that was typed for a share.
MOST_FILL = 10.0


class Team(PlanRow, table=True):
    """Hours a team has in a week."""

    team: KeyId
    week: Week
    hours: float = Field(ge=0)


class Budget(PlanRow, table=True):
    """Promotion money of a group, some mechanics and weeks: at least min, at most max."""

    name: KeyId
    where: Where = ""
    mechanics: Names = ""
    weeks: Weeks = ""
    min: float | None = Field(default=None, ge=0)
    max: float | None = Field(default=None, ge=0)
    price: float | None = Field(default=None, ge=0)
    active: int = Field(default=1, ge=0, le=1)


class Service(PlanRow, table=True):
    """Sold / baseline of a group, products and weeks is at least min_fill."""

    name: KeyId
    where: Where = ""
    products: Names = ""
    weeks: Weeks = ""
    min_fill: float = Field(ge=0, le=MOST_FILL)
    each: Names = ""
    price: float | None = Field(default=None, ge=0)
    active: int = Field(default=1, ge=0, le=1)


class Fairness(PlanRow, table=True):
    """Sold / baseline of an account's product is at most `spread` below that of all accounts."""

    name: KeyId
    where: Where = ""
    products: Names = ""
    weeks: Weeks = ""
    spread: float = Field(ge=0, le=1)
    price: float | None = Field(default=None, ge=0)
    active: int = Field(default=1, ge=0, le=1)


class Calendar(PlanRow, table=True):
    """When each account of a group may be promoted: weeks, runs and pauses, least spend."""

    name: KeyId
    where: Where = ""
    mechanics: Names = ""
    weeks: Weeks = ""
    least_spend: float = Field(default=0.0, ge=0)
    most_weeks: int | None = Field(default=None, ge=0)
    longest: int | None = Field(default=None, ge=1)
    gap: int = Field(default=0, ge=0)
    price: float | None = Field(default=None, ge=0)
    active: int = Field(default=1, ge=0, le=1)
