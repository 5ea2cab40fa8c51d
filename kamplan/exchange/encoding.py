"""The encodings that files of a plan may have."""


def decode(raw: bytes) -> str | None:
    """UTF-8 (with or without mark) or GB18030; None for anything else."""
    if b"\0" in raw:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
