"""plan.toml written again: what was not changed is there to the byte."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamplan.exchange.folder import settings_text
from kamplan.plan import Settings
from tests.effort import examples

FILE = """\
# Autumn, second draft
name = "Tiny" # for the board
currency = "EUR"
first_week = "2026-W52"   # start
weeks = 3

# Money of the sponsor
[promotion]
# agreed on 12 May
budget = 1e2 # thousands

# When everyone buys
[peak]
weeks = "2026-W53"
"""


def read(text: str) -> Settings:
    """A file's settings."""
    return Settings.model_validate(tomllib.loads(text))


def changed(text: str, **changes: Any) -> Settings:
    """A file's settings with some changed: section__key=value, None: not given."""
    data = tomllib.loads(text)
    for name, value in changes.items():
        section, _, key = name.rpartition("__")
        target = data.setdefault(section, {}) if section else data
        if value is None:
            target.pop(key, None)
        else:
            target[key] = value
        if section and not target:
            del data[section]
    return Settings.model_validate(data)


def write(text: str, **changes: Any) -> str:
    """The file after changes, which reads as the changed settings."""
    wanted = changed(text, **changes)
    written = settings_text(wanted, text)
    assert read(written) == wanted
    # Once more changes nothing.
    assert settings_text(wanted, written) == written
    return written


def lines_of(text: str) -> list[str]:
    """Lines with their ends."""
    return text.splitlines(keepends=True)


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        FILE.replace("\n", "\r\n"),
        FILE.rstrip(),
        f"\n\n{FILE}\n\n# the end",
        FILE.replace(" = ", "="),
        FILE.replace("[peak]", "  [peak]  # !").replace('weeks = "', '\tweeks = "'),
        FILE.replace('"Tiny"', "'Tiny'").replace('"2026-W53"', '"""2026-W53"""'),
        FILE.replace('"Tiny"', '"\\u0054iny"').replace("weeks = 3", "weeks = 0x3"),
        FILE.replace("name", '"name"', 1),
        FILE + "\n[solve]\n# nothing yet\n",
        'name = "x"\nfirst_week = "2026-W52"\nweeks = 1_0\npromotion = { budget = 5.00 }\n',
        'name = "x"\nfirst_week = "2026-W52"\nweeks = 1\nsolve.gap = 0.10\nsolve.round = false\n',
    ],
)
def test_nothing_changed_is_the_same_file(text: str) -> None:
    assert write(text) == text


def test_a_value_changes_in_its_place() -> None:
    found = write(FILE, name="新春", weeks=4, promotion__budget=120.0, peak__weeks="2027-W01")
    assert found == (
        FILE.replace('"Tiny"', '"新春"')
        .replace("weeks = 3", "weeks = 4")
        .replace("1e2", "120")
        .replace('"2026-W53"', '"2027-W01"')
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_value_is_removed_alone(end: str) -> None:
    text = FILE.replace("\n", end)
    assert write(text, currency=None) == text.replace(f'currency = "EUR"{end}', "")
    more = (
        text + f"{end}[solve]{end}gap = 0.01 # exact{end}# minutes matter{end}time_limit = 60{end}"
    )
    assert write(more, solve__gap=None) == more.replace(f"gap = 0.01 # exact{end}", "")


def test_a_section_goes_with_its_last_value() -> None:
    more = FILE + "\n[solve]\ngap = 0.01\ntime_limit = 60\n"
    assert write(more, solve__gap=None, solve__time_limit=None) == FILE + "\n"
    bare = 'name = "x"\nfirst_week = "2026-W52"\nweeks = 1\n\n'
    bare += '[promotion]\nbudget = 5\n\n[peak]\nweeks = ""\n'
    assert write(bare, promotion__budget=None) == bare.replace("[promotion]\nbudget = 5\n\n", "")
    assert write(bare, promotion__budget=None, peak__weeks=None) == bare.partition("[")[0]


def test_comments_in_a_section_stay_when_it_says_nothing_any_more() -> None:
    """The one before the next section is in it, too, as TOML counts."""
    found = write(FILE, promotion__budget=None)
    assert found == FILE.replace("budget = 1e2 # thousands\n", "")
    assert write(found, promotion__budget=100.0).count("#") == 6


def test_a_new_value_stands_with_its_kind() -> None:
    """Not behind the comment that leads to the next section."""
    found = write(FILE, objective="units")
    assert found == FILE.replace("weeks = 3\n", 'weeks = 3\nobjective = "units"\n')
    more = FILE.replace("[peak]", "[solve]\ngap = 0.01 # exact\n\n# What everyone calls\n[peak]")
    found = write(more, solve__time_limit=90.5)
    assert found == more.replace("# exact\n", "# exact\ntime_limit = 90.5\n")


def test_a_new_section_stands_last() -> None:
    assert write(FILE, solve__gap=0.01) == FILE + "\n[solve]\ngap = 0.01\n"
    bare = 'name = "x"\nfirst_week = "2026-W52"\nweeks = 1\n'
    for end in ("\n", "", "\n\n# the end", "\r\n"):
        text = bare.rstrip().replace("\n", end if end == "\r\n" else "\n") + end
        found = write(text, promotion__budget=7.0, solve__round=True)
        assert found.startswith(text)
        assert tomllib.loads(found)["promotion"] == {"budget": 7}


def test_sections_written_on_one_line() -> None:
    """Inline tables and dotted keys are TOML, too."""
    head = 'name = "x"\nfirst_week = "2026-W52"\nweeks = 1\n'
    inline = head + "solve = {gap = 0.1, time_limit = 5} # quick\npromotion = {budget = 1}\n"
    assert write(inline, solve__gap=0.2) == inline.replace("0.1", "0.2")
    assert read(write(inline, solve__gap=None)).solve.time_limit == 5
    assert "promotion" not in write(inline, promotion__budget=None)
    assert write(inline, solve__round=True).startswith(head)
    dotted = "# first\nsolve.gap = 0.1 # exact\n" + head + "solve.time_limit = 5\npeak.weeks = ''\n"
    assert write(dotted, solve__gap=0.2) == dotted.replace("0.1", "0.2")
    # Scattered over the file they cannot be fewer or more, and become a section.
    assert write(dotted, solve__gap=None).endswith("peak.weeks = ''\n\n[solve]\ntime_limit = 5\n")
    assert "solve" not in write(dotted, solve__gap=None, solve__time_limit=None)
    assert "# first\n" in write(dotted, peak__weeks="2026-W52", solve__round=True)


def test_without_a_file_it_is_canonical() -> None:
    data = {
        "solve": {"time_limit": 60.0, "gap": 0.0025}, "peak": {"weeks": ""}, "weeks": 2,
        "promotion": {"budget": 1e12}, "first_week": "2026-W52", "currency": "元", "name": 'a"\n',
    }  # fmt: skip
    assert settings_text(Settings.model_validate(data)) == (
        'name = "a\\"\\n"\ncurrency = "元"\nfirst_week = "2026-W52"\nweeks = 2\n\n'
        "[promotion]\nbudget = 1000000000000\n\n"
        '[peak]\nweeks = ""\n\n'
        "[solve]\ngap = 0.0025\ntime_limit = 60\n"
    )


# any file, any settings

COMMENTS = st.sampled_from(["", "", "", "# why\n", "\n", "\n# a\n# b\n", "  # [peak]\n"])
TRAILS = st.sampled_from(["", "", " # note", "  "])
SECTIONS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "promotion": {"budget": st.sampled_from([0.0, 100.0, 0.1, 1e12])},
    "peak": {"weeks": st.sampled_from(["", "2026-W52", 'a"\\b'])},
    "solve": {
        "gap": st.sampled_from([0.0, 0.001, 0.02]),
        "time_limit": st.sampled_from([0.5, 60.0]),
        "round": st.booleans(),
    },
}
TOP: dict[str, st.SearchStrategy[Any]] = {
    "currency": st.sampled_from(["EUR", "元", ""]),
    "objective": st.sampled_from(["contribution", "units"]),
}


