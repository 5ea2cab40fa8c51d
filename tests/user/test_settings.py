"""The user's settings: read, changed beside another program, and never destroyed."""

import threading
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from kamplan.cli.app import app
from kamplan.messages import fault_text
from kamplan.plan import PlanError
from kamplan.user import keeping
from kamplan.user.keeping import read_settings, write_changes
from kamplan.user.settings import MOST_PLANS, Place, UserSettings
from kamplan.user.wishes import VARIABLE, Wishes, first_wishes, plan_key, settings_file

NONE = UserSettings()
WRITTEN = """\
# mine
theme = "kamplan-light" # in the sun
tour_seen = true
later = { a = 1 } # a newer version's

[plans."/a#b"]
mode = "limits"
sheet = "supply"

[sheets."accounts.promotions"]
hidden = ["shape", "curve"]
widths = { account = 12 }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def written(file: Path) -> Path:
    """A file someone wrote by hand."""
    file.parent.mkdir()
    file.write_text(WRITTEN, "utf-8")
    return file


def test_what_is_not_there_is_the_default(file: Path) -> None:
    assert read_settings(file) == NONE
    assert first_wishes(file) == first_wishes(None) == Wishes()
    assert NONE.sheet("accounts.promotions") == {}


def test_what_is_kept_is_read_again(file: Path) -> None:
    settings = (
        NONE.but(language="zh", theme="kamplan-light", side=False, tour_seen=True)
        .with_sheet("accounts.promotions", {"hidden": ["shape"], "widths": {"account": 12}})
        .with_place("/plans/a b", "limits", "supply")
    )
    write_changes(file, NONE, settings)
    assert read_settings(file) == settings
    assert {path.name for path in file.parent.iterdir()} <= {"settings.toml", "settings.lock"}
    assert first_wishes(file, "/plans/a b") == Wishes(
        "zh", "kamplan-light", "limits", "supply", side=False, tour_seen=True
    )
    assert first_wishes(file, "/elsewhere").mode == ""
    # Taken away again.
    less = settings.but(side=None, language=None).with_sheet("accounts.promotions", {})
    write_changes(file, settings, less)
    assert read_settings(file) == less


def test_what_others_wrote_stays(file: Path) -> None:
    before = read_settings(written(file))
    assert before.sheet("accounts.promotions") == {
        "hidden": ["shape", "curve"],
        "widths": {"account": 12},
    }
    # Another program keeps something of its own meanwhile.
    write_changes(file, before, before.but(side=True).with_sheet("limits.supply", {"x": 1}))
    write_changes(file, before, before.but(language="zh").with_place("/a#b", "plan", "spend"))
    now = read_settings(file)
    assert (now.side, now.language, now.theme) == (True, "zh", "kamplan-light")
    assert (now.sheet("limits.supply"), now.plans["/a#b"].mode) == ({"x": 1}, "plan")
    text = file.read_text("utf-8")
    for part in ("# mine\n", "# in the sun", "later = { a = 1 } # a newer version's"):
        assert part in text


def test_nothing_changed_writes_nothing(file: Path) -> None:
    write_changes(file, NONE, NONE.but(theme=""))
    assert not file.exists()


def test_many_programs_at_once(file: Path) -> None:
    def keep(number: int) -> None:
        for step in range(5):
            write_changes(file, NONE, NONE.with_sheet(f"s{number}", {"step": step}))

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Nobody has written over what another kept meanwhile.
    assert read_settings(file).sheets == {f"s{number}": {"step": 4} for number in range(4)}


def test_a_program_that_does_not_let_go_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PATIENCE", 0.05)
    file.parent.mkdir()
    with FileLock(file.with_suffix(".lock")), pytest.raises(PlanError) as raised:
        write_changes(file, NONE, NONE.but(side=True))
    assert raised.value.faults[0].code == "settings-unwritten"
    assert not file.exists()


def test_only_the_last_plans_are_remembered(file: Path) -> None:
    settings = NONE
    for number in range(MOST_PLANS + 2):
        settings = settings.with_place(f"/p{number}", "plan", "spend")
    write_changes(file, NONE, settings)
    again = settings.with_place("/p2", "limits", "plan")
    write_changes(file, settings, again)
    kept = read_settings(file).plans
    assert list(kept) == [*(f"/p{number}" for number in range(3, MOST_PLANS + 2)), "/p2"]
    assert kept["/p2"] == Place(mode="limits", sheet="plan")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('theme = "light', "line 1"),
        ("side = 3", "column side"),
        ('tour_seen = "yes"', "column tour_seen"),
        ('language = "fr"', "column language"),
        ("plans = 3", "column plans"),
        ("[sheets]\na = 1", "column sheets.a"),
        (b"\xff\xfe", "utf-8"),
    ],
)
def test_a_broken_file_is_told_and_left_alone(file: Path, text: str | bytes, told: str) -> None:
    file.parent.mkdir()
    content = text.encode() if isinstance(text, str) else text
    file.write_bytes(content)
    with pytest.raises(PlanError) as raised:
        read_settings(file)
    fault = raised.value.faults[0]
    assert fault.code == "settings-broken"
    assert str(file) in fault_text(fault)
    assert told.replace("column ", "") in fault_text(fault)
    with pytest.raises(PlanError):
        write_changes(file, NONE, NONE.but(side=True))
    assert file.read_bytes() == content


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("", "utf-8")
    with pytest.raises(PlanError) as raised:
        write_changes(tmp_path / "config" / "settings.toml", NONE, NONE.but(side=True))
    assert raised.value.faults[0].code == "settings-unwritten"


def test_where_they_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_file() is None
    monkeypatch.setenv(VARIABLE, str(tmp_path / "x.toml"))
    assert settings_file() == tmp_path / "x.toml"
    monkeypatch.delenv(VARIABLE)
    found = settings_file()
    assert found is not None
    assert found.parts[-2:] == ("kamplan", "settings.toml")
    assert plan_key(tmp_path, "a") == f"{tmp_path.resolve()}#a"


def test_the_doctor_says_where(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said() -> str:
        result = CliRunner().invoke(app, ["doctor"])
        return next(line for line in result.stdout.splitlines() if line.startswith("settings"))

    assert said() == "settings: ok · nothing is kept"
    monkeypatch.setenv(VARIABLE, str(file))
    assert said() == f"settings: ok · {file} (none yet)"
    written(file)
    assert said() == f"settings: ok · {file}"
    file.write_text("side = 3", "utf-8")
    assert said().startswith("settings: WRONG")
