"""OBO text: frames, clauses, escapes."""

from __future__ import annotations

from pathlib import Path

from raregraph.export.obotext import lines, losses, write_obo
from raregraph.export.ontology import to_ontology
from raregraph.obo import read_terms
from tests.export_rows import node, rows_of


def test_a_term_has_its_clauses_in_order() -> None:
    """Name, synonyms, cross-references, superclasses, links."""
    nodes = (
        node(
            "MONDO:1", "a {b} ! c", "Disease", description='say "x"', exact_synonym=('an "old" one',), xref=("UMLS:C1",)
        ),
    )
    assert list(lines(to_ontology(rows_of((), nodes), "0.1.0-0"))) == [
        "format-version: 1.4",
        "data-version: 0.1.0-0",
        "ontology: raregraph",
        "idspace: biolink https://w3id.org/biolink/vocab/",
        "remark: Read from pages of the dates their statements have; not current medical advice.",
        "",
        "[Term]",
        "id: MONDO:1",
        "name: a \\{b} \\! c",
        'def: "say \\"x\\"" []',
        'synonym: "an \\"old\\" one" EXACT []',
        "xref: UMLS:C1",
    ]


def test_links_stand_behind_superclasses_with_the_names_of_their_ends() -> None:
    """And their property is declared."""
    text = list(lines(to_ontology(rows_of(), "0.1.0-0")))
    start = text.index("id: MONDO:0004976")
    assert text[start + 4 : start + 7] == [
        "is_a: MONDO:0020128 ! motor neuron disorder",
        "relationship: biolink:has_phenotype HP:0003324 ! Generalized muscle weakness",
        "relationship: biolink:has_phenotype HP:0003394 ! Muscle spasm",
    ]
    assert text[-4:] == ["", "[Typedef]", "id: biolink:has_phenotype", "name: has phenotype"]


def test_our_own_reader_finds_the_terms_of_a_release(released: Path, tmp_path: Path) -> None:
    """Every disease and phenotype of the rows, with its name."""
    from raregraph.export.graph import blocks_of, read_rows

    rows = read_rows(blocks_of(released), "monarch", tmp_path / "scratch")
    [path] = write_obo(rows, released, tmp_path)
    found = {stanza.id: stanza.name for stanza in read_terms(path.read_text(encoding="utf-8").splitlines())}
    assert found == {id_: one.name for id_, one in rows.nodes.items() if id_.startswith(("HP:", "MONDO:"))}
    assert {loss.format for loss in losses(rows, released)} == {"obo"}
