"""What commands say, and where: data to stdout, the rest to stderr."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.cli_text import Stages, complain, example, put, save, say
from raregraph.errors import PageError


def test_data_and_words_go_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """Data ends in one newline, whether it had one or not."""
    put("one\n")
    put("two")
    say("three")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("one\ntwo\n", "three\n")


def test_what_was_rejected_is_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    """With place, problem and fix."""
    complain([PageError("a.xml", "is cut", "get it anew"), PageError("b.xml", "is empty", "leave it")])
    assert capsys.readouterr().err == "rejected: a.xml: is cut; get it anew\nrejected: b.xml: is empty; leave it\n"


def test_data_is_saved_or_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a file where one is named."""
    save(tmp_path / "a.txt", "one\n")
    save(None, "two\n")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "one\n"
    assert capsys.readouterr().out == "two\n"


def test_progress_is_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe or a file."""
    with Stages() as progress:
        progress("pages: 3 of 12")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")


def test_examples_keep_their_lines() -> None:
    """The mark that click leaves a paragraph alone for."""
    assert (
        example("raregraph build", "raregraph fetch hpo") == "\b\nExamples:\n  raregraph build\n  raregraph fetch hpo"
    )
