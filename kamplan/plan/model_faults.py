"""What pydantic finds wrong in plan.toml, or in a scenario's file, as kamplan's faults."""

import json
import re
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from kamplan.plan.columns import LARGEST
from kamplan.plan.faults import Fault, nearest
from kamplan.plan.settings import NAMES
from kamplan.plan.typed import NUMBER

BOUNDS = {
    "greater_than_equal": ("below", "ge"),
    "greater_than": ("not-above", "gt"),
    "less_than_equal": ("above", "le"),
    "less_than": ("not-below", "lt"),
    "too_short": ("too-few", "min_length"),
}
"""pydantic's error -> fault, and the limit in the error's context."""
KINDS = {
    "missing": "key-missing",
    "extra_forbidden": "key-unknown",
    "literal_error": "name-unknown",
    "string_pattern_mismatch": "names-unknown",
    "string_too_short": "missing-value",
    "finite_number": "not-finite-key",
    "float_type": "not-a-number",
    "int_type": "not-whole",
    "bool_type": "not-a-switch",
    "string_type": "not-a-string",
    "model_type": "not-a-section",
    "dict_type": "not-a-section",
    "tuple_type": "not-a-list",
}
"""pydantic's error -> fault."""


def model_faults(error: ValidationError, file: str, model: type[Any]) -> list[Fault]:
    """pydantic's complaints as faults: where, value, and the nearest valid key."""
    return [_fault(item, file, model) for item in error.errors(include_url=False)]


def _fault(item: Mapping[str, Any], file: str, model: type[Any]) -> Fault:
    # Changes and rules are counted from 1, as everywhere.
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in item["loc"])
    kind, given, context = item["type"], item["input"], item.get("ctx", {})
    if kind in BOUNDS:
        code, name = BOUNDS[kind]
        limit = context[name]
        code = "too-large" if code == "above" and limit == LARGEST else code
        return Fault(code, file, None, place, _shown(given), {"limit": f"{limit:g}"})
    # Our own validators give their errors the names of faults.
    code = kind if "-" in kind else KINDS.get(kind, "key-wrong")
    values = {"reason": item["msg"], **context}
    if code in ("not-a-number", "not-whole") and isinstance(given, str):
        if not given:
            code = "missing-value"
        elif NUMBER.fullmatch(given.strip()):
            code = "quoted-number"
    if code == "key-unknown":
        known = _keys_beside(model, item["loc"])
        values |= {"known": ", ".join(known), "nearest": nearest(str(item["loc"][-1]), known)}
    elif code == "name-unknown":
        known = re.findall("'([^']*)'", context["expected"])
        values |= {"known": ", ".join(known), "nearest": nearest(str(given), known)}
    elif code == "names-unknown":
        values["known"] = ", ".join(NAMES[context["pattern"]])
    shown = "" if code in ("key-unknown", "key-missing") else _shown(given)
    return Fault(code, file, None, place, shown, values)


def _shown(given: Any) -> str:
    """A value as TOML writes it; nothing where it is a whole section."""
    if isinstance(given, bool | list):
        return json.dumps(given, ensure_ascii=False, default=str)
    return "" if isinstance(given, dict) else str(given)


def _keys_beside(model: type[Any], place: tuple[int | str, ...]) -> list[str]:
    for part in place[:-1]:
        info = getattr(model, "model_fields", {}).get(part)
        inner = getattr(info, "annotation", None)
        for kind in (inner, *get_args(inner)):
            model = kind if hasattr(kind, "model_fields") else model
    return list(getattr(model, "model_fields", {}))
