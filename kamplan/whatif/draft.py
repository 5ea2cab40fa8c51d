"""A scenario file while it is written: whatever is not touched keeps every byte."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import tomlkit
from tomlkit.items import InlineTable

from kamplan.plan import PlanError
from kamplan.whatif.scenario import Change, Scalar, parse_scenario

TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]"
    r"""|[^"'\#\[\]{}\n]+""",
    re.DOTALL,
)
"""What a line of TOML is made of, as far as needed to see where it ends."""


@dataclass
class Block:
    """A heading with its keys, as text."""

    lead: str
    """blank lines and comments above the heading."""
    body: str
    key: str = ""
    """the first part of the heading; "" for what stands before the first."""


def split_lines(text: str) -> Iterator[str]:
    """The lines of valid TOML; a value of several lines is one."""
    depth = start = 0
    for token in TOKEN.finditer(text):
        if token[0] in ("[", "{"):
            depth += 1
        elif token[0] in ("]", "}"):
            depth -= 1
        elif token[0] == "\n" and depth == 0:
            yield text[start : token.end()]
            start = token.end()
    if start < len(text):
        yield text[start:]


def split_blocks(text: str) -> tuple[list[Block], str]:
    """The blocks of valid TOML, the first without heading, and what stands below the last."""
    current = Block("", "")
    blocks, lead = [current], ""
    change: Block | None = None
    for line in split_lines(text):
        if not line.strip() or line.lstrip().startswith("#"):
            lead += line
            continue
        if line.lstrip().startswith("["):
            heading = tomllib.loads(line)
            key = next(iter(heading))
            if key == "change" and change is not None and not isinstance(heading[key], list):
                # [change.where] belongs to the last [[change]], wherever it stands.
                change.body += lead + line
                current = change
            else:
                blocks.append(current := Block(lead, line, key))
                change = current if key == "change" else change
        else:
            current.body += lead + line
        lead = ""
    return blocks, lead


