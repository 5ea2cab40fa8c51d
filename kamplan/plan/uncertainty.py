"""What is uncertain: inputs, and how far below and above they may come out."""

from typing import Literal

from sqlalchemy import String
from sqlmodel import Field

from kamplan.plan.columns import KeyId, Names, PlanRow, Weeks, Where

Input = Literal[
    "demand", "supply", "uplift", "half_spend", "visit_effect", "price", "cost", "budget", "hours"
]


APPLIES: dict[str, tuple[str, ...]] = {
    "demand": ("where", "products", "weeks"),
    "supply": ("products", "weeks"),
    "uplift": ("where",),
    "half_spend": ("where",),
    "visit_effect": ("where",),
    "price": ("products",),
    "cost": ("products",),
    "budget": (),
    "hours": ("weeks",),
}
"""columns that narrow each input."""


class Uncertainty(PlanRow, table=True):
    """An input of a group, products and weeks, which may be lower or higher by a share."""

    name: KeyId
    input: Input = Field(sa_type=String)
    where: Where = ""
    products: Names = ""
    weeks: Weeks = ""
    down: float = Field(default=0.0, ge=0, le=1)
    up: float = Field(default=0.0, ge=0)
