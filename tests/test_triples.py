"""Triples: how a statement, a passage, a version, a finding, a tombstone becomes RDF."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from raregraph.corrections import Correction, Tombstone
from raregraph.facts import CuratedSource
from raregraph.findings import Finding
from raregraph.ground import ground
from raregraph.ids import contract, expand
from raregraph.knowledge import Knowledge
from raregraph.statements import Statement, to_statements
from raregraph.terms import terms
from raregraph.triples import (
    Triple,
    correction_triples,
    direct_triples,
    finding_triples,
    statement_triples,
    to_quads,
    tombstone_triples,
    version_triples,
)
from tests.making import ALS, HERE, at, claim, fact, source, version

NEW = source(version("b", ("names", ""), ("symptoms", "2020-07-01")))
ROW = (
    '{kind: phenotype, subject: "ALS", object: "HP:0000716", frequency: "HP:0040282", basis: "rg:class", '
    f'printed: "Depressivity", rule: "symptom-row", {at(110, 120)}}}'
)
GENE = f'{{kind: gene, subject: "SOD1", object: "ALS", {at(110, 114)}'


def one(text: str) -> Statement:
    """The statement of a row of the page."""
    return to_statements([claim(text, NEW)])[0]


def shown(triples: object, subject: str) -> dict[str, list[str]]:
    """What is said of a node: predicate to values, IRIs as CURIEs, sorted."""
    found: dict[str, list[str]] = {}
    for triple in triples:  # type: ignore[attr-defined]
        if triple[0].value == subject:
            value = triple[2]
            text = contract(value.value) if isinstance(value, NamedNode) else value.value
            found.setdefault(contract(triple[1].value), []).append(text)
    return {predicate: sorted(values) for predicate, values in found.items()}


def test_a_statement_is_a_flat_header_and_what_it_says() -> None:
    """The whole of a row of the symptom table, as in the model's worked example."""
    item = one(ROW)
    assert shown(statement_triples(item), item.iri) == {
        "rdf:type": ["biolink:DiseaseToPhenotypicFeatureAssociation"],
        "biolink:category": ["biolink:DiseaseToPhenotypicFeatureAssociation"],
        "rdf:subject": ["MONDO:0004976"],
        "rdf:predicate": ["biolink:has_phenotype"],
        "rdf:object": ["HP:0000716"],
        "biolink:frequency_qualifier": ["HP:0040282"],
        "rg:frequencyBasis": ["rg:class"],
        "rg:classLower": ["30"],
        "rg:classUpper": ["79"],
        "biolink:negated": ["false"],
        "rdfs:label": ["amyotrophic lateral sclerosis has phenotype Depression (30–79 %), GARD 2020-07-01"],
        "rg:kind": ["rg:phenotype"],
        "rg:disease": ["MONDO:0004976"],
        "rg:phenotype": ["HP:0000716"],
        "rg:asOf": ["2020-07-01"],
        "rg:dateBasis": ["rg:sectionDate"],
        "rg:direct": ["true"],
        "rg:page": ["page:gard-5786"],
        "rg:evidenceLink": [contract(item.places[0].iri)],
        "rg:certainty": ["rg:stated"],
        "rg:standing": ["rg:latest"],
        "rg:sourceLabel": ["Depressivity"],
        "biolink:knowledge_level": ["knowledge_assertion"],
        "biolink:agent_type": ["manual_agent"],
        "biolink:has_evidence": ["ECO:0000033"],
        "biolink:primary_knowledge_source": ["infores:hpo-annotations"],
        "biolink:aggregator_knowledge_source": ["infores:gard"],
        "prov:wasDerivedFrom": [contract(item.places[0].iri)],
    }


def test_a_passage_is_a_position_in_a_version() -> None:
    """Web Annotation: source, selector, scope; offsets as non-negative integers; hash and words, no text."""
    item = one(ROW)
    place = item.places[0].iri
    triples = list(statement_triples(item))
    assert shown(triples, place) == {
        "rdf:type": ["oa:SpecificResource"],
        "rdfs:label": ["“words”, 110–120"],
        "oa:hasSource": ["page:gard-5786/bbbbbbbbbbbb"],
        "oa:hasSelector": [contract(place) + "/selector"],
        "oa:hasScope": ["page:gard-5786/bbbbbbbbbbbb/symptoms"],
        "rg:textSha256": ["0" * 64],
        "rg:firstWords": ["words"],
    }
    ends = [triple[2] for triple in triples if triple[1].value == expand("oa:end")]
    assert ends == [Literal("120", datatype=NamedNode(expand("xsd:nonNegativeInteger")))]


