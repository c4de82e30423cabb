"""The text of a page: what is read, what is refused, what offsets mean."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raregraph.errors import PageError, Where
from raregraph.text import MAX_BYTES, ends, fold, page_text, sha256, short_hash, slug, words

WHERE = Where("page.txt")
PLAIN = "ALS é\nis 5–10 %"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        (PLAIN + " \t\n\n\u00a0").encode(),
        unicodedata.normalize("NFD", PLAIN).encode(),
    ],
    ids=["plain", "BOM", "CRLF", "CR", "trailing blanks", "decomposed"],
)
def test_how_a_page_was_saved_changes_nothing(data: bytes) -> None:
    """A BOM, line ends, blanks at the end and decomposed accents leave text and hash as they are."""
    assert page_text(data, WHERE) == PLAIN


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("ALS".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff\x00A", "UTF-16"),
        (b"AL\0S", "a NUL byte at offset 2"),
        ("caf\u00e9".encode("latin-1"), "byte 3 is not UTF-8"),
        (b" " * (MAX_BYTES + 1), "20,000,001 bytes"),
    ],
)
def test_what_is_not_text_is_refused(data: bytes, problem: str) -> None:
    """The message says what the file is, and where."""
    with pytest.raises(PageError, match=problem) as caught:
        page_text(data, WHERE)
    assert caught.value.where == WHERE


@given(st.text())
def test_reading_is_idempotent(text: str) -> None:
    """The text of a page, saved again, is the text of the page."""
    once = page_text(text.replace("\0", "").encode("utf-8", "ignore"), WHERE)
    # A BOM is dropped once, at the beginning of a file.
    assert page_text(once.encode(), WHERE) == once.removeprefix("\ufeff")


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    """One character for one, and twice is once."""
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_folding_makes_blanks_quotes_and_dashes_plain() -> None:
    """What patterns need not know about."""
    assert fold("5–10\u00a0% of “Lou Gehrig’s”—") == '5-10 % of "Lou Gehrig\'s"-'


def test_hashes_are_of_utf8() -> None:
    """The SHA-256 of the three letters ALS, and 32 digits of that of tab-joined parts."""
    assert sha256("ALS") == "c206c17956bcc0ed18cb8131968cae74f1c94b76a948f9311f01136cddb4d6b5"
    assert short_hash("A", "B") == sha256("A\tB")[:32]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ALS", ("ALS", "")),
        ("one two three\nfour five six", ("one two three four five six", "")),
        ("one two three four five six seven", ("one two three", "five six seven")),
        ("a’s  b\u00a0c", ("a's b c", "")),
    ],
)
def test_a_passage_is_found_by_its_first_and_last_words(text: str, expected: tuple[str, str]) -> None:
    """Up to six words are kept whole."""
    assert ends(text) == expected


@given(st.text())
def test_words_of_a_passage_are_short(text: str) -> None:
    """First and last words have 80 characters at most together, so that no text of a page is copied."""
    first, last = ends(text)
    assert len(first) + len(last) <= 80


@pytest.mark.parametrize(
    ("label", "expected"),
    [("Información en español", "informacion-en-espanol"), ("“Speech” therapist ", "speech-therapist"), ("…", "")],
)
def test_slugs_are_plain_ascii(label: str, expected: str) -> None:
    """Accents are dropped, everything else becomes one hyphen."""
    assert slug(label) == expected


@given(st.text())
def test_a_slug_of_a_slug_is_the_slug(label: str) -> None:
    """Slugs are stable."""
    assert slug(slug(label)) == slug(label)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("hasMeanAge", "has mean age"), ("has_mean_age", "has mean age"), ("causes", "causes")],
)
def test_words_of_a_local_name(name: str, expected: str) -> None:
    """Both ways of writing a property read alike."""
    assert words(name) == expected
