"""Search: by name, synonym and id, the best first; and the lists from A to Z."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from raregraph.ids import expand, ours
from raregraph.site.opened import Opened
from raregraph.site.reading import Reader
from raregraph.site.search import counted, key_of, listed, names_of, search


@pytest.mark.parametrize(
    ("text", "id_", "scope", "rank"),
    [
        ("amyotrophic lateral sclerosis", "MONDO:0004976", "label", 0),
        ("als", "MONDO:0004976", "exact synonym", 0),
        ("Lou Gehrig’s", "MONDO:0004976", "exact synonym", 1),
        ("MONDO:0004976", "MONDO:0004976", "id", 0),
        ("HP_0003324", "HP:0003324", "id", 0),
        ("http://purl.obolibrary.org/obo/HP_0003324", "HP:0003324", "id", 0),
        ("OMIM:105400", "MONDO:0007103", "id of the same", 0),
        ("sclerosis amyo", "MONDO:0004976", "label", 2),
        ("SOD1", "HGNC:11179", "label", 0),
    ],
)
def test_the_best_hit(text: str, id_: str, scope: str, rank: int, opened: Opened) -> None:
    """Whole names before beginnings before words; the name that matched is named with its scope."""
    first = search(text, opened.reader).hits[0]
    assert (first.thing.id, first.scope, first.rank) == (id_, scope, rank)


def test_a_thing_is_found_once(opened: Opened) -> None:
    """Under its best name, though several begin so."""
    found = search("a", opened.reader, many=1000)
    iris = [hit.iri for hit in found.hits]
    assert len(iris) == len(set(iris)) == found.total


def test_what_is_not_shown_is_counted(opened: Opened) -> None:
    """The page says from where to go on; the last one does not."""
    first = search("amyotrophic", opened.reader, 0, 5)
    assert (len(first.hits), first.total, first.after) == (5, 36, 5)
    last = search("amyotrophic", opened.reader, 35, 5)
    assert (len(last.hits), last.after) == (1, 0)


@pytest.mark.parametrize("text", ["", "   ", "no such thing at all", "\x00", "?", "a" * 10_000])
def test_nothing_found_is_no_error(text: str, opened: Opened) -> None:
    """Whatever is typed."""
    assert search(text, opened.reader).total == 0


@given(st.text(max_size=30))
def test_keys_are_stable(text: str) -> None:
    """The key of a key is the key."""
    assert key_of(key_of(text)) == key_of(text)


def test_accents_and_dashes_do_not_matter() -> None:
    """People type what their keyboard has."""
    assert key_of("Guillain–Barré  Syndrome") == "guillain barre syndrome"


def test_statements_are_no_names(opened: Opened) -> None:
    """They are found from what they are about."""
    assert [name for name in names_of(opened.reader).names if "/statement/" in name.iri] == []


def test_lists_hold_every_label_and_synonym(opened: Opened) -> None:
    """By letter, then by sort of thing, diseases first; ids are in none."""
    letters = counted(opened.reader)
    assert letters["a"] == sum(len(names) for names in listed("a", opened.reader).values()) == 50
    assert list(listed("a", opened.reader))[:2] == ["disease", "phenotype"]


def test_a_label_with_markup_is_a_text() -> None:
    """It is found, and is the page's to escape."""
    store, node = Store(), NamedNode(ours("entity/odd"))
    store.add(Quad(node, NamedNode(expand("rdf:type")), NamedNode(expand("biolink:Disease"))))
    store.add(Quad(node, NamedNode(expand("rdfs:label")), Literal("<script>alert(1)</script>", language="en")))
    [hit] = search("<script>", Reader(store)).hits
    assert hit.thing.text == "<script>alert(1)</script>"
