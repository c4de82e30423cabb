"""Lexical forms: what the store rewrites, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from raregraph.errors import ReleaseError
from raregraph.lexical import forms_of, read_forms, typed_literals

XSD = "http://www.w3.org/2001/XMLSchema#"
OA_START = "http://www.w3.org/ns/oa#start"
FIVE = Literal("5", datatype=NamedNode(XSD + "nonNegativeInteger"))


def test_an_offset_keeps_its_datatype() -> None:
    """A store gives xsd:integer back for xsd:nonNegativeInteger; the dump's form is restored after its predicate."""
    forms = forms_of([(OA_START, f'"5"^^<{XSD}nonNegativeInteger>')])
    assert forms.restore(OA_START, Literal(5)) == FIVE
    assert forms.predicates == {OA_START}


def test_another_predicate_is_not_concerned() -> None:
    """The same number after a predicate that has it as xsd:integer stays as it is."""
    forms = forms_of([(OA_START, f'"5"^^<{XSD}nonNegativeInteger>'), ("urn:n", f'"5"^^<{XSD}integer>')])
    assert forms.restore("urn:n", Literal(5)) == Literal(5)


def test_a_number_the_release_does_not_have_is_not_concerned() -> None:
    """Six, computed by a query, is no offset of this release."""
    assert forms_of([(OA_START, f'"5"^^<{XSD}nonNegativeInteger>')]).restore(OA_START, Literal(6)) == Literal(6)


def test_two_forms_of_one_value_have_no_way_back() -> None:
    """A store makes "5" of "05" and of "5": neither is restored, both are named."""
    forms = forms_of([("urn:n", f'"05"^^<{XSD}integer>'), ("urn:n", f'"5"^^<{XSD}integer>')])
    assert forms.originals == {}
    assert forms.lost == (("urn:n", f'"05"^^<{XSD}integer>'), ("urn:n", f'"5"^^<{XSD}integer>'))


def test_a_triple_has_its_object_restored() -> None:
    """And one that is not concerned is the same triple."""
    forms = forms_of([(OA_START, f'"5"^^<{XSD}nonNegativeInteger>')])
    subject, start = NamedNode("urn:s"), NamedNode(OA_START)
    assert forms.triple(Triple(subject, start, Literal(5))) == Triple(subject, start, FIVE)
    assert forms.triple(Triple(subject, start, subject)) == Triple(subject, start, subject)


def test_a_datatype_inside_of_a_text_is_none() -> None:
    """Quotes and brackets in a literal are its own affair."""
    line = b'<urn:s> <urn:p> "say \\"5\\"^^<urn:t> to it > \\"6"^^<urn:real> <urn:g> .\n'
    assert typed_literals(line) == {("urn:p", '"say \\"5\\"^^<urn:t> to it > \\"6"^^<urn:real>')}


def test_every_literal_of_a_release_comes_back(released: Path) -> None:
    """What the store gives, restored, is what the N-Quads have."""
    file = released / "raregraph.nq"
    forms, store = read_forms(file), Store()
    store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
    written = {str(quad.triple) for quad in parse(path=str(file), format=RdfFormat.N_QUADS)}
    assert {str(forms.triple(quad.triple)) for quad in store} == written
    assert {str(quad.triple) for quad in store} != written
    assert forms.lost == ()


def test_a_file_that_is_empty_is_a_fault(tmp_path: Path) -> None:
    """It is no release."""
    (tmp_path / "raregraph.nq").write_bytes(b"")
    with pytest.raises(ReleaseError, match="cannot be read"):
        read_forms(tmp_path / "raregraph.nq")
