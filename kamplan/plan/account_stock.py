"""Stock that accounts keep of their own."""

from sqlmodel import Field

from kamplan.plan.columns import KeyId, PlanRow, Week


class AccountStock(PlanRow, table=True):
    """A product whose stock at an account is tracked: what it gets is not sold at once."""

    account: KeyId
    product: KeyId
    opening: float = Field(default=0.0, ge=0)
    lead_weeks: int = Field(default=0, ge=0, le=52)
    min_days: float | None = Field(default=None, ge=0)
    max_days: float | None = Field(default=None, ge=0)
    cost: float | None = Field(default=None, ge=0)
    price: float | None = Field(default=None, ge=0)


class InTransit(PlanRow, table=True):
    """Units that were shipped before the first week and arrive in a week."""

    account: KeyId
    product: KeyId
    week: Week
    units: float = Field(ge=0)
