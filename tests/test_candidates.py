"""Candidates for a page without a Mondo term: each with what speaks for it."""

from __future__ import annotations

import pytest

from raregraph.candidates import Head, MondoNames, disease_candidates, shared_umls
from tests.evaluating import ACANTHOMA, world

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
