"""Text files, read and written with errors that say which file and what to do."""

from __future__ import annotations

from pathlib import Path

from raregraph.content import shown
from raregraph.errors import ContentError, Where


def read_text(path: Path) -> str:
    """The UTF-8 text of a file, line ends as they are. Raises ContentError when it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ContentError(Where(shown(path)), f"cannot be read: {error.strerror}", "check path and rights") from None
    except UnicodeDecodeError as error:
        raise ContentError(Where(shown(path)), f"byte {error.start} is not UTF-8", "save it as UTF-8") from None


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with LF. Raises ContentError when the file cannot be written."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ContentError(Where(shown(path)), f"cannot be written: {error.strerror}", "check the folder") from None
