"""Writes the JSON Schemas of scenario files and plan.toml: python tools/schemas.py.

They come from the models that read the files, with the meaning of each key from the docs. Draft 7,
since that is what editors of TOML know.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pydantic import BaseModel  # noqa: E402

from kamplan.editor_schema import SCHEMAS  # noqa: E402
from kamplan.plan import ROWS  # noqa: E402
from kamplan.plan.columns import columns_of  # noqa: E402
from kamplan.plan.settings import Settings  # noqa: E402
from kamplan.whatif.scenario import AGAINST, ScenarioFile  # noqa: E402

Schema = dict[str, Any]
OWN = "^x_"
"""The user's own columns."""
MOVES = ("set", "add", "scale")


def scenario_schema() -> Schema:
    """PLAN/scenarios/NAME.toml."""
    schema = _of_model(ScenarioFile, "A scenario of kamplan")
    parts, meanings = schema["definitions"], _meanings("scenarios.md")
    for name, part in [("ScenarioFile", schema), *parts.items()]:
        for key, value in part["properties"].items():
            _explain(value, meanings.get(name, {}).get(key))
    change = parts["Change"]
    change["properties"]["table"] = {
        **change["properties"]["table"],
        "enum": ["plan", *ROWS],
    }
    change["oneOf"] = _acts()
    change["allOf"] = [_of_settings(), *(_of_table(name) for name in ROWS)]
    limits = ("min", "max", *AGAINST)
    parts["Rule"]["anyOf"] = [{"required": [name]} for name in limits]
    parts["Rule"]["dependencies"] = {name: ["versus"] for name in AGAINST}
    return schema


def plan_schema() -> Schema:
    """PLAN/plan.toml."""
    schema, meanings = _of_model(Settings, "A plan of kamplan"), _meanings("plan-folder.md")
    found = meanings["plan.toml"]
    for key, value in schema["properties"].items():
        _explain(value, found.get(key))
        inner = value.get("allOf", [value])[0].get("$ref", "").rpartition("/")[2]
        for name, below in schema["definitions"].get(inner, {}).get("properties", {}).items():
            _explain(below, found.get(f"{key}.{name}"))
    return schema


def _of_model(model: type[BaseModel], title: str) -> Schema:
    made = json.dumps(model.model_json_schema()).replace("#/$defs/", "#/definitions/")
    schema: Schema = _tidy(json.loads(made))
    schema["definitions"] = schema.pop("$defs")
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": title}


def _tidy(value: Any) -> Any:
    """Without titles, and without null, which TOML does not have."""
    if isinstance(value, list):
        return [_tidy(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {
        key: {name: _tidy(each) for name, each in inner.items()}
        if key in ("properties", "$defs")
        else _tidy(inner)
        for key, inner in value.items()
        # A default that is empty says nothing.
        if key != "title" and not (key == "default" and inner in (None, "", [], {}))
    }
    if "anyOf" in found:
        kinds = [each for each in found["anyOf"] if each != {"type": "null"}]
        if len(kinds) == 1:
            return {**{key: each for key, each in found.items() if key != "anyOf"}, **kinds[0]}
        found["anyOf"] = kinds
    return found


def _explain(value: Schema, meaning: str | None) -> None:
    """Its meaning beside it; in draft 7 nothing may stand beside a reference."""
    if meaning is None:
        return
    if "$ref" in value:
        value["allOf"] = [{"$ref": value.pop("$ref")}]
    value["description"] = meaning


def _acts() -> list[Schema]:
    """Exactly one of set, add, scale, insert and drop, and what each may stand with."""
    dropped: Schema = {"properties": {"drop": {"const": True}}, "required": ["drop"]}
    chosen: Schema = {"properties": {"where": {"minProperties": 1}}, "required": ["where"]}
    given: dict[str, Schema] = {act: {"required": [act]} for act in (*MOVES, "insert")}
    acts = [
        {
            "required": [act, "field"],
            "not": {"anyOf": [*(given[other] for other in given if other != act), dropped]},
        }
        for act in MOVES
    ]
    moved = [given[act] for act in MOVES]
    field: Schema = {"required": ["field"]}
    return [
        *acts,
        {"required": ["insert"], "not": {"anyOf": [*moved, dropped, chosen, field]}},
        {**dropped, "not": {"anyOf": [*moved, given["insert"], field]}},
    ]


def _named(names: list[str]) -> Schema:
    return {"anyOf": [{"enum": names}, {"pattern": OWN}]}


def _of_table(name: str) -> Schema:
    """Columns that a change of a table may name."""
    columns = columns_of(ROWS[name])
    mine = [column.name for column in columns]
    beside = [
        column.name
        for owner, key in (("accounts", "account"), ("products", "product"))
        if key in mine and owner != name
        for column in columns_of(ROWS[owner])
    ]
    required = [column.name for column in columns if column.required]
    return _where_table(
        name,
        {
            "field": _named(mine),
            "where": {"propertyNames": _named(list(dict.fromkeys([*mine, *beside])))},
            "insert": {"propertyNames": _named(mine), "required": required},
        },
    )


def _of_settings() -> Schema:
    """Keys of plan.toml with their section, and without where that is clear."""
    paths = []
    for name, info in Settings.model_fields.items():
        inner = getattr(info.annotation, "model_fields", None)
        paths += [(name, key) for key in inner] if inner else [("", name)]
    keys = [key for _, key in paths]
    names = [".".join(filter(None, path)) for path in paths]
    clear = [key for key in keys if keys.count(key) == 1]
    enum = list(dict.fromkeys([*names, *clear]))
    return _where_table("plan", {"field": {"enum": enum}, "where": {"maxProperties": 0}})


def _where_table(name: str, properties: Schema) -> Schema:
    return {
        "if": {"properties": {"table": {"const": name}}, "required": ["table"]},
        "then": {"properties": properties},
    }


HEADINGS = {
    "key in `[expect]`": "Expect",
    "key in `[[expect.rule]]`": "Rule",
    "key in `[[expect.order]]`": "Order",
    "key of a range": "Range",
}


def _meanings(page: str) -> dict[str, dict[str, str]]:
    """What the tables of a page say of each key, by the model it belongs to."""
    found: dict[str, dict[str, str]] = {}
    section, model = "", ""
    for line in (ROOT / "docs" / page).read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("|") or line.startswith("|--"):
            continue
        keys = re.findall(r"`([\w.]+)`", cells[0])
        if cells[0].startswith("key"):
            beside = "Change" if section == "Changes" else section or "ScenarioFile"
            model = HEADINGS.get(cells[0], beside)
        elif not keys:
            model = ""
        elif model:
            said = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", cells[-1].rstrip(" |"))
            found.setdefault(model, {}).update(dict.fromkeys(keys, said))
    found["Limits"] = found.get("Range", {})
    return found


def made() -> dict[str, str]:
    """The text of each schema by its name."""
    schemas = {"scenario": scenario_schema(), "plan": plan_schema()}
    return {
        name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in schemas.items()
    }


def main() -> None:
    """Write them into the package."""
    SCHEMAS.mkdir(exist_ok=True)
    for name, text in made().items():
        (SCHEMAS / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
