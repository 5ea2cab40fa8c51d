"""Product lines."""

from sqlmodel import Field

from kamplan.plan.columns import KeyId, PlanRow


class Product(PlanRow, table=True):
    """Something that is sold: prices and costs a unit."""

    product: KeyId
    name: str = ""
    price: float = Field(ge=0)
    cost: float = Field(ge=0)
    retail_price: float | None = Field(default=None, ge=0)
    case_units: float | None = Field(default=None, gt=0)
    holding_cost: float = Field(default=0.0, ge=0)
    salvage: float | None = Field(default=None, ge=0)
    volume: float = Field(default=1.0, ge=0)
