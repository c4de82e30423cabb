"""The text of a page: decoding, folding, words, hashes. Offsets are 0-based code points, end exclusive."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache

from raregraph.errors import PageError, Where

MAX_BYTES = 20_000_000
"""The largest page read; the longest GARD page has 60 kB, so anything near this is not a page."""

_FOLD = str.maketrans(
    {"\u00a0": " ", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
)


def page_text(data: bytes, where: Where) -> str:
    """Decode a page as the offsets mean it: UTF-8, no BOM, LF, NFC, no white space at the end.

    Raises PageError for what is not UTF-8 text of a sane size.
    """
    if len(data) > MAX_BYTES:
        raise PageError(
            where, f"{len(data):,} bytes, more than the {MAX_BYTES:,} a page may have", "give one saved page"
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise PageError(where, "the file is UTF-16", "save it as UTF-8")
    if b"\0" in data:
        raise PageError(where, f"a NUL byte at offset {data.index(0)}", "give the page as plain UTF-8 text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PageError(where, f"byte {error.start} is not UTF-8 (Latin-1?)", "save it as UTF-8") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text).rstrip()


def fold(text: str) -> str:
    """Replace no-break spaces, curly quotes and dashes one to one, so that patterns match and offsets do not shift."""
    return text if text.isascii() else text.translate(_FOLD)


def sha256(text: str) -> str:
    """The SHA-256 of the UTF-8 text, 64 hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def short_hash(*parts: str) -> str:
    """The first 32 hex of the SHA-256 over the tab-joined UTF-8 of the parts: the ids of statements and passages."""
    return sha256("\t".join(parts))[:32]


def ends(text: str) -> tuple[str, str]:
    """The first and last three words of a passage, 80 characters at most together; all of up to six words."""
    words = fold(text).split()
    if len(words) <= 6:
        return " ".join(words)[:80], ""
    return " ".join(words[:3])[:40], " ".join(words[-3:])[-39:]


def slug(label: str) -> str:
    """A label as the last part of an `entity/` IRI: ASCII lower case, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", fold(label)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@cache
def words(name: str) -> str:
    """The words of a CamelCase or snake_case local name: `hasMeanAge` and `has_mean_age` give `has mean age`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()
