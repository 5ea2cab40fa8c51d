"""Charts drawn with characters: pure functions of immutable charts, a size, and inks."""
