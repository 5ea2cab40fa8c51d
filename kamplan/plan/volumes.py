"""What is asked for and what arrives: the two large tables."""

from typing import Annotated

from sqlmodel import Field

from kamplan.plan.columns import KeyId, Kind, Mark, PlanRow, Week


class Demand(PlanRow, table=True):
    """Baseline demand: units a week without promotion, at the present visits."""

    account: KeyId
    product: KeyId
    week: Week
    units: float = Field(ge=0)


class Supply(PlanRow, table=True):
    """Units arriving in a week; the week "opening" is the stock before the first."""

    product: KeyId
    week: Annotated[str, Kind.WEEK_OR_OPENING, Mark.KEY]
    units: float = Field(ge=0)
    extra_units: float = Field(default=0.0, ge=0)
    extra_cost: float = Field(default=0.0, ge=0)
