"""Key accounts."""

from typing import Literal

from sqlalchemy import String
from sqlmodel import Field

from kamplan.plan.columns import Id, KeyId, PlanRow

Settlement = Literal["cash", "credit", "consignment", "deduction"]


class Account(PlanRow, table=True):
    """A customer that stock, money and visits are shared out to."""

    account: KeyId
    name: str = ""
    tier: Id = ""
    segment: Id = ""
    region: Id = ""
    channel: Id = ""
    team: Id = ""
    manager: Id = ""
    parent: Id = ""
    settlement: Settlement = Field(default="cash", sa_type=String)
    credit_days: int = Field(default=0, ge=0)
    credit_limit: float | None = Field(default=None, ge=0)
    discount: float = Field(default=0.0, ge=0, le=1)
    deduction: float = Field(default=0.0, ge=0, le=1)
    goodwill: float = Field(default=0.0, ge=0)
