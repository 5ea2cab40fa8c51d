"""What moves demand: promotion curves and visits."""

from sqlmodel import Field

from kamplan.plan.columns import Id, KeyId, Names, PlanRow, Weeks


class Promotion(PlanRow, table=True):
    """How an account's demand answers to money spent on one mechanic in a week."""

    account: KeyId
    mechanic: KeyId
    max_uplift: float = Field(ge=0)
    half_spend: float = Field(gt=0)
    shape: float = Field(default=1.0, gt=0)
    borrowed: float = Field(default=0.0, ge=0, le=1)
    borrowed_weeks: int = Field(default=0, ge=0)
    products: Names = ""
    weeks: Weeks = ""


class Visit(PlanRow, table=True):
    """How often an account may be visited over the horizon, and what that does."""

    account: KeyId
    kind: KeyId
    team: Id = ""
    present: int = Field(default=0, ge=0)
    min: int = Field(default=0, ge=0)
    max: int | None = Field(default=None, ge=0)
    hours: float = Field(ge=0)
    cost: float = Field(default=0.0, ge=0)
    max_change: float = Field(default=0.0, ge=0)
    half_visits: float = Field(default=1.0, gt=0)
    shape: float = Field(default=1.0, gt=0)