@pytest.mark.parametrize(
    ("row", "agent", "evidence"),
    [
        (f'{GENE}, rule: "genes"}}', "text_mining_agent", "ECO:0000034"),
        (f"{GENE}}}", "manual_agent", "ECO:0000034"),
        (ROW, "manual_agent", "ECO:0000033"),
    ],
)
def test_who_read_it_is_told(row: str, agent: str, evidence: str) -> None:
    """A rule that reads prose is text mining; a curator, and a row that HPO's curators made, are not."""
    found = shown(statement_triples(one(row)), one(row).iri)
    assert (found["biolink:agent_type"], found["biolink:has_evidence"]) == ([agent], [evidence])


def test_a_curated_statement_names_reference_curator_and_date() -> None:
    """In place of a passage."""
    given = CuratedSource("PMID:28872912", "A. Person", "2026-11-21")
    [item] = to_statements([ground(fact('{kind: gene, subject: "SOD1", object: "ALS"}'), given, terms())])
    found = shown(statement_triples(item), item.iri)
    assert found["rg:curationReference"] == ["PMID:28872912"]
    assert (found["rg:curator"], found["rg:curationDate"]) == (["A. Person"], ["2026-11-21"])
    assert "rg:page" not in found


@pytest.mark.parametrize(
    ("more", "predicate"),
    [("", "biolink:causes"), (", certainty: possible", "rg:mayCause"), (", negated: true", None)],
)
def test_the_plain_triple_follows_the_statement(more: str, predicate: str | None) -> None:
    """One, hedged or none; `rg:direct` says which."""
    item = one(f'{{kind: gene, subject: "SOD1", object: "ALS"{more}, {at(110, 114)}}}')
    triples = [
        (contract(one.value), contract(two.value), contract(three.value)) for one, two, three in direct_triples(item)
    ]
    assert triples == ([("HGNC:11179", predicate, ALS)] if predicate else [])
    assert shown(statement_triples(item), item.iri)["rg:direct"] == ["true" if predicate else "false"]


def test_a_retracted_statement_is_deprecated_and_points_at_its_successor() -> None:
    """With the reason."""
    item = replace(one(ROW), standing="retracted", reason="misread: x", successor="0" * 32)
    found = shown(statement_triples(item), item.iri)
    assert (found["owl:deprecated"], found["rg:reason"]) == (["true"], ["misread: x"])
    assert found["dct:isReplacedBy"] == ["st:" + "0" * 32]


def test_a_version_has_sections_with_dates_of_their_own() -> None:
    """Page, version, sections; where no date is printed there is none."""
    triples: list[Triple] = list(version_triples(NEW))
    me = shown(triples, NEW.iri)
    assert (me["dct:modified"], me["prov:specializationOf"]) == (["2020-07-01"], ["page:gard-5786"])
    assert me["spdx:checksumValue"] == ["b" * 64]
    assert shown(triples, NEW.iri + "/symptoms")["dct:modified"] == ["2020-07-01"]
    assert "dct:modified" not in shown(triples, NEW.iri + "/names")


def test_a_finding_is_about_things() -> None:
    """Type, note, what it is about."""
    finding = Finding("mixed-lineage", (expand("HP:0000006"),), "29 rows of two kinds")
    assert shown(finding_triples(finding), finding.iri) == {
        "rdf:type": ["rg:Finding"],
        "rdfs:label": ["29 rows of two kinds"],
        "rg:findingType": ["rg:mixedLineage"],
        "rg:about": ["HP:0000006"],
    }


