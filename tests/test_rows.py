"""Rows: what a person may write in a YAML file of ours, and what is answered where it is not clean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raregraph.errors import ContentError, Where
from raregraph.rows import Bare, Row, parse, read_file, to_flow, to_list


def test_every_value_knows_its_text_its_quotes_and_its_line() -> None:
    """Values are kept as written: nothing is read as a number or a boolean on the way."""
    top = parse('a: "0007354"\nb: NO\nc:\n- {d: 1.50}\n', "x.yaml")
    assert (top.text("a"), top.scalar("b").text, top.scalar("b").quoted) == ("0007354", "NO", False)
    assert top.rows("c")[0].where == Where("x.yaml", 4)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\na: 2\n", 2, "duplicate key 'a'"),
        ("a: {b: 1,\n  b: 2}\n", 2, "duplicate key 'b'"),
        ("a: [\n", 2, "not valid YAML"),
        ("- a\n", 0, "the top of the file is not a mapping"),
        ("", 0, "the top of the file is not a mapping"),
        ("? [a]\n: 1\n", 1, "a key that is a list or a mapping"),
        ("a: &b [*b]\n", 1, "an alias inside what it stands for"),
        ("a: \x01\n", 0, "not valid YAML"),
        ("a: 1\n---\nb: 2\n", 2, "not valid YAML"),
    ],
)
def test_what_is_not_clean_yaml_is_an_error_with_its_line(text: str, line: int, problem: str) -> None:
    """Nothing of a file is guessed."""
    with pytest.raises(ContentError, match=problem) as caught:
        parse(text, "x.yaml")
    assert caught.value.where == Where("x.yaml", line)


def test_an_unknown_key_is_answered_with_the_nearest() -> None:
    """A slip in a key does not drop the value."""
    row = parse("certanty: stated\n", "x.yaml")
    with pytest.raises(ContentError, match=r"x\.yaml:1: unknown key 'certanty'; did you mean 'certainty'\?"):
        row.check_keys({"certainty", "subject"})


def test_a_missing_key_is_named() -> None:
    """The row says what it lacks."""
    with pytest.raises(ContentError, match=r"missing key 'subject'; add subject: to the row"):
        parse("kind: gene\n", "x.yaml").check_keys({"kind", "subject"}, {"subject"})


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ('a: "x"', lambda row: row.text("a"), "x"),
        ("b: 1", lambda row: row.text("a", "default"), "default"),
        ("a: gene", lambda row: row.word("a"), "gene"),
        ("a: 30", lambda row: row.number("a"), "30"),
        ("a: 7.50", lambda row: row.number("a"), "7.5"),
        ("a: 30.0", lambda row: row.number("a"), "30"),
        ("a: 30", lambda row: row.integer("a"), 30),
        ("a: true", lambda row: row.boolean("a"), True),
        ('a: "2020-07-01"', lambda row: row.date("a"), "2020-07-01"),
        ('a: ["x", "y"]', lambda row: row.texts("a"), ("x", "y")),
        ('a: "x"', lambda row: row.texts("a"), ("x",)),
        ("b: 1", lambda row: row.rows("a"), ()),
        ("a: {b: 1}", lambda row: row.row("a").integer("b"), 1),
    ],
)
def test_values_are_read_by_type(text: str, read: Any, expected: object) -> None:
    """Numbers in canonical form, dates as ISO, lists in order."""
    assert read(parse(text, "x.yaml")) == expected


@pytest.mark.parametrize(
    ("text", "read", "problem"),
    [
        ("a: 0007354", lambda row: row.text("a"), 'a: 0007354 is not quoted; write a: "0007354"'),
        ("a: 07", lambda row: row.number("a"), "a: '07' is not a number"),
        ('a: "7"', lambda row: row.number("a"), "a: '7' is not a number"),
        ("a: 1e3", lambda row: row.number("a"), "a: '1e3' is not a number"),
        ("a: 7.5", lambda row: row.integer("a"), "a: 7.5 is not a whole number"),
        ("a: yes", lambda row: row.boolean("a"), "a: 'yes' is not a boolean"),
        ('a: "true"', lambda row: row.boolean("a"), "a: 'true' is not a boolean"),
        ("a: 2020-07-01", lambda row: row.date("a"), "a: 2020-07-01 is not quoted"),
        ('a: "2020-02-30"', lambda row: row.date("a"), "a: '2020-02-30' is not a date"),
        ("a: 3x", lambda row: row.word("a"), "a: 3x is not a word"),
        ("a: [1]", lambda row: row.text("a"), "'a' is not a single value"),
        ("b: 1", lambda row: row.scalar("a"), "missing key 'a'"),
        ('a: "x"', lambda row: row.rows("a"), "'a' is not a list of rows"),
        ("a: [1]", lambda row: row.row("a"), "'a' is not a mapping"),
    ],
)
def test_a_value_that_does_not_fit_is_an_error(text: str, read: Any, problem: str) -> None:
    """YAML's own guesses (octal numbers, yes and no, dates) are refused."""
    with pytest.raises(ContentError) as caught:
        read(parse(text, "x.yaml"))
    assert problem in str(caught.value)
    assert caught.value.where == Where("x.yaml", 1)


def test_the_fix_for_a_list_of_rows_can_be_copied() -> None:
    """The example in the message is YAML."""
    with pytest.raises(ContentError) as caught:
        parse('a: "x"', "x.yaml").rows("a")
    assert caught.value.fix == "write it as `- {key: value, ...}` lines"


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """A missing file and one in Latin-1."""
    with pytest.raises(ContentError, match=r"none\.yaml: cannot be read: No such file"):
        read_file(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("a: caf\u00e9".encode("latin-1"))
    with pytest.raises(ContentError, match=r"latin\.yaml: byte 6 is not UTF-8"):
        read_file(tmp_path / "latin.yaml")


def test_rows_are_written_on_one_line() -> None:
    """Strings are quoted, bare text is not, order is kept."""
    written = to_list("facts", [{"kind": Bare("gene"), "subject": "C9orf72", "at": [{"start": 1}], "negated": True}])
    assert written == 'facts:\n- {kind: gene, subject: "C9orf72", at: [{start: 1}], negated: true}\n'


def _plain(value: Any) -> Any:
    if isinstance(value, Row):
        return {key: _plain(item) for key, item in value.values.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value.text


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES = st.recursive(
    _TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcdefgh", min_size=1, max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    """Any text survives: line separators, control characters, quotes, emoji."""
    assert _plain(parse(f"a: {to_flow(value)}\n", "x.yaml").values["a"]) == value
