"""Candidates for a page without a Mondo term: each with what speaks for it."""

from __future__ import annotations

import pytest

from raregraph.accepted import MappingRow
from raregraph.candidates import Head, MondoNames, disease_candidates, doubted, shared_umls
from raregraph.world import with_accepted, with_pages
from tests.evaluating import ACANTHOMA, APERT, world

MONDO = MondoNames(
    {"MONDO:0000001": "toe disease", "MONDO:0000002": "foot disease"},
    {"toe disease": ("MONDO:0000001",), "foot disease": ("MONDO:0000002",)},
    {"disease of toes": ("MONDO:0000001",)},
    {"UMLS:C0000001": ("MONDO:0000002",), "UMLS:C0000002": ("MONDO:0000001", "MONDO:0000002")},
    {"MONDO:0000002": ("GARD:0000007",)},
)
UMLS = "the single UMLS id C0000001 of both; but Mondo has GARD:0000007 for it"
LABEL, SYNONYM = "its label is the page's title", "a synonym is the page's title"


@pytest.mark.parametrize(
    ("title", "names", "umls", "expected"),
    [
        ("Toe  Disease", (), (), [("MONDO:0000001", LABEL)]),
        ("Disease of toes", (), (), [("MONDO:0000001", SYNONYM)]),
        ("x", ("Toe disease",), (), [("MONDO:0000001", "its label is a synonym of the page")]),
        ("x", ("disease of toes",), (), [("MONDO:0000001", "a synonym of both")]),
        ("x", (), ("C0000001",), [("MONDO:0000002", UMLS)]),
        ("x", (), ("C0000002",), []),
        ("x", (), ("C0000001", "C0000003"), []),
        ("x", (), ("C0000009",), []),
    ],
)  # fmt: skip
def test_candidates_say_why(
    title: str, names: tuple[str, ...], umls: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    """By label, synonym, or a UMLS id that is one page's and one term's."""
    head = Head(ACANTHOMA, title, names, umls)
    found = disease_candidates(head, world(), MONDO, shared_umls([head]))
    assert [(item.curie, item.why) for item in found] == expected


def test_an_id_of_several_pages_says_nothing() -> None:
    """However well it fits."""
    heads = [Head(f"GARD:000000{number}", "x", (), ("C0000001",)) for number in (1, 2)]
    assert disease_candidates(heads[0], world(), MONDO, shared_umls(heads)) == ()


NAMES = MondoNames(
    {"MONDO:0007041": "Apert syndrome", "MONDO:0000001": "toe disease"},
    {"apert syndrome": ("MONDO:0007041",), "toe disease": ("MONDO:0000001",)},
    {"acrocephalosyndactyly": ("MONDO:0007041",)},
    {},
    {"MONDO:0007041": (APERT,)},
)
NOT = MappingRow(
    APERT, "Toe disease", "", "", "skos:exactMatch", "Not", "MONDO:0007041", "Apert syndrome",
    "semapv:ManualMappingCuration", "a curator", "2026-11-21", "",
)  # fmt: skip


def test_a_mapping_that_no_name_speaks_for_is_doubted() -> None:
    """Mondo's term comes first, then the term that is called like the page."""
    head = Head(APERT, "Toe disease", (), ())
    found = doubted(head, with_pages(world(), {APERT: "Toe disease"}), NAMES, {})
    assert [(item.curie, item.why.partition(",")[0]) for item in found] == [
        ("MONDO:0007041", "Mondo has the page's id for it"),
        ("MONDO:0000001", LABEL),
    ]


@pytest.mark.parametrize(
    "head", [Head(APERT, "Apert syndrome", (), ()), Head(APERT, "x", ("Acrocephalosyndactyly",), ())]
)
def test_a_mapping_with_a_name_of_both_is_not(head: Head) -> None:
    """The title or a synonym is enough."""
    assert doubted(head, with_pages(world(), {APERT: head.title}), NAMES, {}) == ()


def test_a_mapping_that_was_denied_is_no_doubt_any_more() -> None:
    """The page stands under its own id."""
    known = with_pages(with_accepted(world(), [NOT]), {APERT: "Toe disease"})
    assert known.pages[APERT].disease == APERT
    assert doubted(Head(APERT, "Toe disease", (), ()), known, NAMES, {}) == ()
