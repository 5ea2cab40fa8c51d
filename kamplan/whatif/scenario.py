"""Scenario files: what is changed in the plan, and what is expected of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as field_of
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from kamplan.exchange.folder import parse_toml
from kamplan.exchange.toml_lines import with_lines
from kamplan.plan.faults import Fault, PlanError, nearest
from kamplan.plan.model_faults import model_faults

BASE = "base"
Scalar = str | int | float | bool


def _of_one_kind(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """One complaint instead of one a kind that the value might have been of."""
    try:
        return read(value)
    except ValidationError:
        raise PydanticCustomError("not-a-cell", "not a cell") from None


Given = Annotated[Scalar, WrapValidator(_of_one_kind)]
Wanted = Annotated[Scalar | list[Scalar], WrapValidator(_of_one_kind)]
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
    "margin",
    "visit_cost",
    "holding_cost",
    "write_down",
    "goodwill_cost",
]
Status = Literal["optimal", "feasible", "infeasible", "stopped"]


class Part(BaseModel):
    """A part of a scenario file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Change(Part):
    """One change of a table, or of plan.toml where the table is "plan"."""

    table: str
    where: dict[str, Wanted] = {}
    field: str | None = None
    set: Given | None = None
    add: FiniteFloat | None = None
    scale: FiniteFloat | None = None
    insert: dict[str, Given] | None = None
    drop: bool = False

    @model_validator(mode="after")
    def one_act(self) -> "Change":
        """Exactly one of set, add, scale, insert and drop; a field for the first three."""
        acts = [
            name for name in ("set", "add", "scale", "insert") if getattr(self, name) is not None
        ] + (["drop"] if self.drop else [])
        if len(acts) != 1:
            raise PydanticCustomError("change-acts", "not one act")
        if acts[0] in ("set", "add", "scale") and self.field is None:
            raise PydanticCustomError("change-no-field", "no field", {"act": acts[0]})
        if acts[0] == "insert" and (self.where or self.field is not None):
            raise PydanticCustomError("insert-where", "where or field beside insert")
        if acts[0] == "drop" and self.field is not None:
            raise PydanticCustomError("drop-field", "field beside drop")
        return self


def _check_limits(least: float | None, most: float | None) -> None:
    if least is not None and most is not None and least > most:
        raise PydanticCustomError("min-above-max", "min above max", {"max": f"{most:g}"})


class Limits(Part):
    """Where a figure may lie that no record holds."""

    min: FiniteFloat | None = None
    max: FiniteFloat | None = None

    @model_validator(mode="after")
    def some_lie_between(self) -> Self:
        """The minimum is not above the maximum."""
        _check_limits(self.min, self.max)
        return self


class Range(Limits):
    """Where a figure may lie. `within` is a share of the recorded value."""

    within: Annotated[FiniteFloat, Field(ge=0)] | None = None


AGAINST = ("max_drop", "max_rise", "min_drop", "min_rise")


