"""What moves demand: promotions, visits, and curves through points that both may follow."""

from sqlmodel import Field

from kamplan.plan.columns import Id, KeyId, Names, PlanRow, Weeks


class Promotion(PlanRow, table=True):
    """How an account's demand answers to money spent on one mechanic in a week."""

    account: KeyId
    mechanic: KeyId
    max_uplift: float | None = Field(default=None, ge=0)
    half_spend: float | None = Field(default=None, gt=0)
    shape: float = Field(default=1.0, gt=0)
    curve: Id = ""
    present: float | None = Field(default=None, ge=0)
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
    max_change: float | None = Field(default=None, ge=0)
    half_visits: float | None = Field(default=None, gt=0)
    shape: float = Field(default=1.0, gt=0)
    curve: Id = ""


class Point(PlanRow, table=True):
    """One point of a curve of judgement: an effort, and what it was judged to bring.

    The key names the point rather than its effort, so that a scenario may move the effort.
    """

    curve: KeyId
    point: KeyId
    effort: float = Field(ge=0)
    effect: float = Field(ge=0)
