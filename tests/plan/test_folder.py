"""Plan folders: what is read, kept, and written back to the byte."""

import string
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamplan.exchange.folder import plan_files, read_plan, write_plan
from kamplan.plan import Plan
from kamplan.plan.weeks import WeekError, horizon, monday, select_weeks
from kamplan.plan.where import WhereError, parse_where, select_rows
from tests.effort import examples
from tests.plan.folders import SCENARIOS, TINY, edited, write_folder


def units(folder: Path) -> list[float]:
    """Demand as read."""
    return list(read_plan(folder)["demand"]["units"])


@pytest.mark.parametrize("name", ["spring_festival", "wholesale"])
def test_a_shipped_folder_is_canonical(name: str) -> None:
    folder = SCENARIOS / name
    files = plan_files(read_plan(folder))
    kept = {path.name for path in folder.glob("*.csv")} | {"plan.toml"}
    assert set(files) == kept
    assert {file for file in files if files[file] != (folder / file).read_bytes().decode()} == set()


def test_an_export_is_canonical(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path / "one"))
    write_plan(plan, tmp_path / "two", {"scenarios/x.toml": "# mine\n"})
    write_plan(read_plan(tmp_path / "two"), tmp_path / "three")
    for name, text in plan_files(plan).items():
        assert (tmp_path / "two" / name).read_bytes() == text.encode()
        assert (tmp_path / "three" / name).read_bytes() == text.encode()
    assert (tmp_path / "two/scenarios/x.toml").read_text() == "# mine\n"


# No surrogates: they are no text. Blanks at the ends of a cell are not kept.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12).map(
    str.strip
)
LINES = st.text("ab,;\"'\n\r =[]/{}%", max_size=12).map(str.strip)
IDS = st.text(string.ascii_letters + " 茅台,\"'=+[/]-_.#", min_size=1, max_size=8).map(
    lambda text: text.strip() or "a"
)
SHARES = st.floats(0, 1, allow_subnormal=False)
MONEY = st.floats(0, 1e12, allow_subnormal=False) | st.integers(0, 10**12).map(float)


def quoted(text: str) -> str:
    """A CSV cell, always in quotes."""
    return '"' + text.replace('"', '""') + '"'


@settings(
    max_examples=examples(24),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    accounts=st.lists(
        st.tuples(IDS, TEXT | LINES, IDS, SHARES, LINES), min_size=1, max_size=4,
        unique_by=lambda row: row[0],
    ),
    price=MONEY,
    name=TEXT.filter(bool),
    budget=MONEY,
)  # fmt: skip
def test_what_is_read_is_written(
    tmp_path: Path, accounts: list[tuple[str, str, str, float, str]], price: float, name: str,
    budget: float,
) -> None:  # fmt: skip
    heading = "account,name,tier,discount,x_note\n"
    rows = [
        ",".join([quoted(key), quoted(text), quoted(tier), repr(discount), quoted(note)])
        for key, text, tier, discount, note in accounts
    ]
    first = read_plan(
        write_folder(
            tmp_path,
            {
                "accounts.csv": heading + "\n".join(rows),
                "products.csv": f"product,price,cost\np,{price!r},{price!r}\n",
                "demand.csv": "account,product,week,units\n",
                "supply.csv": "product,week,units\n",
                **dict.fromkeys(["promotions.csv", "visits.csv", "budgets.csv", "service.csv"]),
                "plan.toml": f'name = "{escape(name)}"\nfirst_week = "2026-W52"\nweeks = 3\n'
                f"[promotion]\nbudget = {budget!r}\n",
            },
        )
    )
    assert first["accounts"]["name"].tolist() == [row[1] for row in accounts]
    assert first["accounts"]["x_note"].tolist() == [row[4] for row in accounts]
    assert first["accounts"]["discount"].tolist() == [row[3] for row in accounts]
    assert first.settings.name == name
    files = plan_files(first)
    for file, text in files.items():
        (tmp_path / file).write_bytes(text.encode())
    again = read_plan(tmp_path)
    assert plan_files(again) == files
    assert again.settings == first.settings
    assert again["products"]["price"].tolist() == [price]


def escape(text: str) -> str:
    """The inside of a TOML string."""
    return "".join(f"\\U{ord(letter):08x}" for letter in text)


def test_own_columns_are_kept_exported_and_selected_by(tmp_path: Path) -> None:
    supply = "product,week,x_来源,units\np,opening,宁波,3\nq,2026-W53,,20\n"
    changes = edited("budgets.csv", "region=East", "x_city=Leipzig")
    changes["supply.csv"] = supply
    plan = read_plan(write_folder(tmp_path, changes))
    assert plan["accounts"]["x_city"].tolist() == ["Hangzhou", "Leipzig"]
    assert plan["supply"]["x_来源"].tolist() == ["宁波", ""]
    written = "product,week,units,x_来源\np,opening,3,宁波\nq,2026-W53,20,\n"
    assert plan_files(plan)["supply.csv"] == written


DEMAND = TINY["demand.csv"]


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + DEMAND.encode(),
        DEMAND.replace("\n", "\r\n").encode(),
        DEMAND.replace("\n", "\r").encode(),
        DEMAND.replace("\n", "\n\n , ,\n").encode(),
        DEMAND.replace("units\n", "units,,\n").replace("10\n", "10,,\n").encode(),
        DEMAND.rstrip().replace(",", " , ").encode(),
        DEMAND.replace("2026-W52", '"2026-W52"').encode(),
        DEMAND.replace(",10", ",+1e1")
        .replace("W53,20", "W53, 20.0 ")
        .replace(",8", ",.8e+1")
        .encode(),
        DEMAND.replace(",10", ',"10 "').encode(),
    ],
    ids=["mark", "crlf", "cr", "blank lines", "short rows", "spaces", "quotes", "numbers", "cell"],
)
def test_forms_of_csv(tmp_path: Path, raw: bytes) -> None:
    assert units(write_folder(tmp_path, {"demand.csv": raw})) == [10, 20, 8, 5, 4]


