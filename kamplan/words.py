"""The user's language: gettext, and the words for every fault.

Strings are marked with `_`; the catalogue is locale/LANG/LC_MESSAGES/kamplan.mo.
"""

import gettext
import locale
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
LOCALE = Path(__file__).parent / "locale"


class Words:
    """The translation in use; one for the process."""

    language = "en"
    translation: gettext.NullTranslations = gettext.NullTranslations()


_spoken: ContextVar[gettext.NullTranslations | None] = ContextVar("spoken", default=None)
"""The translation in use here and now, where it is another one."""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what is said inside in this language; other threads and tasks go on in theirs."""
    token = _spoken.set(gettext.translation("kamplan", LOCALE, [language], fallback=True))
    try:
        yield
    finally:
        _spoken.reset(token)


def use_language(language: str | None = None) -> str:
    """Choose the language: as asked, else KAMPLAN_LANG, else the system's; English otherwise."""
    wanted = language or os.environ.get("KAMPLAN_LANG") or _system_language()
    chosen = next((known for known in LANGUAGES if wanted.lower().startswith(known)), "en")
    Words.language = chosen
    Words.translation = gettext.translation("kamplan", LOCALE, [chosen], fallback=True)
    return chosen


def _system_language() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    return locale.getlocale()[0] or "en"


def _(message: str, /, **values: object) -> str:
    """The message in the user's language, its {placeholders} filled."""
    translation = _spoken.get() or Words.translation
    text = translation.gettext(message) if message else ""
    return text.format(**values) if values else text


def mark(message: str) -> str:
    """Mark a message for the catalogue that is translated where it is used."""
    return message


def spellings(text: str) -> frozenset[str]:
    """What a message, as it is shown in one language, is in the others; itself included."""
    return _spelled().get(text, frozenset()) | {text}


@cache
def _spelled() -> Mapping[str, frozenset[str]]:
    """Every spelling of every message -> all of them; messages that share one are together."""
    found: dict[str, frozenset[str]] = {}
    for language in LANGUAGES:
        words = gettext.translation("kamplan", LOCALE, [language], fallback=True)
        # gettext has no other way to go through a catalogue.
        catalogue: Mapping[object, str] = getattr(words, "_catalog", {})
        for message, translated in catalogue.items():
            if isinstance(message, str) and message:
                for word in (message, translated):
                    found[word] = found.get(word, frozenset()) | {message, translated}
    return found


def plain(text: object) -> str:
    """User text that is safe to print: control and direction marks shown as escapes."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in str(text)
    )
