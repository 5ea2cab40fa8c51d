"""Pictures as Vega-Lite specifications. They draw numbers and labels; they work nothing out.

Written out as data: a specification is JSON, and making it through a library of classes would take
a third of a second to load. Colours are never the only sign: labels carry the numbers.
"""

from collections.abc import Sequence
from typing import Any

Spec = dict[str, Any]
Rows = Sequence[dict[str, Any]]

GAIN, LOSS, WHOLE, ACCENT = "#2f7fbf", "#d2691e", "#7a8694", "#c2185b"
INK = "currentColor"
BAR = 22
"""pixels of a bar or a line of a heat map."""
# The first line only keeps bars of one name apart.
LINES = r"slice(split(datum.label, '\n'), 1)"


def _labels(limit: int = 220) -> Spec:
    return {"labelLimit": limit, "titleLimit": 400}


def waterfall(rows: Rows, axis: str, ends: tuple[float, float]) -> Spec:
    """Bars from `low` to `high`, each `label`led; `kind`: whole, gain or loss. Names may have
    several lines, of which the first is not shown. `ends` of the axis."""
    order = [row["name"] for row in rows]
    x = {"field": "name", "type": "nominal", "sort": order, "title": None,
         "axis": {"labelAngle": 0, "labelExpr": LINES, **_labels(150)}}  # fmt: skip
    y = {"type": "quantitative", "title": axis, "axis": {"format": "~s"},
         "scale": {"zero": False, "nice": False, "domain": list(ends)}}  # fmt: skip
    return {
        "width": "container",
        "height": 250,
        "data": {"values": list(rows)},
        "encoding": {"x": x},
        "layer": [
            {
                "mark": {"type": "bar", "size": 38},
                "encoding": {
                    "y": {"field": "low", **y},
                    "y2": {"field": "high"},
                    "color": _kinds(),
                    "tooltip": _tooltip("label"),
                },
            },
            {
                "mark": {"type": "text", "dy": -8, "color": INK, "fontSize": 11},
                "encoding": {"y": {"field": "high", **y}, "text": {"field": "label"}},
            },
        ],
    }


def _kinds() -> Spec:
    return {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["whole", "gain", "loss"], "range": [WHOLE, GAIN, LOSS]},
    }


def _tooltip(*fields: str) -> list[Spec]:
    return [{"field": name, "type": "nominal", "title": " "} for name in fields]


def heat_map(rows: Rows, columns: Sequence[str], lines: Sequence[str], colour: str = GAIN) -> Spec:
    """A cell for each `column` and `line`, as strong as its `value` and `label`led."""
    x = {"field": "column", "type": "ordinal", "sort": list(columns), "title": None,
         "axis": {"orient": "top", "labelAngle": -45, "domain": False, "ticks": False}}  # fmt: skip
    y = {"field": "line", "type": "nominal", "sort": list(lines), "title": None,
         "axis": {"domain": False, "ticks": False, **_labels()}}  # fmt: skip
    strength = {"field": "value", "type": "quantitative", "legend": None,
                "scale": {"range": [0.05, 0.6], "domainMin": 0}}  # fmt: skip
    return {
        "width": "container",
        "height": BAR * len(lines),
        "data": {"values": list(rows)},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "mark": {"type": "rect", "color": colour, "cornerRadius": 2},
                "encoding": {"opacity": strength, "tooltip": _tooltip("line", "column", "label")},
            },
            {
                "mark": {"type": "text", "color": INK, "fontSize": 10},
                "encoding": {"text": {"field": "label"}},
            },
        ],
    }


def bars(rows: Rows, axis: str) -> Spec:
    """A bar to the left or right for each `name`, `label`led; `kind`: gain or loss."""
    order = [row["name"] for row in rows]
    y = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": _labels()}
    x = {"field": "value", "type": "quantitative", "title": axis, "axis": {"format": "~s"},
         "scale": {"padding": 40}}  # fmt: skip
    # A layer without rows would have no extent.
    sides = [("right", -4, "loss"), ("left", 4, "gain")]
    labels = [
        {
            "transform": [{"filter": {"field": "kind", "equal": kind}}],
            "mark": {"type": "text", "color": INK, "fontSize": 11, "align": align, "dx": offset},
            "encoding": {"text": {"field": "label"}},
        }
        for align, offset, kind in sides
        if any(row["kind"] == kind for row in rows)
    ]
    bar = {"mark": "bar", "encoding": {"color": _kinds(), "tooltip": _tooltip("name", "label")}}
    return {
        "width": "container",
        "height": BAR * len(rows),
        "data": {"values": list(rows)},
        "encoding": {"y": y, "x": x},
        "layer": [bar, *labels],
    }


def curves(line: Rows, points: Rows, x_title: str, y_title: str, whole: bool = False) -> Spec:
    """Lines by `series` through `x` and `y`, and points on them by `kind`, each of its own shape.

    `whole`: x counts, so that the axis shows no parts.
    """
    x: Spec = {"field": "x", "type": "quantitative", "title": x_title,
               "axis": {"format": "d" if whole else ",~f", "tickCount": 5}}  # fmt: skip
    if whole:
        x["axis"]["tickMinStep"] = 1
    y = {"field": "y", "type": "quantitative", "title": y_title,
         "axis": {"format": "+.1~%" if whole else ".1~%", "tickCount": 5}}  # fmt: skip
    series = {"field": "series", "type": "nominal", "title": None,
              "legend": {"orient": "top", **_labels()}}  # fmt: skip
    return {
        "width": "container",
        "height": 190,
        "layer": [
            {
                "data": {"values": list(line)},
                "mark": {"type": "line", "color": GAIN, "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "strokeDash": series},
            },
            {
                "data": {"values": list(points)},
                "mark": {"type": "point", "size": 75, "opacity": 1, "filled": True},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "title": None,
                        "legend": {"orient": "top", **_labels()},
                        "scale": {"range": [ACCENT, WHOLE]},
                    },
                    "shape": {"field": "kind", "type": "nominal", "title": None},
                    "tooltip": _tooltip("series", "kind", "label"),
                },
            },
        ],
    }


def frontier(rows: Rows, x_title: str, y_title: str) -> Spec:
    """A line through `x` and `y`; `kind` of a point names what it is, `mark` what is written."""
    x = {"field": "x", "type": "quantitative", "title": x_title, "axis": {"format": "~s"},
         "scale": {"zero": False}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "title": y_title, "axis": {"format": "~s"},
         "scale": {"zero": False, "padding": 18}}  # fmt: skip
    return {
        "width": "container",
        "height": 280,
        "data": {"values": list(rows)},
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "line", "color": GAIN, "strokeWidth": 2}},
            {
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
                "encoding": {
                    "shape": {
                        "field": "kind",
                        "type": "nominal",
                        "legend": None,
                        "scale": {
                            "domain": ["point", "now", "elbow"],
                            "range": ["circle", "square", "diamond"],
                        },
                    },
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "legend": None,
                        "scale": {
                            "domain": ["point", "now", "elbow"],
                            "range": [GAIN, WHOLE, ACCENT],
                        },
                    },
                    "tooltip": _tooltip("label", "mark"),
                },
            },
            {
                "mark": {"type": "text", "dy": -14, "color": INK, "fontSize": 11},
                "encoding": {"text": {"field": "mark"}},
            },
        ],
    }
