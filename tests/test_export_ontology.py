"""The disease and phenotype part of the rows."""

from __future__ import annotations

from raregraph.export.ontology import losses_of, name_of, to_ontology
from tests.export_rows import ABNORMAL, ALL, ALS, CRAMP, FAMILIAL, GENE, GENERAL, MND, WEAK, rows_of


def test_the_part_has_the_terms_their_superclasses_and_links() -> None:
    """A gene is not of it, and a denied phenotype is no link."""
    found = to_ontology(rows_of(), "0.1.0-0")
    assert GENE not in found.terms
    assert found.supers == {
        ALS: (MND,),
        FAMILIAL: (ALS,),
        ABNORMAL: (ALL,),
        WEAK: (ABNORMAL,),
        GENERAL: (WEAK,),
        CRAMP: (ABNORMAL,),
    }
    assert found.links == {
        ALS: (("biolink:has_phenotype", GENERAL), ("biolink:has_phenotype", CRAMP)),
        FAMILIAL: (("biolink:has_phenotype", WEAK),),
    }
    assert found.predicates == ("biolink:has_phenotype",)


def test_what_the_part_does_not_say_is_a_loss() -> None:
    """Nothing of a superclass, what is known of a link, the denied one, the gene's."""
    assert [(loss.about[-2:], loss.reason) for loss in losses_of(rows_of(), "obo")] == [
        ("07", "link-only"),
        ("08", "link-only"),
        ("09", "link-only"),
        ("0a", "negated"),
        ("0b", "other-part"),
    ]


def test_a_predicate_has_a_name_in_words() -> None:
    """For those who read the file."""
    assert name_of("biolink:has_mode_of_inheritance") == "has mode of inheritance"
