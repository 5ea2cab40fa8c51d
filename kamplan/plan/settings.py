"""plan.toml: what holds for the whole plan."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from kamplan.plan.columns import LARGEST, Kind

NonNegative = Annotated[FiniteFloat, Field(ge=0, le=LARGEST)]

AIMS = ("contribution", "revenue", "units", "spend", "weighted")
KEPT = ("spend", "visits", "units")
_AIM, _KEPT = f"({'|'.join(AIMS)})", f"({'|'.join(KEPT)})"
OBJECTIVE = rf"^{_AIM}(\s*;\s*{_AIM})*$"
KEEP = rf"^({_KEPT}(\s*;\s*{_KEPT})*)?$"
NAMES = {OBJECTIVE: AIMS, KEEP: KEPT}
"""The names that may stand in a text of each pattern."""


class Section(BaseModel):
    """A part of plan.toml; unknown keys are errors, numbers are numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PromotionSettings(Section):
    """Money for promotion over the whole horizon."""

    budget: NonNegative | None = None
    step: Annotated[FiniteFloat, Field(gt=0, le=LARGEST)] = 1.0


class PeakSettings(Section):
    """The peak season: weeks and ranges, separated by ";"."""

    weeks: Annotated[str, Kind.WEEKS] = ""


class WarehouseSettings(Section):
    """Room for what is in stock at the end of a week, in the unit of the products' volume."""

    capacity: NonNegative | None = None
    price: NonNegative | None = None


class PublishedSettings(Section):
    """Which decisions of the published plan are only added to, separated by ";"."""

    keep: Annotated[str, Field(pattern=KEEP)] = ""


class WeightSettings(Section):
    """What a unit of each counts for in the objective "weighted"."""

    contribution: NonNegative = 0.0
    revenue: NonNegative = 0.0
    units: NonNegative = 0.0
    spend: NonNegative = 0.0


class TargetSettings(Section):
    """What a plan must come to, whatever is maximised."""

    contribution: NonNegative | None = None
    revenue: NonNegative | None = None
    units: NonNegative | None = None


class SolveSettings(Section):
    """When a plan is good enough."""

    gap: Annotated[FiniteFloat, Field(ge=0, lt=1)] = 0.001
    time_limit: NonNegative | None = None
    round: bool = False


class Settings(Section):
    """plan.toml as a whole."""

    name: Annotated[str, Field(min_length=1)]
    currency: str = ""
    first_week: Annotated[str, Kind.WEEK]
    weeks: Annotated[int, Field(ge=1, le=53)]
    objective: Annotated[str, Field(pattern=OBJECTIVE)] = "contribution"
    weights: WeightSettings = WeightSettings()
    target: TargetSettings = TargetSettings()
    promotion: PromotionSettings = PromotionSettings()
    peak: PeakSettings = PeakSettings()
    warehouse: WarehouseSettings = WarehouseSettings()
    published: PublishedSettings = PublishedSettings()
    solve: SolveSettings = SolveSettings()


NUMBERS = frozenset(
    {
        *(f"weights.{name}" for name in WeightSettings.model_fields),
        *(f"target.{name}" for name in TargetSettings.model_fields),
        "promotion.budget",
        "promotion.step",
        "warehouse.capacity",
        "warehouse.price",
        "solve.gap",
        "solve.time_limit",
    }
)
WHOLE_NUMBERS = frozenset({"weeks"})
SWITCHES = frozenset({"solve.round"})
"""Settings that are numbers, or on or off, by key or section.key."""


def setting_kinds() -> dict[str, Kind]:
    """Settings that hold weeks, by key or section.key, and how."""
    found = {}
    for name, info in Settings.model_fields.items():
        inner = getattr(info.annotation, "model_fields", None) or {"": info}
        for key, each in inner.items():
            for kind in each.metadata:
                if isinstance(kind, Kind):
                    found[f"{name}.{key}".rstrip(".")] = kind
    return found
