"""Settings of the user: what the terminal keeps from one day to the next.

What is unknown to this version is left alone, so that an older program may use the file of a
newer one.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_PLANS = 50
"""plans of which it is kept where they were left; the oldest are forgotten."""
TABLES = ("plans", "sheets")
"""settings that are tables: each of their entries changes by itself."""

Change = tuple[str, ...]
"""where a value stands: ("theme",) or ("sheets", "accounts.promotions")."""


class Place(BaseModel):
    """Where a plan was left."""

    model_config = ConfigDict(frozen=True, strict=True)
    mode: str = ""
    sheet: str = ""


class UserSettings(BaseModel):
    """Immutable: a change makes another one."""

    model_config = ConfigDict(frozen=True, strict=True)
    language: Literal["en", "zh"] | None = None
    """None: the system's."""
    theme: str = ""
    """name of a theme; empty or unknown: the dark one."""
    side: bool | None = None
    """whether details are shown; None: where there is room."""
    tour_seen: bool = False
    """True once the tour has begun by itself."""
    plans: dict[str, Place] = Field(default_factory=dict)
    """where each plan was left, the last one last."""
    sheets: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """plain data by sheet, such as accounts.promotions: how its columns are arranged."""

    def but(self, **values: object) -> "UserSettings":
        """The same with other values."""
        return self.model_copy(update=values)

    def sheet(self, name: str) -> dict[str, Any]:
        """What is kept of a sheet; nothing where nothing is."""
        return dict(self.sheets.get(name, {}))

    def with_sheet(self, name: str, data: Mapping[str, Any]) -> "UserSettings":
        """The same with other data of a sheet; without any, none is kept."""
        others = {key: value for key, value in self.sheets.items() if key != name}
        return self.but(sheets={**others, name: dict(data)} if data else others)

    def with_place(self, plan: str, mode: str, sheet: str) -> "UserSettings":
        """The same where a plan is left elsewhere."""
        others = {key: value for key, value in self.plans.items() if key != plan}
        return self.but(plans={**others, plan: Place(mode=mode, sheet=sheet)})


def differences(before: UserSettings, after: UserSettings) -> dict[Change, Any]:
    """What was changed, as plain data; None where it was taken away."""
    was, now = before.model_dump(), after.model_dump()
    found: dict[Change, Any] = {
        (name,): now[name]
        for name in now
        if name not in TABLES and was[name] != now[name]
    }  # fmt: skip
    for table in TABLES:
        for key in {**was[table], **now[table]}:
            if was[table].get(key) != now[table].get(key):
                found[table, key] = now[table].get(key)
    return found
