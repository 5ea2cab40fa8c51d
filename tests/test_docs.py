"""The docs name everything there is, and name nothing that is not."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from kamplan import __version__
from kamplan.cli.app import app
from kamplan.plan import ROWS
from kamplan.plan.columns import columns_of
from kamplan.plan.settings import Settings
from kamplan.plan.unbuilt import UNBUILT
from kamplan.whatif.scenario import Change, Expect, Limits, Range, Rule, ScenarioFile
from tests.solver.test_families import families_in_the_model

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CHANGELOG.md")),
        *DOCS.rglob("*.md"),
        *(ROOT / "benchmarks").glob("*.md"),
        *(ROOT / "scenarios").glob("*/README.md"),
    ]
)
COMMANDS = typer.main.get_command(app)
assert isinstance(COMMANDS, TyperGroup)

# Where the tests run from an installed package, there are no docs to hold to anything.
pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="no docs beside the tests")


def page(name: str) -> str:
    """The text of a page of the docs."""
    return (DOCS / name).read_text("utf-8")


def named(text: str) -> set[str]:
    """Everything set as code on a page."""
    return set(re.findall(r"`\"?([^`\"]+)\"?`", text))


def section(text: str, heading: str) -> str:
    """From a heading to the next of the same level."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"no section {heading}"
    return found[1]


def options(command: Any) -> Iterator[str]:
    """Every spelling of every option of a command."""
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield from (*parameter.opts, *parameter.secondary_opts)


@pytest.mark.parametrize("name", sorted(COMMANDS.commands))
def test_every_command_and_option_is_in_the_docs(name: str) -> None:
    text = page("commands.md")
    mine, shared = section(text, name), section(text, "For all commands")
    assert f"kamplan {name}" in mine
    missing = set(options(COMMANDS.commands[name])) - named(mine) - named(shared)
    assert not missing


def test_options_before_the_command_are_in_the_docs() -> None:
    missing = set(options(COMMANDS)) - named(section(page("commands.md"), "For all commands"))
    assert not missing


def test_the_docs_name_no_command_or_option_that_is_not_there() -> None:
    text = page("commands.md")
    known = {option for command in COMMANDS.commands.values() for option in options(command)}
    known |= {*options(COMMANDS), "--help", "-h"}
    written = {word for word in named(text) if re.fullmatch(r"--?[a-z-]+", word)}
    assert written <= known
    assert commands_written(text) <= set(COMMANDS.commands)


def commands_written(text: str) -> set[str]:
    """Words after `kamplan` where a command line stands: indented, in code, or in a workflow."""
    lines = re.findall(r"^    kamplan ([a-z]+)", text, re.MULTILINE)
    inline = re.findall(r"`kamplan ([a-z]+)", text)
    steps = re.findall(r"run: kamplan ([a-z]+)", text)
    return {*lines, *inline, *steps}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_named_on_a_page_exists(path: Path) -> None:
    assert commands_written(path.read_text("utf-8")) <= set(COMMANDS.commands)


def test_the_readme_shows_the_main_commands_and_make_targets() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", text)) <= targets
    assert {"demo", "test"} <= set(re.findall(r"^    make ([a-z]+)", text, re.MULTILINE))
    assert set(COMMANDS.commands) <= commands_written(text)


def test_every_family_of_rules_is_in_the_docs() -> None:
    families = families_in_the_model()
    rows = section(page("mathematics.md"), "Rules")
    missing = {family for family in families if f"\n| `{family}` |" not in rows}
    assert not missing


@pytest.mark.parametrize("table", sorted(ROWS))
def test_every_table_and_column_is_in_the_docs(table: str) -> None:
    rows = section(page("plan-folder.md"), f"{table}.csv")
    written = re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE)
    columns = columns_of(ROWS[table])
    assert written == [column.name for column in columns]
    key = re.search(r"Key: ([`\w, ]+)\.", rows)
    assert key
    assert re.findall(r"`(\w+)`", key[1]) == [column.name for column in columns if column.key]
    for column in columns:
        line = re.search(rf"^\| `{column.name}` \|.*", rows, re.MULTILINE)
        assert line
        assert ("| required |" in line[0]) == column.required, column.name


def test_every_key_of_plan_toml_is_in_the_docs() -> None:
    known = []
    for name, info in Settings.model_fields.items():
        inner = getattr(info.annotation, "model_fields", None)
        known += [f"{name}.{key}" for key in inner] if inner else [name]
    rows = section(page("plan-folder.md"), "plan.toml")
    assert set(re.findall(r"^\| `([\w.]+)` \|", rows, re.MULTILINE)) == set(known)


@pytest.mark.parametrize("model", [Change, Expect, Limits, Range, Rule, ScenarioFile])
def test_every_key_of_a_scenario_file_is_in_the_docs(model: Any) -> None:
    tables = "".join(re.findall(r"^\|.*", page("scenarios.md"), re.MULTILINE))
    assert set(model.model_fields) <= set(re.findall(r"\w+", tables))


