"""pydantic's complaints in kamplan's words."""

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from kamplan.messages import fault_text
from kamplan.plan.model_faults import BOUNDS, KINDS, model_faults
from kamplan.plan.settings import Settings
from kamplan.whatif.scenario import ScenarioFile


class Due(BaseModel):
    """Something that no file of a plan holds."""

    day: date


def test_a_complaint_that_has_no_words_of_its_own_is_told_as_it_is() -> None:
    with pytest.raises(ValidationError) as caught:
        Due.model_validate({"day": "soon"})
    (fault,) = model_faults(caught.value, "due.toml", Due)
    assert (fault.code, fault.column, fault.value) == ("key-wrong", "day", "soon")
    assert fault_text(fault).startswith('due.toml, day: "soon": the value does not fit: Input')


@pytest.mark.parametrize("model", [Settings, ScenarioFile])
def test_no_value_of_a_plan_is_refused_in_words_that_are_not_ours(model: type[BaseModel]) -> None:
    """Every kind of value in place of every key, at every depth."""
    wrong: list[Any] = [
        None,
        True,
        3,
        -1,
        2.5,
        float("nan"),
        float("inf"),
        1e300,
        "x",
        "",
        [],
        ["x"],
        [3],
        {},
    ]
    wrong += [{"x": 3}, [{}], [[]], date(2026, 1, 1)]
    found: set[str] = set()
    for path in paths_of(model):
        for value in wrong:
            data: object = value
            for part in reversed(path):
                data = [data] if part == "*" else {part: data}
            try:
                model.model_validate(data)
            except ValidationError as error:
                found |= {fault.code for fault in model_faults(error, "a.toml", model)}
    assert len(found) > 12
    assert "key-wrong" not in found


def paths_of(model: type[BaseModel]) -> list[tuple[str, ...]]:
    """Every key of a file: ("promotion", "budget"), ("change", "*", "set")."""
    schema = TypeAdapter(model).json_schema()

    def walk(part: dict[str, Any], above: tuple[str, ...]) -> list[tuple[str, ...]]:
        if isinstance(name := part.get("$ref"), str):
            part = schema["$defs"][name.rpartition("/")[2]]
        found = [above] if above else []
        for name, inner in part.get("properties", {}).items():
            found += walk(inner, (*above, name))
        for inner in part.get("anyOf", []):
            found += walk(inner, above)
        if isinstance(items := part.get("items"), dict):
            found += walk(items, (*above, "*"))
        return found

    return list(dict.fromkeys(walk(schema, ())))


def test_the_kinds_are_told_apart() -> None:
    codes = [*KINDS.values(), *(code for code, _ in BOUNDS.values())]
    assert len(codes) - len(set(codes)) == 1  # sections are models or plain keys
