"""Decisions that are held: locks, and what groups keep of the published plan."""

from typing import Literal

from sqlalchemy import String
from sqlmodel import Field

from kamplan.plan.columns import KeyId, Names, PlanRow, Week, Weeks, Where

Decision = Literal["spend", "visits", "units"]


class Lock(PlanRow, table=True):
    """A decision, or what is decided for a group in total, is held at a value."""

    name: KeyId
    decision: Decision = Field(sa_type=String)
    where: Where = ""
    names: Names = ""
    weeks: Weeks = ""
    value: float = Field(ge=0)
    price: float | None = Field(default=None, ge=0)
    active: int = Field(default=1, ge=0, le=1)


class NoWorse(PlanRow, table=True):
    """A group keeps at least a share of what the published plan gives it."""

    name: KeyId
    decision: Decision = Field(sa_type=String)
    where: Where = ""
    names: Names = ""
    weeks: Weeks = ""
    share: float = Field(default=1.0, ge=0)
    price: float | None = Field(default=None, ge=0)
    active: int = Field(default=1, ge=0, le=1)


class PublishedSpend(PlanRow, table=True):
    """Promotion money of the plan that was handed out."""

    account: KeyId
    mechanic: KeyId
    week: Week
    spend: float = Field(ge=0)


class PublishedVisits(PlanRow, table=True):
    """Visits over the horizon in the plan that was handed out."""

    account: KeyId
    kind: KeyId
    visits: int = Field(ge=0)


class PublishedStock(PlanRow, table=True):
    """Units for an account in a week of the plan that was handed out."""

    account: KeyId
    product: KeyId
    week: Week
    units: float = Field(ge=0)
