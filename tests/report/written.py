"""Reports written by the command, and what stands in them."""

import re
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from tests.cli.running import plan_of, run

SHORT = 'extends = "base"\n[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.5\n'
POORER = 'extends = "short"\n[[change]]\ntable = "plan"\nfield = "promotion.budget"\nset = 40\n'
SCENARIOS: dict[str, str | bytes | None] = {
    "scenarios/short.toml": SHORT,
    "scenarios/poorer.toml": POORER,
}


@dataclass
class Element:
    """A start tag with its attributes, and the text up to the next tag."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A page as an HTML parser sees it."""

    source: str
    elements: list[Element] = field(default_factory=list)
    open: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.open = True
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Text belongs to the last element, as long as that is open."""
        if self.open:
            self.elements[-1].text += data

    def handle_endtag(self, tag: str) -> None:
        """What follows belongs to none."""
        self.open = False

    @classmethod
    def read(cls, path: Path) -> "Page":
        """Parse a file."""
        return cls(path.read_text("utf-8"))

    def of(self, tag: str) -> list[Element]:
        """Elements of a kind."""
        return [element for element in self.elements if element.tag == tag]

    def text(self) -> str:
        """What is read, scripts and styles left out."""
        shown = (each.text for each in self.elements if each.tag not in ("script", "style"))
        return " ".join(shown)

    def rows(self, caption: str) -> list[list[str]]:
        """A table's rows: numbers in full, texts as shown."""
        tables: dict[str, list[list[str]]] = {}
        name = ""
        for element in self.elements:
            if element.tag == "caption":
                name = element.text
                tables[name] = []
            elif element.tag == "tr":
                tables[name].append([])
            elif element.tag in ("th", "td"):
                cell = element.attributes.get("data-value", element.text)
                tables[name][-1].append(cell)
        return tables[caption][1:]


def report(*words: object, status: int = 0) -> str:
    """Write reports; what is printed."""
    done = run("report", *words)
    assert done.exit_code == status, done.output
    return done.stdout


def small_plan(folder: Path) -> Path:
    """The tiny plan with two scenarios."""
    return plan_of(folder, SCENARIOS)


def book_parts(path: Path) -> dict[str, str]:
    """The XML parts of a workbook."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def sheet_rows(path: Path, sheet: str) -> list[list[object]]:
    """The cells of a sheet below its heading."""
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()[1:]


LOADING = ("src", "href", "srcset", "action", "formaction", "poster", "data", "xlink:href")


def outside(page: Page) -> list[str]:
    """Addresses that a browser would load or lead to, places of the page itself left out."""
    found = [
        value
        for each in page.elements
        for name, value in each.attributes.items()
        if name in LOADING and not value.startswith("#")
    ]
    styles = [each.text for each in page.of("style")]
    styles += [each.attributes.get("style", "") for each in page.elements]
    return found + [each for text in styles for each in re.findall(r"url\(.*?\)|@import.*", text)]
