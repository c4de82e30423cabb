"""What a graph maps: cross-references, pages, wordings."""

from __future__ import annotations

from raregraph.export.mappings import Wording, Xref, read_mappings, wordings
from raregraph.ids import expand, ours
from raregraph.nquads import Block

ALS, ALS1, HP = "MONDO:0004976", "MONDO:0007103", "HP:0000964"


def block(iri: str, **said: str) -> Block:
    """A subject; names of predicates with `_` for the colon, a CURIE or a text as its object."""
    objects = {name.replace("_", ":", 1): text for name, text in said.items()}
    return Block(iri, {str(expand(name)): [_object(text)] for name, text in objects.items()})


def _object(text: str) -> str:
    return f'"{text[1:]}"@en' if text.startswith("=") else f"<{text if '/' in text else expand(text)}>"


def statement(kind: str, subject: str, predicate: str, target: str, **more: str) -> Block:
    """A statement of a page."""
    said = {"rdf_subject": subject, "rdf_predicate": predicate, "rdf_object": target, "rg_page": ours("page/gard-1")}
    return block(ours("statement/00"), rg_kind=f"rg:{kind}", **(said | more))


def test_a_row_of_the_table_prints_a_label_of_hpo() -> None:
    """An older one, which stands for the term of today."""
    said = statement(
        "phenotype",
        ALS,
        "biolink:has_phenotype",
        HP,
        rg_sourceLabel="=Eczema",
        biolink_primary_knowledge_source="=infores:hpo-annotations",
    )
    assert list(wordings(said)) == [Wording("Eczema", HP, "skos:exactMatch", "semapv:LexicalMatching", "")]


def test_a_wording_of_prose_is_only_close() -> None:
    """It may lean on its sentence, and a person judged it."""
    said = statement("phenotype", ALS, "biolink:has_phenotype", HP, rg_sourceLabel="=dry skin")
    assert list(wordings(said)) == [
        Wording("dry skin", HP, "skos:closeMatch", "semapv:ManualMappingCuration", "the raregraph authors")
    ]


def test_a_wording_of_an_inheritance_in_prose_is_none() -> None:
    """There it may be that of the disease: “familial cases”."""
    said = statement(
        "inheritance", ALS, "biolink:has_mode_of_inheritance", "HP:0000006", rg_sourceLabel="=familial cases"
    )
    assert list(wordings(said)) == []


def test_a_narrow_name_has_the_disease_as_its_broader_match() -> None:
    """And what it denotes as its exact one."""
    said = statement("name", ALS, "oboInOwl:hasNarrowSynonym", "=ALS1", rg_denotes=ALS1)
    assert [(found.label, found.term, found.predicate) for found in wordings(said)] == [
        ("ALS1", ALS, "skos:broadMatch"),
        ("ALS1", ALS1, "skos:exactMatch"),
    ]


def test_a_retracted_statement_shows_nothing() -> None:
    """Nor one that no page makes."""
    retracted = statement(
        "phenotype", ALS, "biolink:has_phenotype", HP, rg_sourceLabel="=x", rg_standing="rg:retracted"
    )
    of_file = block(ours("statement/01"), rg_kind="rg:gene", rdf_subject="HGNC:443", rdf_object=ALS)
    assert [*wordings(retracted), *wordings(of_file)] == []


def test_what_a_graph_maps_is_read_in_one_pass() -> None:
    """Terms, the releases of ontologies, pages, the release itself."""
    found = read_mappings(
        [
            block(expand(ALS), rdfs_label="=ALS", oboInOwl_hasDbXref="GARD:0005786"),
            block(ours("graph/mondo-2026-08-04"), dct_issued="=2026-08-04", dcat_version="=2026-08-04"),
            block(ours("graph/mondo-2026-08-04/mondo/x.sssom.tsv")),
            block(ours("page/gard-20"), dct_identifier="=GARD:0000020", dct_subject="GARD:0000020"),
            block(ours("page/gard-20/0123456789ab"), dct_title="=Barrett esophagus"),
            block(ours("passage/00"), rdfs_label="=no term"),
            block(ours("release/0.1.0-0"), dcat_version="=0.1.0-0", dct_issued="=2026-08-04"),
        ]
    )
    assert found.xrefs == {Xref(ALS, "oboInOwl:hasDbXref", "GARD:0005786")}
    assert found.labels == {ALS: "ALS", "GARD:0000020": "Barrett esophagus"}
    assert found.pages == {"GARD:0000020": "GARD:0000020"}
    assert (found.version, found.issued, found.mondo) == ("0.1.0-0", "2026-08-04", "2026-08-04")
    assert found.files == {ours("graph/mondo-2026-08-04/mondo/x.sssom.tsv")}
