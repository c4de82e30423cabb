"""The pages that every release has."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, parse

from raregraph.ids import expand
from raregraph.site import downloads, joining, machines, model, openapi, routes, schema_org, sources, terms, validation
from raregraph.site.downloads import LOADS
from raregraph.site.opened import Opened, open_release


def test_the_downloads_are_those_of_the_release(opened: Opened) -> None:
    """Each with its size, hash, triples and terms."""
    rows = {row.file.path: row for row in downloads.rows(opened)}
    paths = {file.path for file in opened.files}
    assert set(rows) == {path for path in paths if path.removesuffix(".gz") not in paths - {path}}
    dump = rows["raregraph.nq"]
    assert dump.file.size == (opened.folder / "raregraph.nq").stat().st_size
    assert dump.packed == (opened.folder / "raregraph.nq.gz").stat().st_size
    assert dump.triples == rows["raregraph.ttl"].triples > 10_000
    licence = rows["queries.ttl"].licence
    assert (licence.text if licence else "") == "CC0 1.0"


def test_other_releases_beside_it_are_counted(released: Path, tmp_path: Path) -> None:
    """By their own READMEs; the link to the newest is none."""
    shutil.copytree(released, tmp_path / released.name)
    shutil.copytree(released, tmp_path / "0.0.1-earlier")
    (tmp_path / "current").symlink_to(released.name)
    assert [(item.version, item.counts["page versions"]) for item in downloads.others(tmp_path / released.name)] == [
        ("0.0.1-earlier", 2)
    ]
    page = routes.render(open_release(tmp_path), "/downloads/", "html", {}).body.decode()
    assert "0.0.1-earlier" in page


def test_the_lines_of_python_load_the_files(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they stand on the page."""
    monkeypatch.chdir(released)
    graph = eval(LOADS["application/n-triples"][1][1].format(file="raregraph-biolink.nt"), {"rdflib": rdflib})
    assert len(graph) == downloads.triples(
        open_release(released), next(f for f in downloads.FILES if "biolink" in f.path)
    )
    turtle = eval(LOADS["text/turtle"][1][1].format(file="dataset.ttl"), {"rdflib": rdflib})
    assert len(turtle) > 1000


