"""JSON Schemas of scenario files and plan.toml, for editors."""

from pathlib import Path

from kamplan.plan.faults import Fault, PlanError

SCHEMAS = Path(__file__).parent / "schema"
"""written by tools/schemas.py from the models that read the files"""
INSIDE = "scenarios/.schema"
"""Where a plan folder keeps them: beside the scenario files, and no scenario itself."""
HEADER = "#:schema ./.schema/scenario.json"
"""First line of a scenario file: editors that know TOML look there, without a network."""


def schema_text(name: str) -> str:
    """The schema of "scenario" files or of the "plan", as it is shipped."""
    return (SCHEMAS / f"{name}.json").read_text("utf-8")


def write_schema(folder: Path, name: str) -> Path:
    """Put a schema into a plan folder. Raises PlanError where it cannot be written."""
    path = folder / INSIDE / f"{name}.json"
    if not folder.is_dir():
        raise PlanError([Fault("no-folder", str(folder))])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(schema_text(name), encoding="utf-8", newline="\n")
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(path), values=values)]) from None
    return path


def bring_schema(folder: Path, text: str) -> None:
    """Put the schema beside a scenario file that refers to it, unless it is there."""
    if text.startswith(HEADER) and not (folder / INSIDE / "scenario.json").exists():
        write_schema(folder, "scenario")