def test_everything_that_is_refused_is_in_the_docs() -> None:
    rows = section(page("mathematics.md"), "Not built yet")
    for table, column, feature, _ in UNBUILT:
        assert re.search(rf"{table}\.csv `{column}`.*`{feature}`", rows), (table, column)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The minimal plan of the README, with a team, a visit, a scenario and a record."""
    folder = tmp_path_factory.mktemp("docs") / "plan"
    (folder / "scenarios").mkdir(parents=True)
    text = (ROOT / "README.md").read_text("utf-8")
    files = re.findall(r"^`([\w.]+)`\n\n```\w+\n(.*?)```", text, re.MULTILINE | re.DOTALL)
    assert {"plan.toml", "accounts.csv", "products.csv", "demand.csv", "supply.csv"} <= {
        name for name, _ in files
    }
    for name, content in files:
        (folder / name).write_text(content, "utf-8")
    visits = "account,kind,team,present,max,hours,max_change\nnorth-mart,rep,sales,1,2,1,0.1\n"
    (folder / "visits.csv").write_text(visits, "utf-8")
    (folder / "teams.csv").write_text("team,week,hours\nsales,2026-W49,1\n", "utf-8")
    change = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.9\n'
    expect = "[expect]\ncontribution = { min = 1_000_000 }\n"
    (folder / "scenarios" / "short.toml").write_text(change + expect, "utf-8")
    promise = '[[change]]\ntable = "service"\ninsert = { name = "all", min_fill = 5 }\n'
    (folder / "scenarios" / "too-much.toml").write_text(promise, "utf-8")
    run("check", str(folder), "--update")
    (folder / "supply.csv").write_text(
        (folder / "supply.csv").read_text("utf-8").replace("opening,20", "opening,10"), "utf-8"
    )
    return folder


def run(*arguments: str) -> str:
    """Standard output of a command, whatever its status."""
    return CliRunner().invoke(app, list(arguments)).stdout


def keys_of(value: Any) -> Iterator[str]:
    """Every key of a document, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


@pytest.mark.parametrize("command", ["solve", "compare", "check", "validate"])
def test_every_key_of_the_json_is_in_the_docs(plan: Path, command: str) -> None:
    document = json.loads(run(command, str(plan), "--json"))
    assert document["schema"] == f"kamplan.{command}/1"
    if command == "validate":
        document["rows"] = {}
    missing = set(keys_of(document)) - named(page("commands.md"))
    assert not missing


def test_every_key_of_proposed_budgets_is_in_the_docs(plan: Path) -> None:
    document = json.loads(run("budgets", str(plan), "--by", "account", "--json"))
    assert document["schema"] == "kamplan.budgets/1"
    assert document["lines"]
    assert document["plans"]
    assert set(keys_of(document)) <= named(page("commands.md"))


def test_every_key_of_reasons_and_visits_by_week_is_in_the_docs(plan: Path) -> None:
    why = json.loads(run("explain", str(plan), "--account", "north-mart", "--json"))
    visits = json.loads(run("visits", str(plan), "--json"))
    assert why["why"]["money"]
    assert visits["visits"]
    assert {*keys_of(why), *keys_of(visits)} <= named(page("commands.md"))


def test_every_key_of_a_problem_is_in_the_docs(plan: Path, tmp_path: Path) -> None:
    document = json.loads(run("solve", str(tmp_path / "nowhere"), "--json"))
    assert document["problems"]
    assert set(keys_of(document)) <= named(page("commands.md"))


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as they are made for the web."""
    headings = re.findall(r"^#+ (.*)", path.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_docs_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target


@pytest.mark.parametrize("package", ["solver", "kamplan"])
def test_every_module_has_its_line(package: str) -> None:
    words = {name.rpartition("/")[2] for name in named(page("architecture.md"))}
    modules = (ROOT / package).rglob("*.py")
    missing = {
        path.name
        for path in modules
        if not path.name.startswith("__") and path.parent.name != "versions"
    } - words
    assert not missing


# Text that belongs to one machine: its folders, and where it installs packages from.
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.:/~-])/(?:home|root|tmp|usr|opt|var|work|Users|mnt|etc)/|[A-Z]:\\|file://"
    r"|index-url|/simple\b|localhost|127\.0\.0\.1",
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_speaks_of_one_machine(path: Path) -> None:
    assert not OF_ONE_MACHINE.findall(path.read_text("utf-8"))


def test_stored_benchmarks_speak_of_no_machines_folders() -> None:
    for path in (ROOT / "benchmarks" / "results").glob("*.json"):
        assert not OF_ONE_MACHINE.findall(path.read_text("utf-8"))


def test_the_changelog_has_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", text, re.MULTILINE)


def test_every_decision_is_one_page_in_the_same_shape() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [path.name[:4] for path in pages] == [f"{n:04d}" for n in range(1, len(pages) + 1)]
    for path in pages:
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:4]} ")
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text, (path.name, part)
        assert len(text.split()) < 700
