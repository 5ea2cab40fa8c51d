"""Messages end as sentences do in their language, and call things by their words."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kamplan.messages import reason_of, remedy_of
from kamplan.plan import Fault
from kamplan.wording.nothing_known import NOTHING_KNOWN
from kamplan.words import _, use_language
from tests.cli.running import run
from tests.plan.folders import TINY, write_folder
from tui.screens.editing import check_change


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def test_what_and_remedy_are_two_sentences() -> None:
    said = '"*abc": this is not a change. Write it like +10%, -5%, *0.7, +200 or -50.'
    assert check_change("*abc") == said
    use_language("zh")
    told = check_change("*abc")
    assert told is not None
    assert "。" in told
    assert ". " not in told


@pytest.mark.parametrize(
    ("before", "english", "chinese"),
    [
        ("none", "no effort", "无投入"),
        ("plus_half", "+50 %", "加半"),
        ("present", "present", "现有"),
    ],
)
def test_an_answer_is_called_by_its_words(before: str, english: str, chinese: str) -> None:
    fault = Fault(
        "answers-fall", "judgements.csv", 2, "saturation", "100", {"before": before, "less": "105"}
    )
    assert f"less than the 105 answered for {english}. Raise" in reason_of(fault)
    use_language("zh")
    assert f"“{chinese}”" in reason_of(fault)
    assert "。" in reason_of(fault)
    assert before not in reason_of(fault)
    assert "." not in reason_of(fault)


@pytest.mark.parametrize("code", NOTHING_KNOWN)
def test_where_nothing_could_have_been_meant_there_is_no_list(code: str) -> None:
    for language in ("en", "zh"):
        use_language(language)
        fault = Fault(code, value="x", values={"known": "", "nearest": ""})
        assert remedy_of(fault) == _(NOTHING_KNOWN[code])
        assert remedy_of(replace(fault, values={"known": "y"})) != remedy_of(fault)


def test_commands_say_that_there_is_nothing(tmp_path: Path) -> None:
    tables = {"teams.csv": None, "accounts.csv": TINY["accounts.csv"].replace(",t,", ",,")}
    plan = write_folder(tmp_path / "plan", tables)
    for words, said in (
        (("frontier", plan, "--of", "hours:zz"), "add one first"),
        (("judge", plan, "zz"), "No curve has been judged yet"),
        (("visits", plan, "--team", "zz"), "add the team to teams.csv"),
    ):
        done = run(*words)
        assert done.exit_code == 2
        assert said in done.stderr
        assert "known are" not in done.stderr.lower()
