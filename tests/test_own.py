"""own: where a page speaks of its own disease, and where it only seems to."""

from __future__ import annotations

import re

import pytest

from raregraph.own import MARK, marked, own_names

NAMES = ("BFS2", "Smith's disease", "Blue foot syndrome", "Foot blueness, early type")

MARKED = {
    "its names": ("Smith's disease and BFS2 are one.", "* and * are one."),
    "another spelling": ("Blue-foot syndrome 2, or Smith disease.", "*, or *."),
    "a name that is a part of the title": ("Blue foot syndrome has types.", "Blue foot syndrome has types."),
    "a longer name": ("Smith's disease type 3 and pseudo-BFS2x.", "Smith's disease type 3 and pseudo-BFS2x."),
    "an abbreviation": ("Smith's disease (SD) is rare. SD heals.", "* (*) is rare. * heals."),
    "what it means": ("BFS2 is rare. Feet are blue. It heals.", "* is rare. Feet are blue. * heals."),
    "what it may not mean": (
        "BFS2 hurts. The first type is rare. It heals.",
        "* hurts. The first type is rare. It heals.",
    ),
    "a gene of that name": ("Mutations in BFS2 hurt; the BFS2 gene too.", "Mutations in BFS2 hurt; the BFS2 gene too."),
}


@pytest.mark.parametrize("name", MARKED)
def test_a_page_speaks_of_its_disease(name: str) -> None:
    """Names, spellings and abbreviations of the disease are marked, and "it" where it can be nothing else."""
    text, wanted = MARKED[name]
    found = marked(text, own_names("Blue foot syndrome type 2", NAMES))
    assert len(found) == len(text)
    assert re.sub(f"{MARK}+", "*", found) == wanted


def test_a_title_is_found_as_it_may_be_spelt() -> None:
    """Roman and plain numbers, a type without its word, a name turned round; the longest first."""
    assert own_names("Foot, blue type", ["Blue foot syndrome type II", "x"]) == (
        "blue foot syndrome, type ii",
        "blue foot syndrome type ii",
        "blue foot syndrome, type 2",
        "blue foot syndrome type 2",
        "blue foot syndrome ii",
        "blue foot syndrome 2",
        "foot, blue type",
        "blue foot",
    )


def test_a_name_in_letters_that_grow_is_looked_for_as_it_is() -> None:
    """Where lower case would shift the places, none is shifted."""
    assert marked("\u0130 and BFS2.", ("bfs2",)) == "\u0130 and BFS2."
