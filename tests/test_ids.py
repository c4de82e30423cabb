"""Ids: CURIEs are checked and expanded in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph import ids
from raregraph.errors import ContentError, Where

WHERE = Where("row.yaml", 3)


@pytest.mark.parametrize(
    ("curie", "iri"),
    [
        ("MONDO:0004976", "http://purl.obolibrary.org/obo/MONDO_0004976"),
        ("HGNC:11179", "http://identifiers.org/hgnc/11179"),
        ("Orphanet:803", "http://www.orpha.net/ORDO/Orphanet_803"),
        ("OMIM:105400", "https://omim.org/entry/105400"),
        ("GARD:0005786", "https://rarediseases.info.nih.gov/diseases/0005786"),
        ("PMID:28872912", "http://www.ncbi.nlm.nih.gov/pubmed/28872912"),
        ("page:gard-5786/0d97d85dcf34/symptoms", "https://w3id.org/raregraph/page/gard-5786/0d97d85dcf34/symptoms"),
    ],
)
def test_ids_expand_as_the_model_says_and_contract_again(curie: str, iri: str) -> None:
    """One namespace a prefix."""
    assert ids.expand(ids.curie(curie, WHERE)) == iri
    assert ids.contract(iri) == curie


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("MONOD:0004976", "'MONOD:0004976' has an unknown prefix; did you mean 'MONDO'?"),
        ("HP:7354", "'HP:7354' does not fit its prefix; a HP id looks like HP:[0-9]{7}"),
        ("HP:0007354\n", "does not fit its prefix"),
        ("HP:00073541", "does not fit its prefix"),
        ("nothing", "has an unknown prefix"),
    ],
)
def test_an_id_that_does_not_fit_is_an_error(text: str, problem: str) -> None:
    """The message shows what an id of the prefix looks like."""
    with pytest.raises(ContentError) as caught:
        ids.curie(text, WHERE)
    assert problem in str(caught.value)
    assert caught.value.where == WHERE


@pytest.mark.parametrize(
    ("text", "expected"),
    [("HP:0007354", True), ("Management: drugs", False), ("Tests: EMG", False), ("foo:bar", False), ("ALS", False)],
)
def test_a_label_with_a_colon_is_not_an_id(text: str, expected: bool) -> None:
    """Only known prefixes make a CURIE."""
    assert ids.looks_like_curie(text) is expected


def test_an_iri_of_no_known_namespace_stays_as_it_is() -> None:
    """Nothing is guessed."""
    assert ids.contract("https://example.org/1") == "https://example.org/1"


def test_ours_lie_below_one_address() -> None:
    """Names of ours are slash IRIs."""
    assert ids.ours("graph/direct") == "https://w3id.org/raregraph/graph/direct"


def test_prefixes_are_sorted() -> None:
    """Dumps declare them in this order."""
    assert list(ids.prefixes()) == sorted(ids.prefixes())


@pytest.mark.parametrize("text", ["PMID:28872912", "https://example.org/a?b=c#d", "http://example.org"])
def test_a_reference_is_a_pmid_or_a_url(text: str) -> None:
    """Both can be followed."""
    assert ids.check_reference(text, WHERE) == text


@pytest.mark.parametrize("text", ["", "a book", "PMID:x", "https://example.org/a b", "ftp://example.org", "doi:10.1/2"])
def test_any_other_reference_is_refused(text: str) -> None:
    """What cannot be followed is no reference."""
    with pytest.raises(ContentError):
        ids.check_reference(text, WHERE)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ('- {prefix: "a", iri: "http://a/", pattern: "["}', "not a regular expression"),
        ('- {prefix: "a", iri: "http://a/"}', "missing key 'pattern'"),
        (
            '- {prefix: "a", iri: "http://a/", pattern: "."}\n- {prefix: "a", iri: "http://b/", pattern: "."}',
            "prefix 'a' is also at",
        ),
        (
            '- {prefix: "a", iri: "http://a/", pattern: "."}\n- {prefix: "b", iri: "http://a/", pattern: "."}',
            "iri 'http://a/' is also at",
        ),
    ],
)
def test_a_faulty_table_of_prefixes_is_an_error_with_its_line(graph: Path, rows: str, problem: str) -> None:
    """A prefix stands for one namespace, and no two for the same."""
    (graph / "prefixes.yaml").write_text(f"prefixes:\n{rows}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=problem):
        ids.converter()
