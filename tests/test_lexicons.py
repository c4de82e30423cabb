"""Lexicons: words a rule may look for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from raregraph.errors import ContentError
from raregraph.lexicons import lexicon, read_lexicon
from tests.making import HERE


def table(folder: Path, text: str) -> Path:
    """A table of words."""
    path = folder / "words.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_words_are_looked_up_in_any_case(tmp_path: Path) -> None:
    """The columns of a row are what the word means; none is an empty text."""
    found = read_lexicon(table(tmp_path, "word\tobject\nLou  Gehrig\tALS\nmuscle\tM\n"), "words")
    assert found.look_up("lou gehrig", "object") == "ALS"
    assert found.look_up("nerve", "object") == ""
    assert found.columns == {"object"}


def test_the_longest_word_wins_and_stands_whole(tmp_path: Path) -> None:
    """In any width of blanks."""
    found = read_lexicon(table(tmp_path, "word\nALS\nALS type 1\n"), "words")
    pattern = re.compile(found.alternation())
    assert pattern.findall("als  TYPE 1, ALS and FALS") == ["als  TYPE 1", "ALS"]


def test_no_words_match_nothing(tmp_path: Path) -> None:
    """Not the empty text."""
    assert not re.search(read_lexicon(table(tmp_path, "word\n"), "words").alternation(), "anything")


def test_a_word_stands_once(tmp_path: Path) -> None:
    """With the line of the second."""
    with pytest.raises(ContentError, match=r"words\.tsv:3: 'als' is listed twice"):
        read_lexicon(table(tmp_path, "word\nALS\nals\n"), "words")


def test_groundings_are_lexicons_too() -> None:
    """The labels that mapping sets ground."""
    assert "SOD1" in lexicon("gene", HERE).words


def test_an_unknown_lexicon_is_an_error() -> None:
    """With the nearest."""
    with pytest.raises(ContentError, match=r"row\.yaml:1: unknown lexicon 'geen'; did you mean 'gene'\?"):
        lexicon("geen", HERE)