@st.composite
def any_data(draw: st.DrawFn) -> dict[str, Any]:
    """What plan.toml may say."""
    data = {
        "name": draw(st.sampled_from(["Tiny", "新春 # 1", "[peak]"])),
        "first_week": "2026-W52",
        "weeks": draw(st.integers(1, 3)),
        **draw(st.fixed_dictionaries({}, optional=TOP)),
    }
    for section, keys in SECTIONS.items():
        if draw(st.booleans()):
            data[section] = draw(st.fixed_dictionaries({}, optional=keys))
    return data


def value_text(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value).lower()


@st.composite
def any_files(draw: st.DrawFn) -> str:
    """The file of some settings, its sections each in one of three forms, in any order."""
    data = draw(any_data())

    def line(name: str, value: Any) -> str:
        return f"{draw(COMMENTS)}{name} = {value_text(value)}{draw(TRAILS)}\n"

    top = [line(name, value) for name, value in data.items() if not isinstance(value, dict)]
    tables = []
    for name, keys in data.items():
        if not isinstance(keys, dict):
            continue
        form = draw(st.sampled_from(["table", "table", "inline", "dotted"]))
        if form == "inline":
            inside = ", ".join(f"{key} = {value_text(value)}" for key, value in keys.items())
            top.append(f"{draw(COMMENTS)}{name} = {{ {inside} }}{draw(TRAILS)}\n")
        elif form == "dotted" and keys:
            top += [line(f"{name}.{key}", value) for key, value in keys.items()]
        else:
            texts = [line(key, value) for key, value in keys.items()]
            tables.append(f"{draw(COMMENTS)}[{name}]{draw(TRAILS)}\n" + "".join(texts))
    text = "".join([*draw(st.permutations(top)), *draw(st.permutations(tables)), draw(COMMENTS)])
    text = text.rstrip("\n") if draw(st.integers(0, 3)) == 0 else text
    return text.replace("\n", "\r\n") if draw(st.integers(0, 3)) == 0 else text


def comments(text: str) -> list[str]:
    """Lines that are nothing but comments, in order."""
    return [line.strip() for line in text.splitlines() if line.strip().startswith("#")]


@settings(max_examples=examples(60), deadline=None)
@given(text=any_files(), data=any_data())
def test_any_file_can_say_anything(text: str, data: dict[str, Any]) -> None:
    wanted = Settings.model_validate(data)
    written = settings_text(wanted, text)
    assert read(written) == wanted
    assert settings_text(read(text), text) == text
    # Every line that need not change is still there, in order.
    assert comments(written) == comments(text)
    same = [line for line in lines_of(text) if line.strip() and line in lines_of(written)]
    rest = iter(lines_of(written))
    assert all(line in rest for line in same)


@settings(max_examples=examples(24), deadline=None)
@given(text=any_files(), data=st.data())
def test_one_value_is_one_line(text: str, data: st.DataObject) -> None:
    given_now = tomllib.loads(text)
    places = [
        (section, key)
        for section, keys in SECTIONS.items()
        for key in keys
        if key in given_now.get(section, {})
    ]
    section, key = data.draw(st.sampled_from(places or [("", "name")]))
    value = data.draw(SECTIONS[section][key]) if section else "Other"
    written = write(text, **{f"{section}__{key}" if section else key: value})
    pairs = list(zip(lines_of(text), lines_of(written), strict=True))
    assert sum(one != other for one, other in pairs) <= 1
