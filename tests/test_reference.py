"""The backbone: how it is built from the reference releases, and how it is read."""

from pathlib import Path

import pytest

from raregraph import content
from raregraph.backbone import Backbone, GeneAxiom, SourceFile, Term, Xref, ancestors, read_backbone, read_backbone_of
from raregraph.errors import ContentError, UsageError
from raregraph.ids import Curie
from raregraph.reference import Built, build_backbone, main, mentioned_curies, write_backbone
from raregraph.tsv import read_table

HPO = """format-version: 1.2
data-version: hp/releases/2025-01-16
ontology: hp.obo

[Term]
id: HP:0000001
name: All

[Term]
id: HP:0000118
name: Phenotypic abnormality
is_a: HP:0000001 ! All

[Term]
id: HP:0000005
name: Mode of inheritance
is_a: HP:0000001 ! All

[Term]
id: HP:0001324
name: Muscle weakness
alt_id: HP:0009999
def: "Weak." []
synonym: "Muscular \\"weakness\\"" EXACT layperson []
synonym: "Asthenia" RELATED []
is_a: HP:0000118 {source="x"} ! Phenotypic abnormality

[Term]
id: HP:0001425
name: obsolete Heterogeneous
is_obsolete: true

[Typedef]
id: part_of
name: part of
is_a: HP:0000001
"""
HGNC = """data-version: mondo/releases/2021-08-18/imports/hgnc_import.owl

[Term]
id: http://identifiers.org/hgnc/11179
name: SOD1

[Term]
id: http://identifiers.org/hgnc/445
name: SETX
"""
TERMS = """ID\tLABEL\tSYNONYMS
MONDO:0004976\tamyotrophic lateral sclerosis\tALS|Lou Gehrig disease
MONDO:0005144\tfamilial amyotrophic lateral sclerosis\t
MONDO:0007103\tamyotrophic lateral sclerosis type 1\t
MONDO:0099999\t"quoted" disease\t
"""
EDGES = """id\tsubject\tpredicate\tobject\trelation\tknowledge_source
urn:uuid:1\tMONDO:0004976\tbiolink:subclass_of\tMONDO:0020128\trdfs:subClassOf\tmondo-rare.json
urn:uuid:2\tMONDO:0004976\tbiolink:subclass_of\tMONDO:0003182\trdfs:subClassOf\tmondo-rare.json
urn:uuid:3\tMONDO:0005144\tbiolink:subclass_of\tMONDO:0004976\trdfs:subClassOf\tmondo-rare.json
urn:uuid:4\tMONDO:0007103\tbiolink:subclass_of\tMONDO:0005144\trdfs:subClassOf\tmondo-rare.json
urn:uuid:5\tMONDO:0007103\tbiolink:related_to\thttp://identifiers.org/hgnc/11179\tRO:0004003\tmondo-rare.json
urn:uuid:6\tMONDO:0005144\tbiolink:related_to\thttp://identifiers.org/hgnc/535\tRO:0004003\tmondo-rare.json
urn:uuid:7\tMONDO:0099999\tbiolink:related_to\thttp://identifiers.org/hgnc/445\tRO:0004003\tmondo-rare.json
"""
VERSION = "# mapping_set_version: http://purl.obolibrary.org/obo/mondo/releases/{release}/mappings/x.sssom.tsv\n"
DOID = """subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification
MONDO:0004976\tamyotrophic lateral sclerosis\tskos:exactMatch\tDOID:332\tALS\tsemapv:ManualMappingCuration
MONDO:0020128\tmotor neuron disorder\tskos:exactMatch\tDOID:231\tMND\tsemapv:ManualMappingCuration
MONDO:0020128\tmotor neuron disorder\tskos:exactMatch\ticd11.foundation:1\tMND\tsemapv:ManualMappingCuration
"""
SCTID = """subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification
MONDO:0004976\tamyotrophic lateral sclerosis\tskos:exactMatch\tSCTID:86044005\tsemapv:ManualMappingCuration
"""


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A small reference folder in the form of the releases."""
    files = {
        "hpo/hp.obo": HPO,
        "hgnc/hgnc_import.obo": HGNC,
        "mondo/mondo-rare-terms.tsv": TERMS,
        "mondo/mondo-rare_edges.tsv": EDGES,
        "mondo/mondo_exactmatch_doid.sssom.tsv": VERSION.format(release="2026-08-04") + DOID,
        "mondo/mondo_exactmatch_sctid.sssom.tsv": VERSION.format(release="2026-08-04") + SCTID,
    }
    for name, text in files.items():
        path = tmp_path / "reference" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "reference"


def rows(built: Built, name: str) -> list[str]:
    """The rows of a built table, without its head and its columns."""
    return [line for line in built.files[name].splitlines() if not line.startswith("#")][1:]


def read(built: Built, tmp_path: Path) -> Backbone:
    """A built backbone, written and read again."""
    write_backbone(built, tmp_path / "backbone")
    return read_backbone_of(tmp_path / "backbone")


def test_the_excerpt_holds_the_mentioned_terms_and_their_ancestors(reference: Path) -> None:
    """Every ancestor comes along, siblings do not; only exact synonyms are kept; typedefs are no terms."""
    built = build_backbone(reference, [Curie("HP:0001324"), Curie("HP:0001425")])
    assert rows(built, "hpo.tsv") == [
        "HP:0000001\tAll\t\t\tfalse",
        "HP:0000005\tMode of inheritance\tHP:0000001\t\tfalse",
        "HP:0000118\tPhenotypic abnormality\tHP:0000001\t\tfalse",
        'HP:0001324\tMuscle weakness\tHP:0000118\tMuscular "weakness"\tfalse',
        "HP:0001425\tobsolete Heterogeneous\t\t\ttrue",
    ]


def test_mondo_labels_come_from_the_terms_else_from_the_mapping_sets(reference: Path) -> None:
    """A superclass with a label in a mapping set is kept; one without a label is left out and named in the head."""
    built = build_backbone(reference, [])
    assert rows(built, "mondo.tsv") == [
        "MONDO:0004976\tamyotrophic lateral sclerosis\tMONDO:0020128",
        "MONDO:0005144\tfamilial amyotrophic lateral sclerosis\tMONDO:0004976",
        "MONDO:0007103\tamyotrophic lateral sclerosis type 1\tMONDO:0005144",
        "MONDO:0020128\tmotor neuron disorder\t",
    ]
    assert "# left-out: MONDO:0003182, a superclass without a label in these files\n" in built.files["mondo.tsv"]


def test_gene_axioms_are_those_of_mentioned_diseases_and_genes(reference: Path) -> None:
    """An axiom of a gene brings its disease along; one whose gene has no symbol is left out and named in the head."""
    built = build_backbone(reference, [Curie("HGNC:445")])
    assert rows(built, "mondo-genes.tsv") == [
        "MONDO:0007103\tRO:0004003\tHGNC:11179\turn:uuid:5",
        "MONDO:0099999\tRO:0004003\tHGNC:445\turn:uuid:7",
    ]
    assert 'MONDO:0099999\t"quoted" disease\t' in rows(built, "mondo.tsv")
    assert rows(built, "hgnc.tsv") == ["HGNC:11179\tSOD1", "HGNC:445\tSETX"]
    assert "# left-out: MONDO:0005144 RO:0004003 HGNC:535, a gene without a symbol" in built.files["mondo-genes.tsv"]


def test_cross_references_leave_out_snomed_ct_and_unknown_prefixes(reference: Path) -> None:
    """SNOMED CT ids are never copied, for their licence; a prefix of no prefix map is named."""
    built = build_backbone(reference, [Curie("MONDO:0020128")])
    assert rows(built, "mondo-xrefs.tsv") == [
        "MONDO:0004976\tskos:exactMatch\tDOID:332\tmondo/mondo_exactmatch_doid.sssom.tsv",
        "MONDO:0020128\tskos:exactMatch\tDOID:231\tmondo/mondo_exactmatch_doid.sssom.tsv",
    ]
    assert "icd11.foundation: not in graph/prefixes.yaml" in built.left_out
    assert not any("86044005" in text for text in built.files.values())


def test_what_no_release_has_is_named(reference: Path) -> None:
    """An unknown id, and one that HPO has merged into another, are left out with the reason."""
    built = build_backbone(reference, [Curie("HP:0009999"), Curie("HP:7777777"), Curie("MONDO:7777777")])
    assert "HP:0009999: HPO has merged it into HP:0001324" in built.left_out
    assert "HP:7777777: HPO does not have it" in built.left_out
    assert "MONDO:7777777: Mondo's rare subset does not have it" in built.left_out


def test_each_table_says_where_it_is_from(reference: Path) -> None:
    """The head has source, release, licence, link, citation, credit, and each file with its hash."""
    head = build_backbone(reference, []).files["hgnc.tsv"].splitlines()
    assert [line.split(":")[0] for line in head if line.startswith("#")] == [
        "# source", "# title", "# release", "# infores", "# licence", "# url", "# citation", "# credit", "# file",
    ]  # fmt: skip
    assert head[2] == "# release: 2021-08-18"
    assert head[8].startswith("# file: hgnc/hgnc_import.obo sha256:")


def test_the_backbone_is_read_typed(reference: Path, tmp_path: Path) -> None:
    """Terms, cross-references, axioms and sources come back as they were written."""
    known = read(build_backbone(reference, [Curie("HP:0001324")]), tmp_path)
    hpo, mondo = known.sources["hpo"], known.sources["mondo"]
    assert known.terms["HP:0001324"] == Term(
        Curie("HP:0001324"), "Muscle weakness", (Curie("HP:0000118"),), ('Muscular "weakness"',), False, hpo
    )
    assert (hpo.graph, mondo.graph, known.sources["hgnc"].graph) == (
        "hpo-2025-01-16", "mondo-2026-08-04", "hgnc-2021-08-18",
    )  # fmt: skip
    file = next(file for file in mondo.files if file.path == "mondo/mondo-rare_edges.tsv")
    assert known.axioms == (
        GeneAxiom(Curie("MONDO:0007103"), Curie("RO:0004003"), Curie("HGNC:11179"), "urn:uuid:5", file),
    )
    xref, _ = known.xrefs
    assert (xref.subject, xref.predicate, xref.object) == ("MONDO:0004976", "skos:exactMatch", "DOID:332")
    assert isinstance(xref, Xref)
    assert isinstance(xref.file, SourceFile)
    assert known.label("HGNC:11179") == "SOD1"
    assert known.label("HGNC:1") == ""


def test_ancestors_are_sorted_and_exclude_the_term(reference: Path, tmp_path: Path) -> None:
    """`ancestors` walks all the way up; `is_a` is reflexive; an unknown term has none."""
    known = read(build_backbone(reference, []), tmp_path)
    assert known.ancestors("MONDO:0007103") == ("MONDO:0004976", "MONDO:0005144", "MONDO:0020128")
    assert known.is_a("MONDO:0007103", "MONDO:0004976")
    assert known.is_a("MONDO:0004976", "MONDO:0004976")
    assert not known.is_a("MONDO:0004976", "MONDO:0007103")
    assert known.ancestors("MONDO:7777777") == ()


def test_mapping_sets_of_two_releases_are_refused(reference: Path) -> None:
    """A backbone of two Mondo releases at once cannot be built."""
    path = reference / "mondo" / "mondo_exactmatch_sctid.sssom.tsv"
    path.write_text(VERSION.format(release="2025-01-01") + SCTID, encoding="utf-8")
    with pytest.raises(
        ContentError, match="name 2 releases: 2025-01-01, 2026-08-04; use the files of one Mondo release"
    ):
        build_backbone(reference, [])


def test_a_missing_reference_file_is_one_error(reference: Path) -> None:
    """The error names the file and what the folder should hold."""
    (reference / "hpo" / "hp.obo").unlink()
    with pytest.raises(ContentError, match=r"hp\.obo: cannot be read: .*; give the folder that holds hpo/"):
        build_backbone(reference, [])


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("mondo.tsv", "id\tlabel", "id\tname", "the columns are id, name, subclass_of"),
        ("mondo.tsv", "MONDO:0005144\t", "MONDO:5144\t", "'MONDO:5144' does not fit its prefix"),
        ("hgnc.tsv", "\tSOD1", "\tSOD1\tx", "3 cells, but 2 columns"),
        ("hgnc.tsv", "# release: 2021-08-18\n", "", "the head has no 'release'"),
    ],
)
def test_a_faulty_table_is_refused(
    name: str, old: str, new: str, problem: str, reference: Path, tmp_path: Path
) -> None:
    """Wrong columns, an id that does not fit, a wrong number of cells and a missing head line are errors."""
    write_backbone(build_backbone(reference, []), tmp_path / "backbone")
    path = tmp_path / "backbone" / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=problem):
        read_backbone_of(tmp_path / "backbone")


def test_mentioned_curies_are_those_of_rows_groundings_and_tables(tmp_path: Path) -> None:
    """Ids anywhere in a row count, labels that only look like ids do not; the classes of the tables always do."""
    (tmp_path / "extracted").mkdir()
    (tmp_path / "groundings").mkdir()
    row = '- {kind: phenotype, subject: "ALS: a disease", object: "HP:0000716", at: [{first: "HP:0000713"}]}\n'
    (tmp_path / "extracted" / "x.yaml").write_text(f"facts:\n{row}", encoding="utf-8")
    (tmp_path / "groundings" / "gene.sssom.tsv").write_text(
        "#curie_map:\n#  HGNC: http://identifiers.org/hgnc/\nsubject_label\tobject_id\nSOD1\tHGNC:11179\n",
        encoding="utf-8",
    )
    found = mentioned_curies(tmp_path)
    assert {"HP:0000716", "HP:0000713", "HGNC:11179", "HP:0040281", "HP:0003596", "HP:0000118"} <= set(found)
    assert list(found) == sorted(found)
    assert "ALS: a disease" not in found


def test_the_entry_takes_one_folder() -> None:
    """Without its argument the module's entry is a usage error."""
    with pytest.raises(UsageError, match="python -m raregraph.reference REFERENCE_DIR"):
        main([])


