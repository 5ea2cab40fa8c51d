"""English and Chinese: every message is there, whole, and the same commands speak both."""

import gettext
import json
import os
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.main import get_command

from kamplan.cli.app import app, asked_language
from kamplan.cli.help import run, say
from kamplan.messages import FAULTS, fault_text, missed_text
from kamplan.plan import Fault
from kamplan.whatif.expectations import Missed
from kamplan.wording.expectations import MISSED
from kamplan.words import LANGUAGES, LOCALE, use_language
from tests.plan.folders import edited, write_folder
from tools.words import find_messages, make_catalogue, read_translations

ROOT = Path(__file__).parents[1]
MESSAGES = find_messages()
CHINESE = read_translations("zh")
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]
NOT_WORDS = {"LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "KAMPLAN_LANG"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def kamplan(*words: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own, with no language but the one given."""
    bare = {name: value for name, value in os.environ.items() if name not in NOT_WORDS}
    return subprocess.run(
        [sys.executable, "-m", "kamplan", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        env={**bare, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **environment},
        timeout=120,
        check=False,
    )


def placeholders(message: str) -> list[tuple[str, str, str]]:
    """Name, format and conversion of each."""
    return sorted(
        (name, spec or "", conversion or "")
        for _text, name, spec, conversion in string.Formatter().parse(message)
        if name is not None
    )


def made_up(message: str) -> dict[str, object]:
    """Values that fill a message."""
    return {name: 0.25 if spec else "x" for name, spec, _ in placeholders(message)}


def is_chinese(text: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in text)


# The catalogue


def test_messages_are_found() -> None:
    texts = [text for pair in FAULTS.values() for text in pair] + list(MISSED.values())
    assert set(texts) <= set(MESSAGES)
    assert "Print JSON." in MESSAGES


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_is_translated(message: str) -> None:
    translation = CHINESE.get(message, "")
    assert translation.strip()
    assert placeholders(translation) == placeholders(message)
    assert message.startswith(" ") == translation.startswith(" ")
    values = made_up(message)
    message.format(**values)
    translation.format(**values)


def test_translations_are_chinese_and_end_alike() -> None:
    for message, translation in CHINESE.items():
        if re.search("[A-Za-z]{3}", re.sub("{.*?}", "", message)):
            assert is_chinese(translation), message
        if message.endswith("."):
            assert translation.endswith(("。", "{remedy}", "……", "...")), message
        elif message[-1] not in " }.":
            assert not translation.endswith("。") or "kamplan" in message, message


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_catalogue_is_in_step(language: str) -> None:
    """`make words` would change nothing."""
    folder = LOCALE / language / "LC_MESSAGES"
    po, mo = make_catalogue(language)
    assert (folder / "kamplan.po").read_bytes() == po
    assert (folder / "kamplan.mo").read_bytes() == mo
    assert b"fuzzy" not in po
    assert gettext.translation("kamplan", LOCALE, [language]).gettext("Totals") != "Totals"


def test_no_message_is_marked_inside_an_f_string() -> None:
    """Whether it is found there depends on the version of Python."""
    for path in (ROOT / "kamplan").rglob("*.py"):
        assert not re.search(r"""f(["']).*\{_\(['"].*\1""", path.read_text("utf-8")), path


# Faults


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", FAULTS)
def test_fault_in_words(code: str, language: str) -> None:
    use_language(language)
    values = {name: "v" for text in FAULTS[code] for name in made_up(text)}
    fault = Fault(code, "f.csv", 3, "units", "w", {**values, "nearest": "n", "scenario": "s"})
    text = fault_text(fault)
    assert "{" not in text
    assert is_chinese(text) == (language == "zh")
    assert "f.csv" in text
    assert "units" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", MISSED)
def test_missed_in_words(code: str, language: str) -> None:
    use_language(language)
    text = missed_text(Missed(code, made_up(MISSED[code])))
    assert "{" not in text
    assert is_chinese(text) == (language == "zh")


# Which language


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("", None),
        ("solve plan", None),
        ("--lang zh solve plan", "zh"),
        ("solve plan --lang=zh", "zh"),
        ("--lang en solve plan --lang zh_CN", "zh_CN"),
        ("--lang fr solve", None),
        ("solve --lang", None),
    ],
)
def test_asked_language(words: str, language: str | None) -> None:
    assert asked_language(words.split()) == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"KAMPLAN_LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "KAMPLAN_LANG": "en"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"KAMPLAN_LANG": "fr"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_language_of_the_environment(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NOT_WORDS:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert use_language() == language


# Commands


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return write_folder(
        tmp_path / "broken", edited("demand.csv", "a,p,2026-W52,10", "a,p,2026-W52,-1")
    )


