"""The command: names, files, refusals, exit statuses, Ctrl-C."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kamplan.cli import report as command
from kamplan.words import use_language
from tests.cli.running import ENVIRONMENT, NO_PLAN, plan_of, run
from tests.report.written import Page, report, small_plan

SHEETS = ["report", "summary", "policies", "changed", "bridge", "spend", "visits", "short", "stock",
          "worth", "responses", "frontier", "accounts", "assumptions", "proof"]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return small_plan(tmp_path / "tiny")


def subtitle(path: Path) -> str:
    return next(each.text for each in Page.read(path).of("p")
                if each.attributes.get("class") == "subtitle")  # fmt: skip


def test_without_names_base_is_held_against_all(folder: Path, tmp_path: Path) -> None:
    printed = report(folder, "--no-frontier")
    assert printed.startswith("Written: tiny.html (")
    page = tmp_path / "tiny.html"
    assert subtitle(page) == "Scenario base; side by side: base, poorer, short"
    assert 'id="frontier"' not in page.read_text("utf-8")
    assert 'class="missing"' not in page.read_text("utf-8")


def test_a_report_is_called_as_its_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small_plan(tmp_path / "q4.2026")
    monkeypatch.chdir(folder)
    assert report(".", "base", "--no-frontier").startswith("Written: q4.2026.html (")


def test_one_name_is_held_against_base(folder: Path, tmp_path: Path) -> None:
    report(folder, "short", "--no-frontier", "--out", "x.html", "--jobs", 1)
    assert subtitle(tmp_path / "x.html") == "Scenario short; side by side: base, short"
    report(folder, "poorer", "short", "--no-frontier", "--out", "y.html")
    assert subtitle(tmp_path / "y.html") == "Scenario poorer; side by side: poorer, short"
    report(folder, "base", "--no-frontier", "--out", "z.html")
    assert subtitle(tmp_path / "z.html") == "Scenario base"


def test_every_sheet_is_there_in_both_languages(folder: Path, tmp_path: Path) -> None:
    report(folder, "--out", "r.xlsx")
    assert CalamineWorkbook.from_path("r.xlsx").sheet_names == SHEETS
    try:
        done = run("report", folder, "--out", "z.xlsx", "--out", "z.html", "--lang", "zh")
        assert done.exit_code == 0, done.output
    finally:
        use_language("en")
    assert len(CalamineWorkbook.from_path("z.xlsx").sheet_names) == len(SHEETS)
    page = Page.read(tmp_path / "z.html")
    assert page.of("html")[0].attributes == {"lang": "zh-Hans"}
    titles = [each.text for each in page.of("h2")]
    assert "供货优先级" in titles
    assert not any(title.isascii() for title in titles)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "r.pdf"], "r.pdf: reports are written as .html or .xlsx"),
        (["--out", "r.html", "--out", "r.html"], "r.html: the file is named twice"),
        (["--out", "there.html"], "there.html: something is there already"),
        (["--out", "tiny", "--replace"], "tiny: reports are written as"),
        (["nowhere", "--out", "n.html"], "nowhere"),
        ([*"abcdefghi", "--out", "n.html"], "9 scenarios are named, at most 8"),
    ],
    ids=["report-suffix", "report-twice", "report-there", "report-plan", "unknown", "report-many"],
)
def test_what_cannot_be_written_is_refused(
    folder: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    (tmp_path / "there.html").write_text("mine")
    done = run("report", folder, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert (tmp_path / "there.html").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there.html", "tiny"]


def test_all_that_is_wrong_with_files_is_said_at_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "there.html").write_text("mine")
    done = run("report", folder, "--out", "r.pdf", "--out", "there.html")
    assert "r.pdf" in done.stderr
    assert "there.html" in done.stderr


def test_a_file_is_replaced_only_where_that_is_asked_for(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "there.html").write_text("mine")
    report(folder, "base", "--no-frontier", "--out", "there.html", "--replace")
    assert "<!doctype html>" in (tmp_path / "there.html").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there.html", "tiny"]


def test_the_plan_itself_is_never_replaced(folder: Path, tmp_path: Path) -> None:
    assert run("export", folder, "plan.xlsx").exit_code == 0
    before = (tmp_path / "plan.xlsx").read_bytes()
    done = run("report", "plan.xlsx", "--out", "plan.xlsx", "--replace")
    assert (done.exit_code, "this is the plan itself" in done.stderr) == (2, True)
    assert (tmp_path / "plan.xlsx").read_bytes() == before


def test_what_comes_meanwhile_is_not_overwritten(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gather(*words: Any) -> Any:
        (tmp_path / "r.html").write_text("mine")
        return original(*words)

    original = command._gather
    monkeypatch.setattr(command, "_gather", gather)
    done = run("report", folder, "base", "--no-frontier", "--out", "r.html")
    assert (done.exit_code, "something is there already" in done.stderr) == (2, True)
    assert (tmp_path / "r.html").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "tiny"]


def test_a_scenario_that_fails_does_not_end_the_report(folder: Path, tmp_path: Path) -> None:
    (folder / "scenarios" / "wrong.toml").write_text(
        '[[change]]\ntable = "supply"\nwhere = { product = "none" }\nfield = "units"\nset = 1\n'
    )
    done = run("report", folder, "base", "wrong", "short", "--no-frontier", "--out", "r.html")
    assert done.exit_code == 2
    assert "wrong.toml" in done.stderr
    page = Page.read(tmp_path / "r.html")
    assert "wrong could not be solved" in page.text()
    assert {row[0] for row in page.rows("Proof")} == {"base", "short"}


def test_no_plan_is_reported_with_its_conflict(tmp_path: Path) -> None:
    folder = plan_of(tmp_path / "tiny", NO_PLAN)
    report(folder, "--out", tmp_path / "r.html", "--out", tmp_path / "r.xlsx", status=3)
    shown = Page.read(tmp_path / "r.html").text()
    assert "infeasible" in shown
    assert "no plan keeps every rule: least spend of east" in shown
    assert "The budget frontier was not worked out." in shown


def test_ctrl_c_keeps_what_is_finished(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bridges(*words: Any) -> Any:
        found = original(*words)
        os.kill(os.getpid(), signal.SIGINT)
        return found

    original = command.find_bridges
    monkeypatch.setattr(command, "find_bridges", bridges)
    report(folder, "--out", "r.html", status=4)
    page = Page.read(tmp_path / "r.html")
    shown = page.text()
    assert "Stopped: what is finished is shown." in shown
    assert "The budget frontier was not worked out." in shown
    assert page.rows("Bridge by causes")
    assert "not split by causes" not in shown


def test_ctrl_c_before_the_bridges_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bridges(source: Any, pool: Any, flag: Any, *words: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return original(source, pool, flag, *words)

    original = command.find_bridges
    monkeypatch.setattr(command, "find_bridges", bridges)
    report(folder, "--out", "r.html", status=4)
    shown = Page.read(tmp_path / "r.html").text()
    assert "The bridge to poorer is not split by causes." in shown
    assert "The bridge to short is not split" not in shown


def test_other_commands_do_not_load_what_only_reports_need() -> None:
    code = (
        "import sys, kamplan.cli.app; "
        "sys.exit(bool({'jinja2', 'vl_convert', 'xlsxwriter', 'kamplan.reporting'} "
        "& set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, check=False)
    assert done.returncode == 0
