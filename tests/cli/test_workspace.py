"""Plans in and out of workspaces, and everything that can stand in the way."""

import json
import os
import pty
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from rich.cells import cell_len

from kamplan.store import Workspace
from tests.cli.running import COMMAND, ENVIRONMENT, plan_of, run, run_apart
from tests.plan.folders import SCENARIOS, TINY

SHORT = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.9\n'


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file by its path in the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_in_and_out_to_the_byte(tmp_path: Path) -> None:
    plan_of(
        tmp_path / "raw",
        {"scenarios/短缺.toml": "# mine, 原样\n" + SHORT, "scenarios/empty.toml": ""},
    )
    one, two, work = tmp_path / "one", tmp_path / "two", tmp_path / "w.kamplan"
    assert run("check", tmp_path / "raw", "--update").exit_code == 0
    assert run("export", tmp_path / "raw", one).exit_code == 0
    assert run("import", one, work).exit_code == 0
    assert run("export", work, two).exit_code == 0
    assert files_of(one) == files_of(two)
    assert "scenarios/recorded/短缺.toml" in files_of(two)
    assert files_of(tmp_path / "raw").keys() == files_of(two).keys()
    assert run("import", one, work).exit_code == 2
    assert run("import", one, work, "--replace").exit_code == 0


def test_a_shipped_plan_in_and_out(tmp_path: Path) -> None:
    shipped = SCENARIOS / "spring_festival"
    assert run("import", shipped, tmp_path / "w.kamplan").exit_code == 0
    assert run("export", tmp_path / "w.kamplan", tmp_path / "out").exit_code == 0
    wanted = files_of(shipped)
    found = files_of(tmp_path / "out")
    assert found == {name: wanted[name] for name in found}
    assert {name for name in wanted if name.endswith((".csv", ".toml"))} == set(found)


def test_several_plans_in_one_workspace(tmp_path: Path) -> None:
    work = tmp_path / "w.kamplan"
    for name in ("One", "Two"):
        text = TINY["plan.toml"].replace("Tiny", name)
        assert run("import", plan_of(tmp_path / name, {"plan.toml": text}), work).exit_code == 0
    for command in ("solve", "validate", "check", "explain"):
        which = run(command, work)
        assert which.exit_code == 2
        assert "Name one with --plan: One, Two." in which.stderr
        assert run(command, work, "--plan", "Two").exit_code == 0
    unknown = run("solve", work, "--plan", "Tow")
    assert unknown.exit_code == 2
    assert "Did you mean Two?" in unknown.stderr


