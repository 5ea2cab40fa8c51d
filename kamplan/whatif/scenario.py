"""Scenario files: what is changed in the plan, and what is expected of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from kamplan.exchange.folder import model_faults
from kamplan.plan.faults import Fault, PlanError, nearest

BASE = "base"
Scalar = str | int | float | bool
Figure = Literal[
    "contribution",
    "objective",
    "revenue",
    "promo_spend",
    "visits",
    "visit_hours",
    "units_sold",
    "units_lost",
    "fill_rate",
]


class Part(BaseModel):
    """A part of a scenario file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Change(Part):
    """One change of a table, or of plan.toml where the table is "plan"."""

    table: str
    where: dict[str, Scalar | list[Scalar]] = {}
    field: str | None = None
    set: Scalar | None = None
    add: FiniteFloat | None = None
    scale: FiniteFloat | None = None
    insert: dict[str, Scalar] | None = None
    drop: bool = False

    @model_validator(mode="after")
    def one_act(self) -> "Change":
        """Exactly one of set, add, scale, insert and drop; a field for the first three."""
        acts = [
            name for name in ("set", "add", "scale", "insert") if getattr(self, name) is not None
        ] + (["drop"] if self.drop else [])
        if len(acts) != 1:
            raise ValueError("give exactly one of set, add, scale, insert, drop")
        if acts[0] in ("set", "add", "scale") and self.field is None:
            raise ValueError(f"{acts[0]} needs a field")
        if acts[0] == "insert" and (self.where or self.field is not None):
            raise ValueError("insert takes no where and no field")
        if acts[0] == "drop" and self.field is not None:
            raise ValueError("drop removes whole rows: it takes no field")
        return self


class Range(Part):
    """Where a figure may lie. `within` is a share of the recorded value."""

    min: FiniteFloat | None = None
    max: FiniteFloat | None = None
    within: Annotated[FiniteFloat, Field(ge=0)] | None = None


class Limits(Part):
    """Where a figure may lie that no record holds."""

    min: FiniteFloat | None = None
    max: FiniteFloat | None = None


class Rule(Part):
    """An expectation of a figure over a selection, alone or against another scenario."""

    metric: Figure
    where: dict[str, Scalar | list[Scalar]] = {}
    min: FiniteFloat | None = None
    max: FiniteFloat | None = None
    versus: str | None = None
    max_drop: Annotated[FiniteFloat, Field(ge=0)] | None = None
    max_rise: Annotated[FiniteFloat, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def says_something(self) -> "Rule":
        """At least one limit; max_drop and max_rise need `versus`."""
        relative = self.max_drop is not None or self.max_rise is not None
        if relative and self.versus is None:
            raise ValueError("max_drop and max_rise need versus")
        if not relative and self.min is None and self.max is None:
            raise ValueError("give min, max, max_drop or max_rise")
        return self


class Expect(Part):
    """What a scenario must come to."""

    status: Literal["optimal", "feasible", "infeasible", "stopped"] | None = None
    contribution: Range | None = None
    objective: Range | None = None
    revenue: Range | None = None
    promo_spend: Range | None = None
    visits: Range | None = None
    visit_hours: Range | None = None
    units_sold: Range | None = None
    fill_rate: Range | None = None
    units_lost: Range | None = None
    gap: Limits | None = None
    rule: tuple[Rule, ...] = Field(default=(), strict=False)


class ScenarioFile(Part):
    """PLAN/scenarios/NAME.toml."""

    extends: str | None = None
    description: str = ""
    change: tuple[Change, ...] = Field(default=(), strict=False)
    expect: Expect = Expect()


@dataclass(frozen=True)
class Scenario:
    """A scenario by name, and the chain of files it is made of, the oldest first."""

    name: str
    files: tuple[tuple[str, ScenarioFile], ...]

    @property
    def own(self) -> ScenarioFile:
        """The scenario's own file; expectations are not inherited."""
        return self.files[-1][1] if self.files else ScenarioFile()

    @property
    def changes(self) -> list[tuple[str, int, Change]]:
        """(scenario, number, change) in the order in which they apply."""
        return [
            (name, number, change)
            for name, file in self.files
            for number, change in enumerate(file.change, start=1)
        ]


def parse_scenario(name: str, text: str) -> ScenarioFile:
    """Read a scenario file's text. Raises PlanError."""
    file = f"scenarios/{name}.toml"
    try:
        text.encode()
        return ScenarioFile.model_validate(tomllib.loads(text))
    except UnicodeEncodeError:
        # Bytes that are no text are kept as halves of characters.
        raise PlanError([Fault("not-text", file)]) from None
    except ValidationError as error:
        raise PlanError(model_faults(error, file, ScenarioFile)) from None
    except (ValueError, RecursionError) as error:
        raise PlanError([Fault("not-toml", file, values={"reason": str(error)})]) from None


def find_scenario(name: str, texts: Mapping[str, str]) -> Scenario:
    """A scenario with everything it extends. Raises PlanError."""
    chain: list[tuple[str, ScenarioFile]] = []
    wanted: str | None = name
    while wanted is not None and not (wanted == BASE and BASE not in texts):
        if wanted in (seen for seen, _ in chain):
            file = f"scenarios/{chain[-1][0]}.toml"
            raise PlanError([Fault("extends-circle", file, None, "extends", wanted)])
        if wanted not in texts:
            raise PlanError([_unknown(wanted, chain, texts)])
        chain.append((wanted, parse_scenario(wanted, texts[wanted])))
        wanted = chain[-1][1].extends
    base = dict(chain).get(BASE)
    if base is not None and (base.change or base.extends is not None):
        raise PlanError([Fault("base-changes", f"scenarios/{BASE}.toml")])
    return Scenario(name, tuple(reversed(chain)))


def _unknown(name: str, chain: list[tuple[str, ScenarioFile]], texts: Mapping[str, str]) -> Fault:
    known = sorted({BASE, *texts})
    values: dict[str, Any] = {"nearest": nearest(name, known), "known": ", ".join(known)}
    if chain:
        file = f"scenarios/{chain[-1][0]}.toml"
        return Fault("scenario-unknown", file, None, "extends", name, values)
    return Fault("scenario-unknown", "scenarios", None, "", name, values)
