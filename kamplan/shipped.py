"""The plans that come with the program: demo, tutorial and regression suite."""

import shutil
import tempfile
from pathlib import Path

from kamplan.plan.faults import Fault, PlanError, nearest


def shipped_folder() -> Path:
    """The folder of shipped plans, in an installed package or in a checkout."""
    inside = Path(__file__).parent / "scenarios"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "scenarios"


def shipped_plans() -> dict[str, Path]:
    """Name -> plan folder."""
    return {path.parent.name: path.parent for path in sorted(shipped_folder().glob("*/plan.toml"))}


def find_shipped(name: str) -> Path:
    """One shipped plan. Raises PlanError."""
    plans = shipped_plans()
    if name not in plans:
        values = {"nearest": nearest(name, plans), "known": ", ".join(plans)}
        raise PlanError([Fault("shipped-unknown", value=name, values=values)])
    return plans[name]


def copy_shipped(name: str, folder: Path) -> None:
    """Copy a shipped plan into a new folder. Raises PlanError where that is there already."""
    if folder.exists():
        raise PlanError([Fault("folder-there", str(folder))])
    ignore = shutil.ignore_patterns("__pycache__", "*.py", "source", ".kamplan")
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: a copy that was interrupted must not be taken for a plan.
    with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=".copy-") as made:
        inside = Path(made) / folder.name
        shutil.copytree(find_shipped(name), inside, ignore=ignore)
        inside.rename(folder)