def test_the_kept_backbone_is_what_the_releases_give(shared: Path) -> None:
    """Rebuilding gives the tables of graph/backbone, byte for byte."""
    built = build_backbone(shared / "reference", mentioned_curies())
    kept = {path.name: path.read_text(encoding="utf-8") for path in (content.GRAPH / "backbone").glob("*.tsv")}
    assert kept == dict(built.files)


def test_the_kept_backbone_agrees_with_the_verified_ids(shared: Path) -> None:
    """Every HPO, Mondo and HGNC label and gene axiom that is in both is the same in the list of verified ids."""
    known = read_backbone()
    listed = [record for record in read_table(shared / "reference" / "ids.tsv").records() if record["kind"] != "kind"]
    labels = {record["curie"]: record["label"] for record in listed if record["kind"] in ("hpo", "disease", "gene")}
    common = {name: label for name, label in labels.items() if name in known.terms}
    assert len(common) > 60
    assert {name: known.label(name) for name in common} == common
    axioms = {f"{axiom.disease} {axiom.relation} {axiom.gene}" for axiom in known.axioms}
    assert {record["curie"] for record in listed if record["kind"] == "gene-edge"} <= axioms


def test_the_kept_backbone_has_the_forms_and_what_lies_above() -> None:
    """Types 2 and 4 stand under juvenile or familial ALS, bulbar palsy outside; HPO terms reach the root."""
    known = read_backbone()
    assert "MONDO:0004976" in ancestors("MONDO:0011223")
    assert "MONDO:0004976" not in ancestors("MONDO:0008890")
    assert {"HP:0000118", "HP:0000001"} <= set(ancestors("HP:0001324"))
    assert {name for name, term in known.terms.items() if not set(term.parents) <= known.terms.keys()} == set()
    assert not any(xref.object.startswith(("SCTID:", "NORD:", "NANDO:")) for xref in known.xrefs)
