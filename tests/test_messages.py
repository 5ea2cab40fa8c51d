"""Messages end as sentences do in their language, and call things by their words."""

from collections.abc import Iterator

import pytest

from kamplan.messages import reason_of
from kamplan.plan import Fault
from kamplan.words import use_language
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