class Draft:
    """A scenario's file as changes and as text; changes are numbered from 0."""

    def __init__(self, name: str, text: str) -> None:
        """Raises PlanError for a text that parse_scenario refuses."""
        try:
            self.changes = list(parse_scenario(name, text).change)
        except PlanError as error:
            if name:
                raise
            raise PlanError(replace(fault, file="scenarios") for fault in error.faults) from None
        self.name = name
        self.blocks, self.tail = split_blocks(text)
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._unchanged: str | None = text

    def copy(self) -> "Draft":
        """The same draft, to be changed by itself."""
        other = object.__new__(Draft)
        other.__dict__ |= self.__dict__
        other.changes = list(self.changes)
        other.blocks = [replace(block) for block in self.blocks]
        return other

    @property
    def text(self) -> str:
        """The file."""
        if self._unchanged is not None:
            return self._unchanged
        return "".join(block.lead + block.body for block in self.blocks) + self.tail

    @property
    def _inline(self) -> bool:
        """Whether the changes stand in one array: change = [{...}, {...}]."""
        return "change" in tomllib.loads(self.blocks[0].body)

    def _places(self) -> list[int]:
        return [place for place, block in enumerate(self.blocks) if block.key == "change"]

    def set_value(self, number: int, key: str, value: Scalar) -> None:
        """Another value of `set`, `add` or `scale`."""
        if getattr(self.changes[number], key) != value:
            self._edit(number, lambda change: change.__setitem__(key, value))

    def set_inserted(self, number: int, column: str, value: Scalar | None) -> None:
        """Another cell of an `insert`; None takes it out."""

        before = self.changes[number].insert or {}

        def edit(change: Any) -> None:
            if value is not None:
                change["insert"][column] = value
            elif column in change["insert"]:
                del change["insert"][column]
            if isinstance(change["insert"], InlineTable) and (column in before) == (value is None):
                change["insert"] = tomlkit.value(spell(change["insert"].unwrap()))

        self._edit(number, edit)

    def _edit(self, number: int, edit: Callable[[Any], None]) -> None:
        self._unchanged = None
        inline = self._inline
        block = self.blocks[0 if inline else self._places()[number]]
        place = number if inline else 0
        document: Any = tomlkit.parse(block.body)
        edit(document["change"][place])
        self._put(block, tomlkit.dumps(document))
        read = tomllib.loads(block.body)["change"][place]
        self.changes[number] = Change.model_validate(read)

    def _put(self, block: Block, body: str) -> None:
        # New lines end as the others do.
        if self.newline == "\r\n" and not re.search(r"(?<!\r)\n", block.body):
            body = re.sub(r"(?<!\r)\n", "\r\n", body)
        block.body = body

    def remove(self, numbers: Collection[int]) -> None:
        """Take changes out. Comments above them stay, those inside them go."""
        for number in sorted(numbers, reverse=True):
            self._unchanged = None
            if self._inline:
                document: Any = tomlkit.parse(self.blocks[0].body)
                del document["change"][number]
                self._put(self.blocks[0], tomlkit.dumps(document))
            else:
                self._remove_block(self._places()[number])
            del self.changes[number]

    def _remove_block(self, place: int) -> None:
        kept = re.sub(r"(?:[ \t]*\r?\n)+\Z", self.newline, self.blocks[place].lead)
        kept = kept if kept.strip() else ""
        del self.blocks[place]
        below = self.blocks[place].lead if place < len(self.blocks) else self.tail
        above = any(block.lead or block.body for block in self.blocks[:place])
        below = kept + below if kept or above else re.sub(r"\A[ \t]*\r?\n", "", below)
        if place < len(self.blocks):
            self.blocks[place].lead = below
        else:
            self.tail = below

    def append(self, data: Mapping[str, Any]) -> None:
        """Add a change below the others, or above the expectations where there is none."""
        self._unchanged = None
        self.changes.append(Change.model_validate(data))
        if self._inline:
            document: Any = tomlkit.parse(self.blocks[0].body)
            document["change"].append(tomlkit.value(spell(data)))
            self._put(self.blocks[0], tomlkit.dumps(document))
            return
        last = (at for at in reversed(range(len(self.blocks))) if self.blocks[at].key == "change")
        place = next(last, 0) + 1
        if place == 1:
            self._open_top()
        above = any(block.lead or block.body for block in self.blocks[:place])
        lines = ["[[change]]", *(f"{key} = {spell(value)}" for key, value in data.items())]
        block = Block(self.newline if above else "", self.newline.join([*lines, ""]), "change")
        self._end_line(self.blocks[place - 1])
        self.blocks.insert(place, block)
        if not above and place < len(self.blocks) - 1:
            below = self.blocks[place + 1]
            below.lead = self.newline + below.lead

    def _open_top(self) -> None:
        """Where no key stands at the top: the comments there, but not those of a heading."""
        first = self.blocks[0]
        if first.body:
            return
        if len(self.blocks) == 1:
            first.body, self.tail = self.tail, ""
            return
        lead = self.blocks[1].lead
        if blank := list(re.finditer(r"(?m)^[ \t]*\r?\n", lead)):
            cut = blank[-1].start()
            first.body, self.blocks[1].lead = lead[:cut], lead[cut:]

    def _end_line(self, block: Block) -> None:
        if block.body and not block.body.endswith("\n"):
            block.body += self.newline

    def set_versus(self, old: str, new: str) -> None:
        """Another scenario in the rules and orders that are held against one."""
        self._unchanged = None
        for block in self.blocks:
            document: Any = tomlkit.parse(block.body)
            expect = document.get("expect", {})
            for rule in expect.get("rule", []):
                if rule.get("versus") == old:
                    rule["versus"] = new
            for names in (order["scenarios"] for order in expect.get("order", [])):
                for place in range(len(names)):
                    if names[place] == old:
                        names[place] = new
            block.body = tomlkit.dumps(document)

    def set_top(self, key: str, value: str | None) -> None:
        """A key at the top of the file; None takes it out."""
        self._unchanged = None
        first = self.blocks[0]
        lines = list(split_lines(first.body))
        named = [next(iter(tomllib.loads(line)), "") for line in lines]
        if key in named:
            place = named.index(key)
            document: Any = tomlkit.parse(lines[place])
            document[key] = value or ""
            lines[place] = "" if value is None else tomlkit.dumps(document)
        elif value is not None:
            self._open_top()
            self._end_line(first)
            lines = list(split_lines(first.body))
            # `extends` stands first, `description` next.
            keys = [place for place, name in enumerate(named) if name]
            place = keys[0] if keys else len(lines)
            place += key != "extends" and "extends" in named
            lines.insert(place, f"{key} = {spell(value)}{self.newline}")
        first.body = "".join(lines)


def spell(value: Any) -> str:
    """A value as TOML, on one line."""
    if isinstance(value, Mapping):
        pairs = (f"{tomlkit.key(key).as_string()} = {spell(each)}" for key, each in value.items())
        return f"{{ {', '.join(pairs)} }}"
    return str(tomlkit.item(value).as_string())