def test_export_leaves_what_is_there(tmp_path: Path) -> None:
    folder, there = plan_of(tmp_path / "p"), tmp_path / "there"
    there.mkdir()
    (there / "mine.txt").write_text("mine")
    result = run("export", folder, there)
    assert result.exit_code == 2
    assert "the folder is there already and not empty" in result.stderr
    assert files_of(there) == {"mine.txt": b"mine"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p", "there"]
    (there / "mine.txt").unlink()
    assert run("export", folder, there).exit_code == 0
    assert files_of(there).keys() == files_of(folder).keys()


def test_what_is_no_workspace(tmp_path: Path) -> None:
    folder, work = plan_of(tmp_path / "p"), tmp_path / "w.kamplan"
    missing = run("solve", work)
    assert missing.exit_code == 2
    assert "there is no workspace here" in missing.stderr
    for content in (b"", b"name = 'x'\n", os.urandom(3000)):
        work.write_bytes(content)
        for words in (["solve", work], ["import", folder, work], ["export", work, tmp_path / "o"]):
            result = run(*words)
            assert result.exit_code == 2
            assert "this is not a kamplan workspace" in result.stderr
        assert work.read_bytes() == content
    assert not (tmp_path / "o").exists()


def test_a_newer_workspace(tmp_path: Path) -> None:
    folder, work = plan_of(tmp_path / "p"), tmp_path / "w.kamplan"
    assert run("import", folder, work).exit_code == 0
    with closing(sqlite3.connect(work, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '99'")
    before = work.read_bytes()
    for words in (["solve", work], ["import", folder, work, "--replace"]):
        result = run(*words)
        assert result.exit_code == 2
        assert "a newer version wrote this workspace (schema 99)" in result.stderr
    assert work.read_bytes() == before


def test_a_locked_workspace(tmp_path: Path) -> None:
    folder, work = plan_of(tmp_path / "p"), tmp_path / "w.kamplan"
    assert run("import", folder, work).exit_code == 0
    with closing(sqlite3.connect(work, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        done = run_apart("import", folder, work, "--replace")
        assert run("solve", work).exit_code == 0
    assert done.returncode == 2
    assert "another program is writing to the workspace" in done.stderr
    assert run("import", folder, work, "--replace").exit_code == 0


def test_text_that_is_no_text_is_not_imported(tmp_path: Path) -> None:
    folder = plan_of(tmp_path / "p", {"scenarios/x.toml": b"# \xff\xff\n"})
    for words in (["import", folder, tmp_path / "w"], ["export", folder, tmp_path / "o"]):
        result = run(*words)
        assert result.exit_code == 2
        assert "scenarios/x.toml: this is not text" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def interrupt(words: list[str | Path], after: float) -> tuple[int, str, str]:
    """A command that is sent Ctrl-C after some seconds."""
    process = subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=ENVIRONMENT,
    )
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    return process.returncode, out, err


@pytest.mark.parametrize("after", [0.35, 0.6, 0.8, 1.0, 1.2])
def test_ctrl_c_while_importing(tmp_path: Path, after: float) -> None:
    work = tmp_path / "w.kamplan"
    status, out, _ = interrupt(["import", SCENARIOS / "spring_festival", work], after)
    # Whoever presses it after the last word meets a program that is already leaving.
    assert status in (0, 4) or "Imported" in out
    if work.exists():
        with closing(sqlite3.connect(work)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with Workspace.open(work) as workspace:
            names = workspace.plan_names()
            assert names in ([], ["Spring Festival 2027"])
            if names:
                assert len(workspace.load_plan()["demand"]) == 2496
                assert len(workspace.load_scenarios()) == 5
        again = run("import", SCENARIOS / "spring_festival", work, "--replace")
        assert again.exit_code == 0
    assert status == 4 or "Imported" in out


def test_ctrl_c_while_solving(tmp_path: Path) -> None:
    work = tmp_path / "w.kamplan"
    assert run("import", SCENARIOS / "spring_festival", work).exit_code == 0
    before = work.read_bytes()
    for after in (1.5, 2.5, 4.0, 6.0):
        status, out, err = interrupt(["solve", work, "--json"], after)
        assert status in (0, 4)
        assert work.read_bytes() == before
        if out:
            break
        # Not even loaded yet.
        assert status == 4
    document = json.loads(out)
    assert document["status"] in ("optimal", "feasible", "stopped")
    assert (status == 0) == (document["status"] == "optimal")
    assert status == 0 or "Stopping; the best plan so far is kept." in err


NAMES = ["[/b]", "=cmd()", "龘" * 200, "[@click=app.quit]x[/]", ":smile:"]
SHOWN = ["x\u202eabc", "\x1b[31mred\x1b[0m", "tab\tline\nnext"]


def test_names_are_text(tmp_path: Path) -> None:
    accounts = [f'"{key}","{text}",A,East,t' for key, text in zip(NAMES, NAMES, strict=True)]
    accounts += [f'k{place},"{text}",B,West,t' for place, text in enumerate(SHOWN)]
    keys = [*NAMES, *(f"k{place}" for place in range(len(SHOWN)))]
    folder = plan_of(
        tmp_path / "p",
        {
            "accounts.csv": "account,name,tier,region,team\n" + "\n".join(accounts),
            "demand.csv": "account,product,week,units\n"
            + "".join(f'"{key}",p,2026-W52,9\n' for key in keys),
            "promotions.csv": "account,mechanic,max_uplift,half_spend\n"
            + "".join(f'"{key}",[/m],0.5,5\n' for key in keys),
            "visits.csv": "account,kind,present,min,max,hours,max_change\n"
            + "".join(f'"{key}",[/k],1,0,2,0.1,0.1\n' for key in keys),
            "supply.csv": "product,week,units\np,2026-W52,100\n",
            "teams.csv": "team,week,hours\nt,2026-W52,1\nt,2026-W53,1\n",
            "budgets.csv": 'name,where,max\n[/total],tier=A,60\n"=cmd()",,70\n',
            "service.csv": None,
            "plan.toml": TINY["plan.toml"].replace("Tiny", "[/b] \\u001b[31m\\u202e"),
            "scenarios/[b].toml": SHORT,
        },
    )
    for words in (["solve", folder], ["explain", folder], ["compare", folder], ["check", folder],
                  ["validate", folder], ["import", folder, tmp_path / "w.kamplan"],
                  ["export", folder, tmp_path / "o"]):  # fmt: skip
        result = run(*words)
        assert result.exit_code == 0, result.output
        shown = result.stdout + result.stderr
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        if words[0] in ("solve", "check", "import", "export"):
            assert "[/b] \\x1b[31m\\u202e" in " ".join(shown.split())
    solved = run("solve", folder).stdout
    assert "=cmd()" in solved
    # Too long for its column: cut short, and every line as wide as the screen at most.
    assert "龘…" in solved
    assert max(cell_len(line) for line in solved.splitlines()) <= 80
    document = json.loads(run("solve", folder, "--json").stdout)
    assert {entry["account"] for entry in document["stock"]} == set(keys)
    assert files_of(tmp_path / "o")["accounts.csv"].decode().count("\x1b[31mred") == 1
    assert run("export", tmp_path / "w.kamplan", tmp_path / "o2").exit_code == 0
    assert files_of(tmp_path / "o2") == files_of(tmp_path / "o")


def test_names_are_text_on_a_terminal_too(tmp_path: Path) -> None:
    """The line that shows what is going on appears on a terminal only."""
    text = TINY["plan.toml"].replace("Tiny", "[/b]")
    folder = plan_of(tmp_path, {"plan.toml": text})
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "check", str(folder)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**ENVIRONMENT, "TERM": "xterm"},
        encoding="utf-8",
        check=False,
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 0, shown
    assert "checking [/b] ..." in shown
    assert "1 as expected, 0 not" in done.stdout