def test_gb18030_is_read_and_utf_8_is_written(tmp_path: Path) -> None:
    text = TINY["accounts.csv"].replace("Alpha", "九桥量贩𠮷").replace("Hangzhou", "杭州")
    folder = write_folder(tmp_path, {"accounts.csv": text.encode("gb18030")})
    plan = read_plan(folder)
    assert plan["accounts"]["name"][0] == "九桥量贩𠮷"
    assert "杭州" in plan_files(plan)["accounts.csv"]
    toml = TINY["plan.toml"].replace("Tiny", "春节").encode("gb18030")
    assert read_plan(write_folder(tmp_path, {"plan.toml": toml})).settings.name == "春节"


def test_digits_of_other_scripts_are_digits(tmp_path: Path) -> None:
    """An input method for Chinese writes full-width digits; they have one meaning."""
    text = DEMAND.replace(",10", ",１０").replace("W53,20", "W53,٢٠")
    assert units(write_folder(tmp_path, {"demand.csv": text})) == [10, 20, 8, 5, 4]


def test_missing_tables_and_rows_add_nothing(tmp_path: Path) -> None:
    optional = ("promotions", "visits", "teams", "budgets", "service")
    plan = read_plan(write_folder(tmp_path, {f"{name}.csv": None for name in optional}))
    assert all(len(plan[name]) == 0 for name in optional)
    assert not any(f"{name}.csv" in plan_files(plan) for name in optional)


def test_credit_and_deduction_are_settlements(tmp_path: Path) -> None:
    text = (
        "account,tier,region,settlement,credit_days,discount,deduction\n"
        "a,A,East,credit,60,0.05,\nb,B,West,deduction,,,0.1\n"
    )
    plan = read_plan(write_folder(tmp_path, {"accounts.csv": text, "visits.csv": None}))
    assert plan["accounts"]["settlement"].tolist() == ["credit", "deduction"]
    assert plan["accounts"]["credit_days"].tolist() == [60.0, 0.0]


def test_a_number_selects_as_it_is_typed(tmp_path: Path) -> None:
    plan = read_plan(write_folder(tmp_path, edited("budgets.csv", "region=East", "discount=0.1")))
    chosen = select_rows({"discount": ("0.1",)}, plan.account_columns, 2)
    assert chosen.tolist() == [True, False]


def test_weeks() -> None:
    assert horizon("2026-W52", 3) == ("2026-W52", "2026-W53", "2027-W01")
    assert horizon("2025-W52", 2) == ("2025-W52", "2026-W01")
    assert monday("2026-W53").isoformat() == "2026-12-28"
    for week, code in (
        ("2025-W53", "week-not-there"),
        ("2026-w49", "week-form"),
        ("2026-W9", "week-form"),
        ("２０２６-W52", "week-form"),
        ("", "week-form"),
        ("0000-W01", "week-not-there"),
    ):
        with pytest.raises(WeekError) as caught:
            monday(week)
        assert caught.value.code == code


def test_ranges_of_weeks() -> None:
    weeks = horizon("2026-W51", 5)
    assert select_weeks("", weeks) == [0, 1, 2, 3, 4]
    assert select_weeks("2026-W52 .. 2027-W01; 2026-W51", weeks) == [0, 1, 2, 3]
    assert select_weeks("2026-W53|2026-W52;", weeks) == [1, 2]
    for cell, code in (
        ("2027-W01..2026-W51", "week-order"),
        ("2026-W51..2027-W09", "week-outside"),
        ("2026-W51..", "week-form"),
        (" ; ", "week-form"),
    ):
        with pytest.raises(WeekError) as caught:
            select_weeks(cell, weeks)
        assert caught.value.code == code


def test_selections() -> None:
    columns = {
        "tier": np.array(["A", "B", "A"], dtype=object),
        "x": np.array(["1=2", "", "z"], dtype=object),
    }
    assert parse_where(" tier = A | B ; x=1=2 ;") == {"tier": ("A", "B"), "x": ("1=2",)}
    assert select_rows({"tier": ("A",), "x": ("1=2", "z")}, columns, 3).tolist() == [
        True,
        False,
        True,
    ]
    assert select_rows({}, columns, 3).all()
    for text, code in (
        ("tier", "where-form"),
        ("=A", "where-form"),
        ("tier=", "where-form"),
        ("tier=A|", "where-form"),
        ("tier=A;tier=B", "where-twice"),
    ):
        with pytest.raises(WhereError) as caught:
            parse_where(text)
        assert caught.value.code == code
    for condition, code, near in (
        ({"teir": ("A",)}, "where-column", "tier"),
        ({"x": ("zz",)}, "where-value", "z"),
    ):
        with pytest.raises(WhereError) as caught:
            select_rows(condition, columns, 3)
        assert (caught.value.code, caught.value.values["nearest"]) == (code, near)


def test_settings_are_written_as_they_were_given(tmp_path: Path) -> None:
    text = TINY["plan.toml"] + "\n[solve]\ngap = 0.002\ntime_limit = 60.0\n"
    plan: Plan = read_plan(write_folder(tmp_path, {"plan.toml": text}))
    written = plan_files(plan)["plan.toml"]
    assert tomllib.loads(written) == tomllib.loads(text)
    assert "time_limit = 60\n" in written
    assert "objective" not in written
