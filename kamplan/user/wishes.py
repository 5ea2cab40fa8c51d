"""Where the user's settings lie, and a first look at them: how the first screen is to be.

It needs no library, so that the first screen waits for none; whatever is wrong with the file
is told when the settings are read (kamplan.user.settings).
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VARIABLE = "KAMPLAN_SETTINGS"
"""Where they lie instead; "off": nowhere, and nothing is kept."""


@dataclass(frozen=True)
class Wishes:
    """What the first screen has to know; empty: nothing is wished for."""

    language: str = ""
    theme: str = ""
    mode: str = ""
    """where the plan was left: the mode and its sheet."""
    sheet: str = ""
    side: bool | None = None
    tour_seen: bool = False


def settings_file() -> Path | None:
    """The file; None where nothing is kept."""
    place = os.environ.get(VARIABLE, "")
    if place == "off":
        return None
    if place:
        return Path(place)
    from platformdirs import user_config_path

    return user_config_path("kamplan") / "settings.toml"


def plan_key(path: Path, plan_name: str | None = None) -> str:
    """Under which name it is kept where a plan was left."""
    return f"{path.resolve()}#{plan_name}" if plan_name else str(path.resolve())


def first_wishes(file: Path | None, plan: str = "") -> Wishes:
    """What a file says, unchecked; nothing where it cannot be read."""
    if file is None:
        return Wishes()
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return Wishes()
    left = _table(_table(found, "plans"), plan)
    side = found.get("side")
    return Wishes(
        language=str(found.get("language", "")),
        theme=str(found.get("theme", "")),
        mode=str(left.get("mode", "")),
        sheet=str(left.get("sheet", "")),
        side=side if isinstance(side, bool) else None,
        tour_seen=found.get("tour_seen") is True,
    )


def _table(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = found.get(name)
    return inner if isinstance(inner, dict) else {}
