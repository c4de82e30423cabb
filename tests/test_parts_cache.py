"""Parts of earlier builds: found by all they depend on, and never half."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph import content
from raregraph.blocks import Block, slot, template
from raregraph.corpus import Part
from raregraph.parts_cache import PartsCache, fingerprint
from raregraph.world import World, with_pages
from tests.corpora import folder_of

PAGE = "GARD:0009001"
PLAIN = Block("a>", None, "<a> <b> <c> .")


@pytest.fixture
def part() -> Part:
    """One with both sorts of blocks; a template is known by itself, so it is made where it is compared."""
    filled = Block("b>", template(f"<b> <c> {slot(0)} .\n"), "<d>")
    return Part(PAGE, (PLAIN, filled), (), frozenset(), {"gene": 1}, {}, 1, {}, (), (), (), ())


@pytest.fixture
def cache(tmp_path: Path) -> PartsCache:
    """An empty one."""
    return PartsCache(tmp_path / "parts", "code and reference")


def test_what_is_put_is_got(cache: PartsCache, part: Part) -> None:
    """Under its key alone."""
    assert cache.get("abcd") is None
    cache.put("abcd", part)
    assert cache.get("abcd") == part
    assert cache.get("abce") is None


@pytest.mark.parametrize("end", [0, 1, 10, -1])
def test_a_file_that_is_cut_is_not_used(end: int, cache: PartsCache, part: Part) -> None:
    """The page is worked on again, and the file made whole."""
    cache.put("abcd", part)
    path = cache.folder / "ab" / "abcd"
    path.write_bytes(path.read_bytes()[:end])
    assert cache.get("abcd") is None
    cache.put("abcd", part)
    assert cache.get("abcd") == part


def test_no_draft_is_left(cache: PartsCache, part: Part) -> None:
    """A part is whole or not there."""
    cache.put("abcd", part)
    assert [path.name for path in cache.folder.rglob("*") if path.is_file()] == ["abcd"]


def test_a_key_is_of_all_a_part_is_made_of(cache: PartsCache, sample: World, tmp_path: Path) -> None:
    """Code and reference, disease, bytes, synonyms that are titles, other versions; the file's place is none of it."""
    folder = folder_of(tmp_path, {"a.xml": "one", "b.xml": "one", "c.xml": "two"})
    first, same, other = (folder / name for name in ("a.xml", "b.xml", "c.xml"))
    known, renamed = (with_pages(sample, {PAGE: title}) for title in ("One", "Two"))
    key = cache.key([first], PAGE, known, {}, [])
    assert cache.key([same], PAGE, known, {}, []) == key
    others = {
        cache.key([other], PAGE, known, {}, []),
        cache.key([first], PAGE, renamed, {}, []),
        cache.key([first], PAGE, known, {"one": (PAGE,)}, []),
        cache.key([first], PAGE, known, {}, ["0" * 64]),
        PartsCache(cache.folder, "other code").key([first], PAGE, known, {}, []),
    }
    assert len(others - {key}) == 5


def test_the_fingerprint_is_of_code_content_and_what_is_given(graph: Path) -> None:
    """A changed table of graph/ gives another."""
    before = fingerprint("hpo 2025")
    assert fingerprint("hpo 2025") == before
    assert fingerprint("hpo 2024") != before
    table = content.GRAPH / "medquad.yaml"
    table.write_text(table.read_text(encoding="utf-8") + "# a word\n", encoding="utf-8")
    assert fingerprint("hpo 2025") != before
    assert graph == content.GRAPH
