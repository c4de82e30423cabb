"""The gate judges a graph, and refuses to judge with shapes that could let a fault pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from raregraph import content, gate
from raregraph.errors import ContentError, Faults, GateError, RaregraphError
from raregraph.knowledge import Knowledge
from raregraph.triples import to_quads
from tests.shape_cases import FOLDER

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rg: <https://w3id.org/raregraph/vocab/> .
@prefix rgsh: <https://w3id.org/raregraph/shapes/> .
@prefix biolink: <https://w3id.org/biolink/vocab/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
"""
LABELLED = """rgsh:gene a sh:PropertyShape ; sh:targetClass biolink:Gene ; sh:path rdfs:label ; sh:minCount 1 ;
  sh:message "Add a label."@en .
"""
GENE = 'ex:sod1 a biolink:Gene ; rdfs:label "SOD1" .\n'
Check = Callable[..., gate.Report]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """The gate on a graph and a shapes file given as Turtle without prefixes."""

    def run(data: str, shapes: str, file: Path | None = None, *, strict: bool = False) -> gate.Report:
        folder = tmp_path / "shapes"
        folder.mkdir(exist_ok=True)
        text = file.read_text(encoding="utf-8") if file else PREFIXES + shapes
        (folder / "one.ttl").write_text(text, encoding="utf-8")
        path = tmp_path / "data.ttl"
        path.write_text(PREFIXES + data, encoding="utf-8")
        return gate.check(path, folder, strict=strict)

    return run


def test_conforming_graph(check: Check) -> None:
    """A graph that keeps to the shapes conforms, without any result."""
    report = check(GENE, LABELLED)
    assert report.conforms
    assert report.results == ()
    assert report.counted() == "no violation, no warning, no info"


def test_violation(check: Check) -> None:
    """A violation names focus node, path, constraint, shape and message."""
    report = check("ex:sod1 a biolink:Gene .\n", LABELLED)
    (result,) = report.results
    assert not report.conforms
    assert (result.severity, result.focus.value, result.path) == (
        "Violation",
        "https://example.org/sod1",
        "<http://www.w3.org/2000/01/rdf-schema#label>",
    )
    assert result.component == "http://www.w3.org/ns/shacl#MinCountConstraintComponent"
    assert (result.shape, result.message) == ("https://w3id.org/raregraph/shapes/gene", "Add a label.")


def test_warning_does_not_stop(check: Check) -> None:
    """Warnings and infos are counted and do not stop a release."""
    report = check(
        "ex:sod1 a biolink:Gene .\n", LABELLED.replace(" sh:message", " sh:severity sh:Warning ; sh:message")
    )
    assert report.conforms
    assert report.counts == {"Violation": 0, "Warning": 1, "Info": 0}


def test_class_without_instances(check: Check) -> None:
    """A class that no node is of is an info, and a violation where every class must have instances."""
    info = check('ex:sod1 rdfs:label "SOD1" .\n', LABELLED)
    assert info.conforms
    assert [(result.severity, result.focus.value) for result in info.results] == [
        ("Info", "https://w3id.org/biolink/vocab/Gene")
    ]
    assert not check('ex:sod1 rdfs:label "SOD1" .\n', LABELLED, strict=True).conforms


UNTRUSTED = sorted((FOLDER / "untrusted").glob("*.ttl"))
"""Shapes that could pass a graph unchecked; the first line of each says what the error must say."""


@pytest.mark.parametrize("path", UNTRUSTED, ids=lambda path: path.stem)
def test_not_fooled(path: Path, check: Check) -> None:
    """Shapes that could pass a graph unchecked are an error, whatever the graph."""
    text = path.read_text(encoding="utf-8")
    with pytest.raises(RaregraphError) as caught:
        check(GENE, "", path)
    assert isinstance(caught.value, GateError | Faults)
    assert text.split("\n")[0].removeprefix("# error: ") in str(caught.value)


def test_all_faults_at_once(check: Check) -> None:
    """Every fault of the shapes is named, not the first alone."""
    with pytest.raises(Faults) as caught:
        check(GENE, LABELLED.replace("rdfs:label", "rdfs:lable").replace("biolink:Gene", "biolink:Gen"))
    assert len(caught.value.faults) == 2


def test_folder_without_shapes(tmp_path: Path) -> None:
    """A folder without shapes does not pass everything."""
    with pytest.raises(GateError, match="no shapes; put SHACL files"):
        gate.check([ox.Triple(*[ox.NamedNode("urn:x")] * 3)], tmp_path, strict=False)


def test_misspelt_option(tmp_path: Path) -> None:
    """A misspelt option is an error; pyshacl's own function would ignore it."""
    with pytest.raises(TypeError, match="stict"):
        gate.check([], tmp_path, stict=True)  # type: ignore[call-arg]


