"""The tutorial: its keys lead where it says, and its pictures are those it shows."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.tui.apps import festival

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial.md"
# Where the tests run from an installed package there are no docs and no tools.
pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="no docs beside the tests")


@pytest.fixture(scope="module")
def pictures() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "tools" / "pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its classes look for the module they are of.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "pictures", module)
        spec.loader.exec_module(module)
    return module


def named(text: str) -> set[str]:
    """Keys and texts set as code."""
    return set(re.findall(r"`([^`]+)`", text))


async def test_its_keys_lead_where_it_says(tmp_path: Path, pictures: ModuleType) -> None:
    async for step, user in pictures.walk(festival(tmp_path / "plan")):
        seen = "\n".join(user.lines())
        for words in step.shows:
            assert words in seen, (step.picture, words, seen)


def test_every_key_is_named_before_its_picture(pictures: ModuleType) -> None:
    # Pieces between pictures; a key that was named stays known.
    pieces = re.split(r"!\[[^\]]+\]\(pictures/(\w+)\.svg\)", PAGE.read_text("utf-8"))
    known: set[str] = set()
    waits = {pictures.SOLVED, pictures.WORKED_OUT}
    assert pieces[1::2] == [step.picture for step in pictures.STEPS]
    for piece, step in zip(pieces[::2], pictures.STEPS, strict=False):
        known |= named(piece)
        wanted = {key.removeprefix("=") for key in step.keys} - waits
        assert wanted <= known, (step.picture, wanted - known)


def test_every_picture_is_there_and_loads_nothing(pictures: ModuleType) -> None:
    found = {path.stem for path in pictures.PICTURES.glob("*.svg")}
    assert found == {step.picture for step in pictures.STEPS}
    for path in pictures.PICTURES.glob("*.svg"):
        text = path.read_text("utf-8")
        assert "@font-face" not in text
        assert set(re.findall(r"https?://[^\"'\s)]+", text)) == {"http://www.w3.org/2000/svg"}
