"""Pages at hand: the texts of saved pages by their SHA-256, so that a passage can be shown in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from raregraph import content
from raregraph.errors import PageError, Where
from raregraph.medquad import read_medquad
from raregraph.text import page_text, sha256


def read_texts(paths: Iterable[Path]) -> Mapping[str, str]:
    """The texts of saved pages, `.txt` files and MedQuAD's `.xml`, given as files or folders, at any depth.

    Raises PageError for a path that is not there, and for a text file that is no page. A MedQuAD file that holds no
    page is left out: the corpus has such files, and the build lists them.
    """
    return {sha256(text): text for path in paths for text in _texts(path)}


def _texts(path: Path) -> Iterator[str]:
    if not path.exists():
        raise PageError(Where(content.shown(path)), "no such file or folder", "give the folder with the saved pages")
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.suffix == ".txt" and file.is_file():
            yield page_text(file.read_bytes(), Where(content.shown(file)))
        elif file.suffix == ".xml" and file.is_file():
            yield from _medquad(file)


def _medquad(file: Path) -> Iterator[str]:
    try:
        yield read_medquad(file).text
    except PageError:
        return
