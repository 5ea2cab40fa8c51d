"""What HiGHS is told beside the model: an answer depends on it, and a record names it."""

from collections.abc import Mapping

OPTIONS: Mapping[str, bool | int | float | str] = {
    "output_flag": False,
    # HiGHS takes one thread count per process: changing it later answers "not set".
    "threads": 1,
    "mip_abs_gap": 0.0,
    # In linear programs the cuts leave it nothing to find, and it takes longer than it saves.
    "presolve": "off",
}
"""Options of every solve, by HiGHS's names; a solve adds its own gap and time limit."""


def options_text() -> str:
    """The options as one line: "mip_abs_gap=0 presolve=off threads=1"."""
    said = {name: value for name, value in OPTIONS.items() if name != "output_flag"}
    return " ".join(
        f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"
        for name, value in sorted(said.items())
    )