def test_broken_shapes(tmp_path: Path) -> None:
    """Broken Turtle in the shapes is named with file, line and column."""
    (tmp_path / "broken.ttl").write_text(PREFIXES + "rgsh:a a sh:NodeShape ;;\n  sh:path ( .\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"broken\.ttl:11: not valid Turtle \(column 13\)"):
        gate.trusted_shapes(tmp_path, gate.read_vocabulary())


BAD_FILES = {
    "missing.ttl": (None, "cannot be read: No such file"),
    "empty.ttl": ("", "the graph has no triples"),
    "broken.ttl": ("<urn:a> <urn:b> .\n", r"broken\.ttl:1: broken syntax \(column 17\)"),
    "broken.nt": ("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> .\n", r"broken\.nt:2: broken syntax"),
    "table.csv": ("a,b\n", r"\.csv is no form of RDF the gate reads; name it \.ttl, \.nt"),
    "noname": ("", "no suffix is no form of RDF"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file(name: str, tmp_path: Path) -> None:
    """What is no graph ends in one clear message."""
    text, problem = BAD_FILES[name]
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=problem):
        gate.check(tmp_path / name, content.SHAPES, strict=False)


def test_folder_as_file(tmp_path: Path) -> None:
    """A folder is not a graph."""
    with pytest.raises(ContentError, match="is a folder; give one RDF file"):
        gate.check(tmp_path, content.SHAPES, strict=False)


@pytest.mark.parametrize("suffix", [".nt", ".nq"])
def test_other_forms(suffix: str, tmp_path: Path) -> None:
    """N-Triples and N-Quads are read as Turtle is; of named graphs the union is checked."""
    graph = " <urn:graph:one>" if suffix == ".nq" else ""
    path = tmp_path / f"data{suffix}"
    path.write_text(f'<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> " "@en{graph} .\n', encoding="utf-8")
    found = [
        result.shape
        for result in gate.check(path, content.SHAPES, strict=False).results
        if result.severity == "Violation"
    ]
    assert found == ["https://w3id.org/raregraph/shapes/label-blank"]


def test_nothing_is_fetched(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """An owl:imports in the data leads nowhere: the gate opens no connection."""
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the gate opened a connection"))
    assert check(GENE + "ex:data a owl:Ontology ; owl:imports <http://127.0.0.1:9/more.ttl> .\n", LABELLED).conforms


def test_ill_typed_literal(check: Check) -> None:
    """A literal that is none of its datatype is reported, with its text, and nothing is logged or warned."""
    shapes = LABELLED.replace("sh:minCount 1", "sh:datatype xsd:boolean")
    (result,) = check('ex:sod1 a biolink:Gene ; rdfs:label "maybe"^^xsd:boolean .\n', shapes).results
    assert result.value == ox.Literal("maybe", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))


def test_report_forms(check: Check) -> None:
    """The report as a table, as Turtle without blank nodes, as JSON; blank nodes of the data get IRIs."""
    report = check("[] a biolink:Gene . ex:sod1 a biolink:Gene .\n", LABELLED)
    assert report.to_table().split("\n")[:4] == [
        "The graph does not conform: 2 violations, no warning, no info (2 triples, 1 shapes).",
        "",
        "Violation: rgsh:gene (sh:MinCount), 2 ×",
        "  Add a label.",
    ]
    triples = list(ox.parse(report.to_turtle(), format=ox.RdfFormat.TURTLE))
    assert not any(isinstance(term, ox.BlankNode) for triple in triples for term in (triple.subject, triple.object))
    assert len(triples) == 4 + 2 * 7
    loaded = json.loads(report.to_json())
    assert (loaded["conforms"], loaded["counts"]["Violation"], len(loaded["results"])) == (False, 2, 2)
    assert loaded["results"][0]["sourceShape"] == "https://w3id.org/raregraph/shapes/gene"
    assert loaded["results"][0]["focusNode"].startswith("https://")


def test_complex_path(check: Check) -> None:
    """A path of several steps is shown as SPARQL writes it; the Turtle leaves it out, it would need blank nodes."""
    shapes = LABELLED.replace(
        "rdfs:label", "( [ sh:inversePath rg:gene ] [ sh:alternativePath ( rg:kind rdf:type ) ] )"
    )
    report = check(GENE, shapes)
    assert "ex" not in report.results[0].path
    assert (
        "    <https://example.org/sod1> ^rg:gene/(rg:kind|rdf:type)".replace("<", "").replace(">", "")
        in report.to_table()
    )
    assert "resultPath" not in report.to_turtle()


def test_shape_without_name(check: Check) -> None:
    """A shape that is a blank node gets an IRI from what it says, the same in every run."""
    shapes = (
        "rgsh:a a sh:NodeShape ; sh:targetClass biolink:Gene ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ."
    )
    one, two = (check("ex:sod1 a biolink:Gene .\n", shapes) for _ in range(2))
    assert one == two
    assert one.results[0].shape.startswith("https://w3id.org/raregraph/report/shape-")


def test_flagship(knowledge: Knowledge) -> None:
    """The ALS graph passes its own gate, with an instance of every class."""
    report = gate.check({quad.triple for quad in to_quads(knowledge)}, content.SHAPES, strict=True)
    assert report.conforms, report.to_table()
    assert report.checked > 10_000


def test_only_what_a_corpus_says_may_be_absent(knowledge: Knowledge) -> None:
    """Told as an info: a page seldom says from which age to which a disease begins."""
    report = gate.check({quad.triple for quad in to_quads(knowledge)}, content.SHAPES, strict=True)
    absent = {str(item.focus).rpartition("/")[2] for item in report.results if item.shape.endswith("/instances")}
    assert absent == {
        "ClinicalModifier>", "PastMedicalHistory>", "ModifierStatement>", "OnsetAgeStatement>", "PrevalenceStatement>",
    }  # fmt: skip


def test_lost_triple(knowledge: Knowledge) -> None:
    """A fault in the whole graph is found as it is in a small one: a statement that lost its passage."""
    triples = {quad.triple for quad in to_quads(knowledge)}
    derived = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    robbed = min(
        str(triple.subject)
        for triple in triples
        if triple.predicate == derived and "/statement/" in str(triple.subject)
    )
    left = {triple for triple in triples if (str(triple.subject), triple.predicate) != (robbed, derived)}
    report = gate.check(left, content.SHAPES, strict=True)
    assert robbed in {str(result.focus) for result in report.results if result.shape.endswith("/page-version")}