def test_a_tombstone_is_deprecated_and_its_successor_a_revision() -> None:
    """An IRI once released is never reused."""
    old, new = "https://w3id.org/raregraph/statement/" + "1" * 32, "https://w3id.org/raregraph/statement/" + "2" * 32
    triples = list(tombstone_triples(Tombstone(old, "old", "merged", new, "2026-11-21")))
    assert shown(triples, old)["dct:isReplacedBy"] == ["st:" + "2" * 32]
    assert shown(triples, old)["owl:deprecated"] == ["true"]
    assert shown(triples, new) == {"prov:wasRevisionOf": ["st:" + "1" * 32]}


def test_a_correction_is_told_with_who_and_why() -> None:
    """Verdict, statement, reference, curator."""
    given = Correction("1" * 32, "source-is-wrong", None, "https://example.org/1", "A. Person", "2026-11-21", "n", HERE)
    [(me, *_), *_] = correction_triples(given)
    found = shown(correction_triples(given), me.value)
    assert (found["rg:verdict"], found["rg:about"]) == (["rg:sourceIsWrong"], ["st:" + "1" * 32])
    assert (found["rg:curationReference"], found["rg:correctedBy"]) == (["https://example.org/1"], ["A. Person"])


def test_an_undated_version_is_nobody_s_predecessor(knowledge: Knowledge) -> None:
    """Which one is older is not known."""
    undated = source(version("c", ("names", "")))
    revised = NamedNode(expand("prov:wasRevisionOf"))

    def revisions(*versions: object) -> list[tuple[str, str]]:
        quads = to_quads(replace(knowledge, versions=versions, statements=(), findings=()))  # type: ignore[arg-type]
        return [(quad.subject.value[-3:], quad.object.value[-3:]) for quad in quads if quad.predicate == revised]

    old = source(version("a", ("cause", "2013-01-11")))
    assert revisions(old, NEW) == [("bbb", "aaa")]
    assert revisions(undated, NEW) == []


def test_the_graph_has_no_blank_node_and_every_thing_a_label(knowledge: Knowledge) -> None:
    """Every IRI of ours that is said or spoken of."""
    quads = list(to_quads(knowledge))
    assert all(isinstance(quad.subject, NamedNode) and not hasattr(quad.object, "subject") for quad in quads)
    labelled = {quad.subject for quad in quads if quad.predicate.value == expand("rdfs:label")}
    ours = "https://w3id.org/raregraph/"
    parts = ("statement/", "passage/", "entity/", "finding/", "page/", "reference/")
    used = {node for quad in quads for node in (quad.subject, quad.object) if isinstance(node, NamedNode)}
    missing = {node.value for node in used - labelled if node.value.startswith(tuple(ours + part for part in parts))}
    assert missing == set()


def test_direct_triples_are_exactly_those_the_model_says(knowledge: Knowledge) -> None:
    """Said for sure or likely, not denied, latest or unknown: and for nothing else."""
    direct = {quad.triple for quad in to_quads(knowledge) if quad.graph_name.value.endswith("/graph/direct")}
    sure = {
        (item.subject, item.predicate, item.object)
        for item in knowledge.statements
        if item.certainty in ("stated", "likely") and not item.negated and item.standing in ("latest", "unknown")
        and contract(item.predicate.value) in item.kind.direct
    }  # fmt: skip
    hedged = {triple for triple in direct if contract(triple.predicate.value).startswith("rg:may")}
    assert {(triple.subject, triple.predicate, triple.object) for triple in direct - hedged} == sure
    assert hedged


def test_every_statement_stands_in_the_graph_of_its_source(knowledge: Knowledge) -> None:
    """One named graph a page version, one a reference release."""
    standing = NamedNode(expand("rg:standing"))
    quads: list[Quad] = [quad for quad in to_quads(knowledge) if quad.predicate == standing]
    counted = Counter(contract(quad.graph_name.value) for quad in quads)
    assert set(counted) == {"graph:gard-5786-0d97d85dcf34", "graph:gard-5786-83181a80f9f5", "graph:mondo-2026-08-04"}
    assert sum(counted.values()) == len(knowledge.statements)


def test_where_a_page_can_be_had_is_said_of_its_version() -> None:
    """The source says where a copy is, as graph/pages.yaml has it."""
    public = replace(NEW, obtainable_from="https://example.org/als")
    assert shown(version_triples(public), public.iri)["rg:obtainableFrom"] == ["https://example.org/als"]
