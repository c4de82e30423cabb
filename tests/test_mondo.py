"""Mondo's terms by name, from either of the two files that may hold them."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ContentError
from raregraph.mondo import MondoTerm, read_mondo_terms
from raregraph.reference_files import MONDO_NODES, MONDO_TERMS
from tests.corpora import REFERENCE, nodes_of

HEAD = (
    "id\tcategory\tname\tdescription\txref\tprovided_by\tsynonym\tbroad_synonyms\texact_synonyms\tiri\tnarrow_synonyms\t"
    "related_synonyms\tsame_as\tsubsets\n"
)
NODES = HEAD + (
    "http://identifiers.org/hgnc/1037\tbiolink:OntologyClass\tCFB\t\t\tmondo-rare.json\t\t\t\tx\t\t\t\t\n"
    "MONDO:0000156\tbiolink:Disease\ttrigonocephaly\t\tGARD:0022718\tmondo-rare.json\ttrigonocephalus|trigonocephaly\t\t"
    "trigonocephaly\tx\t\ttrigonocephalus\t\trare\n"
    "MONDO:0000159\tbiolink:Disease\tbone marrow failure syndrome\t\t\tmondo-rare.json\t\t\t\tx\t\t\t\t\n"
)
TERMS = "ID\tLABEL\tSYNONYMS\nMONDO:0000156\ttrigonocephaly\ttrigonocephalus|trigonocephaly\n"


def written(folder: Path, name: str, text: str) -> Path:
    """A reference folder with one file."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_nodes_give_labels_and_synonyms_of_every_scope(tmp_path: Path) -> None:
    """Genes and properties, which are nodes too, are no terms of Mondo."""
    assert read_mondo_terms(written(tmp_path, MONDO_NODES, NODES)) == (
        MondoTerm("MONDO:0000156", "trigonocephaly", ("trigonocephalus", "trigonocephaly")),
        MondoTerm("MONDO:0000159", "bone marrow failure syndrome", ()),
    )


def test_a_table_of_terms_goes_before_nodes(tmp_path: Path) -> None:
    """Whichever is there is read."""
    written(tmp_path, MONDO_NODES, NODES)
    assert len(read_mondo_terms(written(tmp_path, MONDO_TERMS, TERMS))) == 1


def test_a_cell_in_quotes_is_read_without_them(tmp_path: Path) -> None:
    """Some writers quote a cell that has quotes inside; quotes at both ends alone are the label's own."""
    text = 'ID\tLABEL\tSYNONYMS\nMONDO:1\t"a" and "b"\t"erythrokeratoderma ""en cocardes""|Degos"\n'
    (term,) = read_mondo_terms(written(tmp_path, MONDO_TERMS, text))
    assert term == MondoTerm("MONDO:1", '"a" and "b"', ('erythrokeratoderma "en cocardes"', "Degos"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1: the columns are ; they must hold ID, LABEL, SYNONYMS, or id, name, synonym"),
        (TERMS.replace("LABEL", "NAME"), "1: the columns are ID, NAME, SYNONYMS"),
        (TERMS[:-40], "2: 2 cells, but 3 columns: the file is cut"),
    ],
)
def test_another_table_or_a_cut_one_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    """With its line."""
    with pytest.raises(ContentError, match=problem):
        read_mondo_terms(written(tmp_path, MONDO_TERMS, text))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    """By the name it should have."""
    with pytest.raises(ContentError, match=r"mondo-rare-terms\.tsv: cannot be read: No such file"):
        read_mondo_terms(tmp_path)


def test_nodes_and_table_of_one_release_say_the_same(tmp_path: Path) -> None:
    """The sample's terms in the form of Mondo's release."""
    text = nodes_of(REFERENCE)
    assert read_mondo_terms(written(tmp_path, MONDO_NODES, text)) == read_mondo_terms(REFERENCE)


def test_the_shared_table_agrees_with_what_mondo_released(shared: Path) -> None:
    """Rows as they stand in a list of nodes that Mondo published: labels, and synonyms of all scopes."""
    published = {
        "MONDO:0000153": "transposition of the great arteries",
        "MONDO:0000170": "microphthalmia, isolated, with coloboma",
        "MONDO:0000208": "microcephaly, short stature, and impaired glucose metabolism 1",
    }
    synonyms = ("MSSGM", "MSSGM1", "microcephaly, short stature, and impaired glucose metabolism")
    found = {term.id: term for term in read_mondo_terms(shared / "reference")}
    assert {name: found[name].label for name in published} == published
    assert found["MONDO:0000208"].synonyms == (*synonyms, published["MONDO:0000208"])
