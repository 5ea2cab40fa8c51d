"""Names of scenarios, and what files say about one another."""

import unicodedata
from collections.abc import Collection, Mapping

from kamplan.editor_schema import HEADER
from kamplan.plan import Fault, PlanError
from kamplan.plan.names import is_file_name, wrong_name
from kamplan.whatif.draft import Draft, spell
from kamplan.whatif.scenario import BASE, parse_scenario
from kamplan.words import _, mark

EXAMPLES = mark("What is changed, and what it must come to; take the # away to use an example.")
EXAMPLE = """

[[change]]
table = "supply"
where = { week = "2026-W50..2026-W52" }
field = "units"
scale = 0.8

[expect]
status = "optimal"
contribution = { within = 0.01 }

[[expect.rule]]
metric = "fill_rate"
where = { tier = "A" }
min = 0.95
"""


def check_name(name: str, known: Collection[str]) -> None:
    """Whether a new scenario may be called so. Raises PlanError.

    Names are file names. Those that differ in case only are one file on some systems.
    """
    if _folded(name) == BASE:
        raise PlanError([Fault("scenario-is-base", "scenarios", value=name)])
    if not is_file_name(name):
        raise PlanError([wrong_name(name, "scenarios")])
    there = {_folded(other): other for other in known}
    if _folded(name) in there:
        raise PlanError([Fault("scenario-there", "scenarios", value=there[_folded(name)])])


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def new_scenario(extends: str | None, description: str) -> str:
    """The text of a file without changes, with examples of them to uncomment."""
    lines = [HEADER] + ([] if extends is None else [f"extends = {spell(extends)}"])
    examples = "\n".join(f"# {line}".rstrip() for line in (_(EXAMPLES) + EXAMPLE).splitlines())
    return "\n".join([*lines, f"description = {spell(description)}", "", examples, ""])


def set_description(text: str, description: str) -> str:
    """A scenario's file with another description. Raises PlanError for a broken text."""
    draft = Draft("", text)
    draft.set_top("description", description)
    return draft.text


def set_extends(text: str, name: str | None) -> str:
    """A scenario's file that extends another, or none. Raises PlanError for a broken text."""
    draft = Draft("", text)
    draft.set_top("extends", name)
    return draft.text


def dependants(texts: Mapping[str, str], name: str) -> list[str]:
    """The scenarios that extend one, directly or not, or are held against it, in order.

    Raises PlanError for a broken text.
    """
    files = {other: parse_scenario(other, text) for other, text in texts.items()}
    found: set[str] = set()
    above = {name}
    while above:
        above = {other for other, file in files.items() if file.extends in above} - found
        found |= above
    found |= {other for other, file in files.items() if name in file.expect.others}
    return sorted(found - {name})


def rename_in(texts: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    """The other files that name a renamed scenario, with its new name in place of the old.

    Raises PlanError for a broken text.
    """
    found = {name: _renamed(name, text, old, new) for name, text in texts.items() if name != old}
    return {name: text for name, text in found.items() if text != texts[name]}


def _renamed(name: str, text: str, old: str, new: str) -> str:
    file = parse_scenario(name, text)
    if old not in (file.extends, *file.expect.others):
        return text
    draft = Draft(name, text)
    if file.extends == old:
        draft.set_top("extends", new)
    draft.set_versus(old, new)
    return draft.text
