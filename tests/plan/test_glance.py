"""The first look at a plan folder: what its files say, or nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from kamplan.exchange.glance import Glance, glance
from tests.plan.folders import write_folder

PLAN = 'name = "Tiny"\nfirst_week = "2026-W52"\nweeks = 3\n'


def test_name_and_accounts_as_the_files_have_them(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "accounts.csv").write_text(
        'account, name ,x_note\n\n a ,"Alpha, Inc"\n ,,\nb,乙,n,one too many\n', encoding="utf-8"
    )
    assert glance(tmp_path) == Glance(
        "Tiny", ("account", "name", "x_note"), (("a", "Alpha, Inc", ""), ("b", "乙", "n"))
    )


def test_files_of_a_chinese_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_bytes(b"\xef\xbb\xbf" + PLAN.encode())
    (tmp_path / "accounts.csv").write_bytes("account,name\na,甲\n".encode("gb18030"))
    seen = glance(tmp_path)
    assert seen is not None
    assert seen.rows == (("a", "甲"),)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("plan.toml", None),
        ("accounts.csv", None),
        ("plan.toml", b"name = "),
        ("plan.toml", b"first_week = 3"),
        ("plan.toml", b"name = 3"),
        ("plan.toml", b'name = "\xff\xff"'),
        ("accounts.csv", b""),
        ("accounts.csv", b"a\0b"),
        ("accounts.csv", b"\n\n"),
        ("accounts.csv", b"account,account\na,b\n"),
        ("accounts.csv", b"account,,name\na,b\n"),
        ("accounts.csv", b'account,name\na,"' + b"x" * 200_000 + b'"\n'),
    ],
)
def test_nothing_where_the_files_do_not_allow_it(
    tmp_path: Path, file: str, content: bytes | None
) -> None:
    write_folder(tmp_path)
    (tmp_path / file).unlink()
    if content is not None:
        (tmp_path / file).write_bytes(content)
    assert glance(tmp_path) is None


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert glance(tmp_path / "nowhere") is None


def test_the_first_screen_waits_for_no_library_of_the_plan() -> None:
    """What the opening loads beside the first screen must not creep back before it."""
    code = "import sys, kamplan.cli.app, kamplan.cli.terminal, tui.run; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = ("sqlmodel", "sqlalchemy", "pydantic", "tomlkit", "alembic", "pulp", "highspy")
    assert "tui.app" in loaded
    assert not [name for name in loaded if name in (*heavy, "solver", "kamplan.plan")]
