"""What people judge: how an account, or a whole segment, answers to effort."""

from sqlmodel import Field

from kamplan.plan.columns import KeyId, PlanRow


class Judgement(PlanRow, table=True):
    """One person's answers for one curve: what would be sold at some efforts.

    In any unit: only their ratios count. Efforts are multiples of the present one.
    """

    curve: KeyId
    judge: KeyId
    none: float = Field(ge=0)
    half: float | None = Field(default=None, ge=0)
    present: float = Field(default=100.0, gt=0)
    plus_half: float | None = Field(default=None, ge=0)
    saturation: float = Field(ge=0)
    weight: float = Field(default=1.0, gt=0)
