"""On which line of a TOML text a key stands, for messages."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kamplan.plan.faults import Fault

Path = tuple[str | int, ...]
"""Keys and places in arrays, counted from 0: ("change", 1, "where")."""

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:\\.|[^"\\\n])*)"|'([^'\n]*)'|([\w-]+))[ \t]*""")
_TEXT = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\n#]*")
_REASON = re.compile(r"\(at line (\d+), column \d+\)")


def lines_of(text: str) -> dict[Path, int]:
    """The line of every heading, key and element of valid TOML, counted from 1."""
    return _Scan(text).lines


def line_at(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of a place, or of what it stands in where it is not there itself."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None


def with_lines(faults: Iterable[Fault], file: str, text: str) -> Iterator[Fault]:
    """Faults of a file, valid TOML, with the line of the key, change or rule they are about."""
    lines: Mapping[Path, int] | None = None
    for fault in faults:
        if fault.file != file or fault.row is not None:
            yield fault
            continue
        lines = lines_of(text) if lines is None else lines
        yield replace(fault, row=line_at(lines, _path_of(fault.column)))


def _path_of(column: str) -> Path:
    """change 2 -> ("change", 1); expect.rule.1 -> ("expect", "rule", 0)."""
    return tuple(
        int(word) - 1 if word.isdecimal() else word for word in re.split(r"[ .]", column) if word
    )


def line_of_reason(reason: str, text: str) -> int | None:
    """The line that a complaint about broken TOML names."""
    if found := _REASON.search(reason):
        return int(found[1])
    return text.count("\n") + 1 if "(at end of document)" in reason else None


class _Scan:
    """One reading of a text from top to bottom."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.lines: dict[Path, int] = {}
        self._seen, self._line = 0, 1
        self._counts: dict[Path, int] = {}
        inside: Path = ()
        while self._skip() < len(text):
            inside = self._heading() if text[self.at] == "[" else self._pair(inside)

    def _skip(self) -> int:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _here(self) -> int:
        self._line += self.text.count("\n", self._seen, self.at)
        self._seen = self.at
        return self._line

    def _keys(self) -> tuple[str, ...]:
        """A key, dotted or not."""
        parts = []
        while found := _KEY.match(self.text, self.at):
            escaped, *others = found.groups()
            parts.append(escaped or next(filter(None, others), ""))
            if escaped and "\\" in escaped and (decoded := _decoded(escaped)) is not None:
                parts[-1] = decoded
            self.at = found.end()
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        return tuple(parts)

    def _heading(self) -> Path:
        line, several = self._here(), self.text.startswith("[[", self.at)
        self.at += 2 if several else 1
        path: Path = ()
        keys = self._keys()
        if not keys:
            return self._give_up()
        *above, last = keys
        for key in above:
            path = (*path, key)
            self.lines.setdefault(path, line)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        path = (*path, last)
        self.lines.setdefault(path, line)
        if several:
            self._counts[path] = self._counts.get(path, 0) + 1
            path = (*path, self._counts[path] - 1)
            self.lines[path] = line
        self.at = self._end_of_line()
        return path

    def _end_of_line(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end

    def _pair(self, inside: Path) -> Path:
        line, path = self._here(), inside
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        if path == inside:
            return self._give_up()
        self.at += 1
        self._value(path)
        return inside

    def _give_up(self) -> Path:
        """The text is not valid: the rest of it is not looked at."""
        self.at = len(self.text)
        return ()

    def _value(self, path: Path) -> None:
        first = self.text[self._skip() : self.at + 1]
        self.lines.setdefault(path, self._here())
        if first in ("[", "{"):
            self._several(path, first)
            return
        found = _TEXT.match(self.text, self.at) or _BARE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _several(self, path: Path, opened: str) -> None:
        """The elements of an array, or the pairs of an inline table."""
        closing, count = {"[": "]", "{": "}"}[opened], 0
        self.at += 1
        while self._skip() < len(self.text) and self.text[self.at] != closing:
            before = self.at
            if self.text[self.at] == ",":
                self.at += 1
            elif opened == "[":
                self._value((*path, count))
                count += 1
            else:
                self._pair(path)
            if self.at == before:
                self._give_up()
        self.at += 1


def _decoded(key: str) -> str | None:
    try:
        return str(tomllib.loads(f'key = "{key}"')["key"])
    except tomllib.TOMLDecodeError:
        return None