def test_the_lines_of_python_load_the_exports(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables, JSON Lines and the database give as many edges."""
    pandas = pytest.importorskip("pandas")
    monkeypatch.chdir(released)
    known = {"pandas": pandas, "sqlite3": sqlite3}
    edges = "kgx/monarch/raregraph_edges"
    (_, _, (_, table)), ((_, lines), _) = LOADS["text/tab-separated-values"], LOADS["application/x-ndjson"]
    database = LOADS["application/vnd.sqlite3"][0][1].format(file="raregraph.db")
    counts = [
        len(eval(table.format(file=f"{edges}.tsv"), known)),
        len(eval(lines.format(file=f"{edges}.jsonl"), known)),
        len(eval(database, known).fetchall()),
    ]
    assert counts == counts[:1] * 3
    assert counts[0] > 100


def test_the_line_of_oxigraph_loads_the_dump(released: Path, tmp_path: Path) -> None:
    """With the command that the package installs."""
    command = Path(sys.executable).with_name("oxigraph")
    if not command.exists():
        pytest.skip("needs the command oxigraph")
    line = LOADS["application/n-quads"][0][1].format(file=released / "raregraph.nq").split()
    subprocess.run([command, *line[1:]], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "store").is_dir()


def test_the_drawing_is_true(opened: Opened) -> None:
    """Each edge stands for triples of the release, between nodes of its boxes, and is named by a shape."""
    boxes = tuple(model.drawn(opened))
    counts = {line.edge.predicate: line.count for line in model.lines(opened, boxes)}
    assert counts["prov:wasDerivedFrom"] == 466
    assert all(counts.values())
    shapes = (quad for quad in opened.declared if quad.subject.value.startswith(terms.SHAPES))
    named = {quad.object.value for quad in shapes}
    assert {edge.predicate for edge in model.EDGES if expand(edge.predicate) not in named} == set()
    assert {item.box.name for item in boxes if not item.count or not item.example} == set()


def test_the_kinds_are_counted(opened: Opened) -> None:
    """As the release counts them; all statements are of some kind."""
    rows = {row.thing.text: row.count for row in model.kind_rows(opened)}
    assert rows["phenotype"] == 38
    assert sum(rows.values()) == 406


def test_the_sources_have_their_credit_lines(opened: Opened) -> None:
    """Each named graph and each ontology that lends labels."""
    rows = {row.thing.id or row.thing.path: row for row in sources.rows(opened)}
    assert rows["/graph/hpo-2025-01-16"].licence.text == "the HPO licence"
    assert "an unaltered excerpt" in rows["/graph/hpo-2025-01-16"].credit
    assert all(row.credit and row.licence.text for row in rows.values())


def test_the_checks_are_those_of_the_report(opened: Opened) -> None:
    """By shape, each node with its label."""
    results = [
        {
            "severity": "Warning",
            "sourceShape": expand("rgsh:disease-grounded"),
            "message": "m",
            "focusNode": expand(node),
        }
        for node in ("MONDO:0004976", "HP:0000716", "HP:0000716")
    ]
    [remark] = validation.of_report(opened, results)
    assert (remark.total, sorted(node.text for node in remark.nodes)) == (
        2, ["Depression", "amyotrophic lateral sclerosis"],
    )  # fmt: skip


def test_the_vocabulary_has_a_page_for_each_term(opened: Opened) -> None:
    """And the shapes have one each."""
    words = terms.vocabulary(opened)
    for iri, term in words.terms.items():
        if term.ours:
            assert (iri, opened.has_page(iri)) == (iri, True)
    found = list(terms.of_shapes(opened))
    assert len(found) > 400
    assert all(shape.message for shape in found)


OTHERS = {
    "Wikidata": "<http://www.wikidata.org/entity/Q131755> <http://www.wikidata.org/prop/direct/P5270> "
    '"MONDO:0004976" .',
    "UniProt": "<http://purl.uniprot.org/uniprot/P00441> <http://www.w3.org/2000/01/rdf-schema#seeAlso> "
    "<http://purl.uniprot.org/hgnc/HGNC:11179> .",
    "Monarch": "<http://purl.obolibrary.org/obo/MONDO_0004976> <https://w3id.org/biolink/vocab/has_phenotype> "
    "<http://purl.obolibrary.org/obo/HP_0003324> .",
}
FOUND = {
    "Wikidata": {("amyotrophic lateral sclerosis", "http://www.wikidata.org/entity/Q131755")},
    "UniProt": {("SOD1", "http://purl.uniprot.org/uniprot/P00441")},
    "Monarch": {("Generalized muscle weakness", "true"), ("Depression", "false")},
}


@pytest.mark.parametrize("recipe", joining.RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_joins_with_a_local_file(recipe: joining.Recipe, released: Path) -> None:
    """Two files in one store, and the query of the page."""
    store = Store()
    store.bulk_load(path=str(released / "raregraph.nq"), format=RdfFormat.N_QUADS)
    graph = rdflib.URIRef(joining.graph_of(recipe))
    for quad in parse(f"{OTHERS[recipe.name][:-2]} <{graph}> .", format=RdfFormat.N_QUADS):
        store.add(quad)
    rows = store.query(recipe.query, use_default_graph_as_union=True)
    found = {tuple(term.value for term in row)[-2:] for row in rows}  # type: ignore[union-attr]
    assert FOUND[recipe.name] <= found


def test_a_disease_is_a_medical_condition_to_search_engines(opened: Opened) -> None:
    """As the saved query says; nothing of course or survival."""
    found = json.loads(schema_org.of(opened, expand("MONDO:0004976")))
    assert (found["@context"], found["@type"], found["name"]) == (
        "https://schema.org", "MedicalCondition", "amyotrophic lateral sclerosis",
    )  # fmt: skip
    assert {"riluzole", "edaravone"} == {drug["name"] for drug in found["drug"]}
    assert set(found) == {
        "@context", "@id", "@type", "alternateName", "drug", "name", "sameAs", "signOrSymptom", "subjectOf",
    }  # fmt: skip


def test_a_release_is_a_dataset_to_search_engines(opened: Opened) -> None:
    """With its files."""
    found = json.loads(schema_org.of(opened, expand(f"release:{opened.version}")))
    assert (found["@type"], found["version"]) == ("Dataset", opened.version)
    assert {"raregraph.nq", "raregraph.ttl"} <= {
        item["contentUrl"].rpartition("/")[2] for item in found["distribution"]
    }


def test_json_cannot_end_its_script() -> None:
    """Whatever a label holds."""
    assert schema_org.written({"name": "</script>"}) == '{"name": "\\u003c/script>"}'


def test_the_site_map_has_all_pages(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its limit it is an index of several."""
    whole = machines.asset(opened, "/sitemap", "xml", routes.LANDINGS)
    assert whole
    assert whole.count(b"<loc>") == len(machines.nodes(opened)) + len(routes.FIXED)
    monkeypatch.setattr(machines, "MOST", 1000)
    machines.site_maps.cache_clear()
    index = machines.asset(opened, "/sitemap", "xml", routes.LANDINGS)
    assert index
    assert index.count(b"<sitemap>") == 3
    parts = [machines.asset(opened, f"/sitemap-{number}", "xml", routes.LANDINGS) for number in (1, 2, 3)]
    assert sum(part.count(b"<loc>") for part in parts if part) == whole.count(b"<loc>")
    assert machines.asset(opened, "/sitemap-4", "xml", routes.LANDINGS) is None
    machines.site_maps.cache_clear()


def test_robots_are_told_where_the_site_map_is(opened: Opened) -> None:
    """And to leave alone what is worked out at each request."""
    text = routes.render(opened, "/robots", "txt", {}).body.decode()
    assert "Disallow: /sparql?\n" in text
    assert "Sitemap: https://w3id.org/raregraph/sitemap.xml\n" in text


def test_the_interface_has_every_saved_query(opened: Opened) -> None:
    """With its parameters; every reference in the document leads somewhere."""
    found = openapi.document(opened)
    told = found["paths"]["/queries/als-phenotypes.{form}"]["get"]
    assert [(item["name"], item["in"], item["required"]) for item in told["parameters"]] == [
        ("form", "path", True), ("disease", "query", False),
    ]  # fmt: skip
    text = json.dumps(found)
    for name in found["components"]["responses"]:
        text = text.replace(f'"#/components/responses/{name}"', "")
    assert "#/components" not in text
