"""Reports in a real browser: every chart is drawn, nothing is complained of, nothing runs."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kamplan.words import use_language
from tests.cli.running import run
from tests.plan.folders import SCENARIOS
from tests.report.test_inert import written as hostile
from tests.report.written import Page, report, small_plan

__all__ = ["hostile"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium to open the report in")


def opened(path: Path, folder: Path) -> tuple[Page, str]:
    """(the page once its scripts have run, what the browser's console said)."""
    assert BROWSER is not None
    done = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}",
         "--enable-logging=stderr", "--v=0", "--virtual-time-budget=20000", "--dump-dom",
         path.as_uri()],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )  # fmt: skip
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return Page(done.stdout), "\n".join(console)


def assert_drawn(page: Page) -> None:
    assert page.of("html")[0].attributes.get("data-charts") == "drawn"
    plots = [each for each in page.of("div") if "data-chart" in each.attributes]
    assert plots
    for plot in plots:
        assert plot.attributes.get("data-drawn") == "yes", plot
        assert plot.attributes["aria-label"]
        assert "failed" not in plot.attributes["class"]


def marks(page: Page) -> int:
    """Groups of drawn marks: bars, cells, lines, points, texts."""
    kinds = r"mark-(rect|line|symbol|text) role-mark"
    return sum(bool(re.search(kinds, each.attributes.get("class", ""))) for each in page.of("g"))


def test_every_chart_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    report(small_plan(tmp_path / "tiny"), "--out", path)
    page, console = opened(path, tmp_path / "profile")
    assert console == ""
    assert_drawn(page)
    plots = [each for each in page.of("div") if "data-chart" in each.attributes]
    sections = {each.attributes["data-chart"].rpartition("-")[0] for each in plots}
    assert sections == {"bridge", "allocation", "stock", "responses", "frontier", "accounts"}
    # Every picture has at least two kinds of marks.
    assert marks(page) >= 2 * len(plots)


def test_names_stay_names_in_the_browser(hostile: tuple[Path, Path], tmp_path: Path) -> None:
    page, console = opened(hostile[0], tmp_path / "profile")
    assert console == ""
    assert_drawn(page)
    assert not page.of("img")
    assert len(page.of("script")) == 3


def test_a_script_that_got_in_would_not_run(tmp_path: Path) -> None:
    """The policy holds: another script is refused, and so is a connection."""
    path = tmp_path / "r.html"
    report(small_plan(tmp_path / "tiny"), "base", "--no-frontier", "--out", path)
    text = path.read_text("utf-8")
    bad = "<script>document.title = 'ran'</script><img src='https://example.invalid/x.png'>"
    path.write_text(text.replace("</footer>", f"</footer>{bad}"), "utf-8")
    page, console = opened(path, tmp_path / "profile")
    assert page.of("title")[0].text != "ran"
    assert console.count("Content Security Policy") >= 2


def test_a_shipped_plan_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    plan = SCENARIOS / "spring_festival"
    try:
        done = run("report", plan, "gift-box-30", "--lang", "zh", "--no-frontier", "--out", path)
    finally:
        use_language("en")
    assert done.exit_code == 0, done.output
    page, console = opened(path, tmp_path / "profile")
    assert console == ""
    assert_drawn(page)
    assert any("可供货量" in each.text for each in page.of("text"))
