"""The report as one HTML file that loads nothing: style, charts and their runtime inside it.

What a user has typed is text wherever it stands. The page's policy lets only its own two scripts
run, by their digests, and no connection be made.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kamplan import __version__
from kamplan.report.tables import money
from kamplan.reporting.grid import Cell, Column, Grid, Kind, Number, Report
from kamplan.words import _, plain

HTML_LANGUAGES = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True)
class Shown:
    """A cell as it is shown."""

    text: str
    value: float | None = None
    """the number in full, None for text."""
    sign: str = ""
    """up or down, for differences."""
    right: bool = False
    """aligned to the right, as numbers are."""


def page_text(report: Report) -> str:
    """The whole file."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    runtime, drawing = chart_runtime(), _file("report.js")
    specs = {
        f"{section.key}-{place}": chart.spec
        for section in report.sections
        for place, chart in enumerate(section.charts)
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(_file("report.html"))
    return template.render(
        report=report,
        html_language=HTML_LANGUAGES[report.language],
        version=__version__,
        policy=_policy(runtime, drawing),
        notice=Markup(_file("notice.txt")),
        style=Markup(_file("report.css")),
        charts=Markup(script_json(specs)),
        runtime=Markup(runtime),
        drawing=Markup(drawing),
        rows_of=_rows_of,
        cut_words=_cut_words,
        words={
            "missing": _("What is missing"),
            "sections": _("Sections"),
            "made": _(
                "Made by kamplan {version}. This file loads nothing and sends nothing.",
                version=__version__,
            ),
        },
    )


def script_json(value: object) -> str:
    """JSON that may stand in a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


@cache
def chart_runtime() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, from the installed package."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # In strings of the script both are written alike; in the page neither may stand.
    return bundle.replace("\r", "").replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _policy(*scripts: str) -> str:
    """No connection, no picture from elsewhere, no script but these.

    Styles are allowed because Vega sets them on what it draws.
    """
    digests = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {digests}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _file(name: str) -> str:
    return files("kamplan.reporting").joinpath("template", name).read_text("utf-8")


def _rows_of(grid: Grid) -> Iterator[list[Shown]]:
    for row in grid.rows[: grid.most]:
        yield [_shown(cell, column) for cell, column in zip(row, grid.columns, strict=True)]


def _cut_words(grid: Grid) -> str:
    return _(
        "{shown} of {all} rows; the workbook has all.",
        shown=f"{grid.most:,}",
        all=f"{len(grid.rows):,}",
    )


def _shown(cell: Cell, column: Column) -> Shown:
    right = column.kind is not Kind.TEXT
    if cell is None:
        return Shown("–", right=right)
    if isinstance(cell, str):
        return Shown(plain(cell), right=right)
    number = cell if isinstance(cell, Number) else Number(cell, column.kind, column.signed)
    sign = ""
    text = number_text(number)
    if number.signed and any(digit in text for digit in "123456789"):
        sign = "up" if number.value > 0.0 else "down"
    return Shown(text, number.value, sign, right=True)


def number_text(number: Number) -> str:
    """A number as its kind is written; differences with their sign."""
    value, sign = number.value, "+" if number.signed else ""
    match number.kind:
        case Kind.SHARE:
            text = f"{value:{sign}.1%}"
        case Kind.GAP:
            text = f"{value:{sign}.4%}"
        case Kind.PLAIN:
            text = f"{value:{sign},.10g}"
        case Kind.RATE | Kind.SECONDS:
            text = f"{value:{sign},.2f}"
        case Kind.MONEY if not number.signed:
            text = money(value)
        case _:
            text = f"{value:{sign},.0f}"
    # What rounds to nothing has no sign.
    return text if any(digit in text for digit in "123456789") else text.lstrip("+-")