class Rule(Part):
    """An expectation of a figure over a selection, alone or against another scenario."""

    metric: Figure
    where: dict[str, Wanted] = {}
    min: FiniteFloat | None = None
    max: FiniteFloat | None = None
    versus: str | None = None
    max_drop: Annotated[FiniteFloat, Field(ge=0)] | None = None
    max_rise: Annotated[FiniteFloat, Field(ge=0)] | None = None
    min_drop: Annotated[FiniteFloat, Field(ge=0)] | None = None
    min_rise: Annotated[FiniteFloat, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def says_something(self) -> "Rule":
        """At least one limit; those against another scenario need `versus`."""
        relative = any(getattr(self, name) is not None for name in AGAINST)
        if relative and self.versus is None:
            raise PydanticCustomError("rule-versus", "no versus")
        if not relative and self.min is None and self.max is None:
            raise PydanticCustomError("rule-empty", "no limit")
        _check_limits(self.min, self.max)
        _check_limits(self.min_drop, self.max_drop)
        _check_limits(self.min_rise, self.max_rise)
        return self


class Order(Part):
    """A figure that does not fall from one scenario to the next."""

    metric: Figure
    where: dict[str, Wanted] = {}
    scenarios: Annotated[tuple[str, ...], Field(strict=False, min_length=2)]
    by: Annotated[FiniteFloat, Field(gt=-1)] = 0.0


class Expect(Part):
    """What a scenario must come to."""

    status: Status | None = None
    feasible: bool | None = None
    contribution: Range | None = None
    objective: Range | None = None
    revenue: Range | None = None
    promo_spend: Range | None = None
    visits: Range | None = None
    visit_hours: Range | None = None
    units_sold: Range | None = None
    fill_rate: Range | None = None
    units_lost: Range | None = None
    margin: Limits | None = None
    visit_cost: Limits | None = None
    holding_cost: Limits | None = None
    write_down: Limits | None = None
    goodwill_cost: Limits | None = None
    gap: Limits | None = None
    rule: tuple[Rule, ...] = Field(default=(), strict=False)
    order: tuple[Order, ...] = Field(default=(), strict=False)

    @property
    def others(self) -> set[str]:
        """Every scenario that it is held against."""
        return {rule.versus for rule in self.rule if rule.versus is not None} | {
            name for order in self.order for name in order.scenarios
        }


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
    texts: Mapping[str, str] = field_of(default_factory=dict, compare=False, repr=False)
    """the files as text, where they are known: messages name their lines."""

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
    except UnicodeEncodeError:
        # Bytes that are no text are kept as halves of characters.
        raise PlanError([Fault("not-text", file)]) from None
    faults: list[Fault] = []
    data = parse_toml(text, file, faults)
    if data is None:
        raise PlanError(faults)
    try:
        return ScenarioFile.model_validate(data)
    except ValidationError as error:
        found = model_faults(error, file, ScenarioFile)
        raise PlanError(with_lines(found, file, text)) from None


def locate(faults: Iterable[Fault], texts: Mapping[str, str]) -> list[Fault]:
    """Faults of scenario files with the line of the change, rule or key they are about."""
    found = list(faults)
    for name, text in texts.items():
        found = list(with_lines(found, f"scenarios/{name}.toml", text))
    return found


def find_scenario(name: str, texts: Mapping[str, str]) -> Scenario:
    """A scenario with everything it extends. Raises PlanError."""
    chain: list[tuple[str, ScenarioFile]] = []
    wanted: str | None = name
    while wanted is not None and not (wanted == BASE and BASE not in texts):
        if wanted in (seen for seen, _ in chain):
            file = f"scenarios/{chain[-1][0]}.toml"
            round_about = " -> ".join([*(seen for seen, _ in chain), wanted])
            fault = Fault("extends-circle", file, None, "extends", round_about)
            raise PlanError(locate([fault], texts))
        if wanted not in texts:
            raise PlanError(locate([_unknown(wanted, chain, texts)], texts))
        chain.append((wanted, parse_scenario(wanted, texts[wanted])))
        wanted = chain[-1][1].extends
    base = dict(chain).get(BASE)
    if base is not None and (base.change or base.extends is not None):
        raise PlanError([Fault("base-changes", f"scenarios/{BASE}.toml")])
    return Scenario(name, tuple(reversed(chain)), {seen: texts[seen] for seen, _ in chain})


def _unknown(name: str, chain: list[tuple[str, ScenarioFile]], texts: Mapping[str, str]) -> Fault:
    known = sorted({BASE, *texts})
    values: dict[str, Any] = {"nearest": nearest(name, known), "known": ", ".join(known)}
    if chain:
        file = f"scenarios/{chain[-1][0]}.toml"
        return Fault("scenario-unknown", file, None, "extends", name, values)
    return Fault("scenario-unknown", "scenarios", None, "", name, values)
