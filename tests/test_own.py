"""own: where a page speaks of its own disease, and where it only seems to."""

from __future__ import annotations

import re

import pytest

from raregraph.own import MARK, SIGNS, marked, own_names

NAMES = ("BFS2", "Smith's disease", "Blue foot syndrome", "Foot blueness, early type", "ABC syndrome")

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
    "capitals that are a word": ("A bfs2 is none.", "A bfs2 is none."),
    "an abbreviation in a name": ("Foot blueness (FB), early type is FB, early type.", "* is *."),
    "a short name of a syndrome": ("ABC hurts, abc does not.", "* hurts, abc does not."),
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
    """Roman and plain numbers, a type without its word or before it, a name turned round; the longest first."""
    assert own_names("Foot, blue type", ["Blue foot syndrome type II", "x"]) == (
        "blue foot syndrome, type ii",
        "blue foot syndrome type ii",
        "blue foot syndrome, type 2",
        "type ii blue foot syndrome",
        "blue foot syndrome type 2",
        "type 2 blue foot syndrome",
        "blue foot syndrome ii",
        "blue foot syndrome 2",
        "blue type of foot",
        "foot, blue type",
        "foot blue type",
        "blue foot",
    )


def test_a_numbered_name_may_have_the_word_type() -> None:
    """Blue foot 2 is blue foot type 2."""
    assert own_names("Blue foot 2", []) == ("blue foot type 2", "blue foot 2")


@pytest.mark.parametrize("name", ["Familial blue foot", "Blue foot type 3", "Blue foot 3", "Blue"])
def test_a_name_of_some_cases_only_is_none_of_the_disease(name: str) -> None:
    """What is said of the familial cases, of a type, or of the group a title stands in, is not said of all of it."""
    assert own_names("Blue foot", [name]) == ("blue foot",)


SENTENCES = {
    "of its own": ("BFS2 hurts. Symptoms begin late.", "# begin late."),
    "with an article": ("BFS2 hurts. The average age of onset is 6 years.", "The average # is 6 years."),
    "of those affected": ("BFS2 hurts. Affected people limp.", "# limp."),
    "of a form": ("One form of BFS2 hurts. Symptoms begin late.", "Symptoms begin late."),
    "of something else": ("BFS2 hurts. Symptoms of flu begin late.", "Symptoms of flu begin late."),
    "first": ("Symptoms begin late.", "# begin late."),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_symptoms_are_those_of_the_disease_a_paragraph_is_about(name: str) -> None:
    """A sentence that begins with symptoms or an onset is marked where the last disease named is the page's."""
    text, wanted = SENTENCES[name]
    found = marked(text, own_names("Blue foot syndrome type 2", NAMES))
    assert re.sub(f"{SIGNS}+", "#", found).endswith(wanted)


def test_a_name_in_letters_that_grow_is_looked_for_as_it_is() -> None:
    """Where lower case would shift the places, none is shifted."""
    assert marked("\u0130 and BFS2.", ("bfs2",)) == "\u0130 and BFS2."