def test_faults_of_a_command(broken: Path) -> None:
    english = kamplan("validate", broken)
    assert (english.returncode, is_chinese(english.stderr)) == (2, False)
    before, after = (
        kamplan("--lang", "zh", "validate", broken),
        kamplan("validate", broken, "--lang=zh"),
    )
    assert before.returncode == after.returncode == 2
    assert before.stderr == after.stderr
    assert "demand.csv 第 2 行，units 列：“-1”：数值小于 0。" in before.stderr
    assert kamplan("validate", broken, LANG="zh_CN.UTF-8").stderr == before.stderr
    assert kamplan("validate", broken, KAMPLAN_LANG="zh").stderr == before.stderr


def test_usage_errors() -> None:
    unknown = kamplan("--lang", "fr", "validate", "x")
    assert unknown.returncode == 2
    assert "languages are en, zh" in unknown.stderr
    missing = kamplan("solve", "--lang", "zh")
    assert missing.returncode == 2
    assert missing.stderr.splitlines()[-1] == "错误：缺少参数 'PLAN'。"
    assert missing.stderr.startswith("用法：")
    bare = kamplan(KAMPLAN_LANG="zh")
    assert bare.returncode == kamplan().returncode
    assert "命令：" in bare.stderr


@pytest.mark.parametrize(
    "sentence",
    [
        "No such command 'sovle'. Did you mean 'solve'?",
        "No such command 'x'.",
        "No such option: --x",
        "No such option: --pla (Possible options: --plan)",
        "Invalid value for '--lang': Missing command.",
        "Option '--plan' requires an argument.",
        "Got unexpected extra argument(s) (a b)",
        "Missing argument 'PLAN'.",
    ],
)
def test_typers_sentences(sentence: str) -> None:
    use_language("zh")
    said = say(sentence)
    assert not re.search(r"[A-Z][a-z]+ ", said)
    for name in re.findall(r"--\w+|'[^']*'|\(\w \w\)", sentence):
        assert name.strip("()") in said
    assert say("Something else is wrong.") == "Something else is wrong."


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kamplan", *command.split(), "--help"])
    monkeypatch.setenv("KAMPLAN_LANG", "zh")
    use_language()
    assert run(app) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("用法：")
    for line in lines[1:]:
        assert is_chinese(line) or not line.strip(), line
        assert cell_len(line) <= 80, line


def test_english_help_loads_no_translation() -> None:
    code = "import sys\nfrom kamplan.cli.app import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "assert 'kamplan.cli.help' not in sys.modules"
    words = [sys.executable, "-c", code, "--help", "--lang", "en"]
    assert subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _keys(document: object, place: str = "") -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield f"{place}.{key}"
            yield from _keys(value, f"{place}.{key}")
    elif isinstance(document, list):
        for value in document:
            yield from _keys(value, f"{place}[]")


def test_json_is_the_same(tmp_path: Path, broken: Path) -> None:
    plan = write_folder(tmp_path / "tiny")
    for words in (("solve", plan), ("validate", broken)):
        english, chinese = (kamplan(*words, "--json", "--lang", name) for name in ("en", "zh"))
        assert english.returncode == chinese.returncode
        first, second = json.loads(english.stdout), json.loads(chinese.stdout)
        assert list(_keys(first)) == list(_keys(second))
        for key in ("schema", "status", "rows"):
            assert first.get(key) == second.get(key)


# Tables


@pytest.fixture(scope="module")
def solved() -> str:
    done = kamplan("--lang", "zh", "solve", ROOT / "scenarios" / "spring_festival")
    assert done.returncode == 0
    return done.stdout


def test_headings(solved: str) -> None:
    for heading in ("合计", "按等级", "促销费用最高的项目", "边际价值", "与简单做法对比"):
        assert f"\n{heading}\n" in solved
    for word in ("Totals", "contribution", "fill rate", "account ", "optimal"):
        assert word not in solved


def _edges(line: str) -> list[tuple[int, int]]:
    """Where each cell of a table's line begins and ends on the screen."""
    return [
        (cell_len(line[: found.start()]), cell_len(line[: found.end()]))
        for found in re.finditer(r"\S+(?: \S+)*", line)
    ]


def test_tables_line_up(solved: str) -> None:
    tables = [block.splitlines() for block in re.findall(r"(?m)(?:^  .*\S.*\n){2,}", solved)]
    assert len(tables) == 5
    for table in tables:
        assert len({cell_len(line) for line in table}) == 1
        starts, ends = (set(each) for each in zip(*_edges(table[0]), strict=True))
        for line in table[1:]:
            for start, end in _edges(line):
                assert start in starts or end in ends, line
    mixed = [line for table in tables for line in table if is_chinese(line)]
    assert len(mixed) > 20
