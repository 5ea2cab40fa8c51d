"""Brings the catalogues in step with the source: python tools/words.py.

Messages are what `_` and `mark` hold in kamplan/ and tui/, and the help of every command.
Translations are kept; what nothing says any more goes; what is new stands empty and is listed.
Nothing in the files depends on the day or the version, so they change only with the words.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from babel.messages.catalog import Catalog  # noqa: E402
from babel.messages.extract import extract_from_dir  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402
from typer.main import get_command  # noqa: E402

from kamplan.cli.app import app  # noqa: E402
from kamplan.cli.help import commands_of, help_texts  # noqa: E402
from kamplan.words import LANGUAGES, LOCALE  # noqa: E402

FOLDERS = ("kamplan", "tui")
KEYWORDS = {"_": None, "mark": None}


class Words(Catalog):
    """A catalogue whose header says nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def find_messages() -> list[str]:
    """Every message that may be shown, each once, in order."""
    return sorted({message for message in (*_in_source(), *_in_help()) if message})


def _in_source() -> Iterator[str]:
    for folder in FOLDERS:
        found = extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
        for _file, _line, message, _comments, _context in found:
            yield message if isinstance(message, str) else message[0]


def _in_help() -> Iterator[str]:
    for command in commands_of(get_command(app)):
        yield from help_texts(command)


def read_translations(language: str) -> dict[str, str]:
    """What the catalogue says now."""
    path = _path(language, "po")
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {str(each.id): str(each.string or "") for each in read_po(file) if each.id}


def make_catalogue(language: str) -> tuple[bytes, bytes]:
    """The .po and the .mo, as bytes."""
    known = read_translations(language)
    catalogue = Words(locale=language, header_comment="# Words of kamplan.", fuzzy=False)
    for message in find_messages():
        # Babel takes "15 % is" for a placeholder and would flag it.
        catalogue.add(message, known.get(message, "")).flags.clear()
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalogue, width=0, no_location=True, sort_output=True)
    write_mo(mo, catalogue)
    return po.getvalue(), mo.getvalue()


def _path(language: str, kind: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"kamplan.{kind}"


def main() -> None:
    """Write them; say what is still to be translated."""
    for language in LANGUAGES:
        if language == "en":
            continue
        for kind, content in zip(("po", "mo"), make_catalogue(language), strict=True):
            path = _path(language, kind)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for message, translation in read_translations(language).items():
            if not translation:
                print(f"{language}: not translated: {message}")


if __name__ == "__main__":
    main()
