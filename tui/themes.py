"""Themes of the program's own: dark, light, and one of high contrast.

Text on whatever it stands on reaches a contrast (WCAG 2) of `text-contrast`; the grid, which
mixes colours itself, reads it from there.
"""

from textual.theme import Theme

from kamplan.words import _, mark

DARK, LIGHT, CONTRAST, TERMINAL = "kamplan-dark", "kamplan-light", "kamplan-contrast", "ansi-dark"
ENOUGH, STRONG = 4.5, 7.0
"""contrast of text: in every theme, and in the one of high contrast."""

DARK_THEME = Theme(
    DARK,
    primary="#2B6CA8",
    secondary="#7FB2E0",
    accent="#F2B35E",
    warning="#E8A33D",
    error="#E0607E",
    success="#5BC98A",
    foreground="#E6E6E6",
    background="#121212",
    surface="#1B1B1D",
    panel="#26282C",
    variables={
        "text-contrast": str(ENOUGH),
        "text": "auto 100%",
        "text-muted": "#B4B7BD",
        "text-disabled": "#9DA1A8",
        "footer-key-foreground": "#F2B35E",
        "block-cursor-background": "#9CCBF5",
        "block-cursor-foreground": "#10161C",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#36434F",
        "block-cursor-blurred-foreground": "#F5F5F5",
        "block-cursor-blurred-text-style": "bold",
        "input-selection-background": "#2B6CA8 60%",
    },
)
LIGHT_THEME = Theme(
    LIGHT,
    primary="#1F5F99",
    secondary="#2F6EA5",
    accent="#8A4B00",
    warning="#E3A22F",
    error="#A3123A",
    success="#1E7A45",
    foreground="#1A1C1F",
    background="#F4F4F2",
    surface="#FFFFFF",
    panel="#E4E6EA",
    dark=False,
    variables={
        "text-contrast": str(ENOUGH),
        "text": "auto 100%",
        "text-muted": "#4C5158",
        "text-disabled": "#5F656C",
        "error-muted": "#F6D9E0",
        "text-accent": "#7A4200",
        "text-error": "#98103A",
        "text-warning": "#7A4A00",
        "footer-key-foreground": "#7A4200",
        "block-cursor-background": "#1F5F99",
        "block-cursor-foreground": "#FFFFFF",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#CBD8E5",
        "block-cursor-blurred-foreground": "#12202C",
        "block-cursor-blurred-text-style": "bold",
        "input-selection-background": "#1F5F99 30%",
    },
)
CONTRAST_THEME = Theme(
    CONTRAST,
    primary="#FFFF00",
    secondary="#FFFFFF",
    accent="#FFFF00",
    warning="#FFFF00",
    error="#FFFFFF",
    success="#FFFFFF",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#000000",
    text_alpha=1.0,
    variables={
        "text-contrast": str(STRONG),
        "text": "auto 100%",
        "text-muted": "#FFFFFF",
        "text-disabled": "#D8D8D8",
        "text-accent": "#FFFF00",
        "text-error": "#FFFF00",
        "text-warning": "#FFFF00",
        "primary-muted": "#4D4D00",
        "error-muted": "#3A3A00",
        "foreground-muted": "#FFFFFF",
        "footer-key-foreground": "#FFFF00",
        "block-cursor-background": "#FFFF00",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#FFFFFF",
        "block-cursor-blurred-foreground": "#000000",
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": "#3A3A00",
        "input-selection-background": "#FFFF00",
        "input-selection-foreground": "#000000",
        "scrollbar": "#FFFF00",
        "scrollbar-hover": "#FFFFFF",
        "scrollbar-active": "#FFFFFF",
        "scrollbar-background": "#000000",
        "border": "#FFFF00",
        "border-blurred": "#FFFFFF",
    },
)
OWN = (DARK_THEME, LIGHT_THEME, CONTRAST_THEME)
TITLES = {
    DARK: mark("dark"),
    LIGHT: mark("light"),
    CONTRAST: mark("high contrast"),
    TERMINAL: mark("the terminal's own colours"),
}
"""Those that can be chosen."""


def known_theme(name: str) -> str:
    """A theme by its name; the dark one where there is none of that name any more."""
    return name if name in TITLES else DARK


def theme_choices() -> list[tuple[str, str]]:
    """Name and title of each."""
    return [(name, _(title)) for name, title in TITLES.items()]
