"""The routes in Monarch's shape: what each tells of ALS, and that it is what the tables hold."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from raregraph.api import models
from raregraph.api.associations import ALSO
from raregraph.api.data import DATABASE, Data, Unreadable, read_data
from raregraph.api.mappings import read_mappings
from raregraph.api.routes import ROUTES, find, methods
from tests.tabled import ask, read

ALS, FAMILIAL, SOD1, SPASM = "MONDO:0004976", "MONDO:0005144", "HGNC:11179", "HP:0003394"
PHENOTYPES = f"/entity/{ALS}/biolink:DiseaseToPhenotypicFeatureAssociation"


def ids(found: Any) -> list[str]:
    """The ids of the items of an answer."""
    return [item["id"] for item in found["items"]]


def wide(file: Path, table: str) -> dict[str, dict[str, Any]]:
    """The rows of a table of the file, by id."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return {row["id"]: dict(row) for row in connection.execute(f"SELECT * FROM {table}")}


def cell(value: Any) -> Any:
    """A member as a cell of the file has it."""
    if isinstance(value, list):
        return "|".join(value)
    return "" if value is None or value is False else "true" if value is True else value


def test_every_edge_is_told_as_the_denormalised_table_has_it(tables: Data, tabled: Path) -> None:
    """Each member that the model and the table have in common, of every edge."""
    rows = wide(tabled / DATABASE, "denormalized_edges")
    items = {item["id"]: item for item in read(tables, "/association?limit=500")["items"]}
    assert items.keys() == rows.keys()
    for id_, item in items.items():
        common = [name for name in models.ASSOCIATION if name in rows[id_] and name not in models.NUMBERS]
        assert len(common) > 60
        assert {name: cell(item[name]) for name in common} == {name: rows[id_][name] for name in common}


def test_every_node_is_told_as_the_denormalised_table_has_it(tables: Data, tabled: Path) -> None:
    """Each member that the model and the table have in common; descendants by /search, which may tell them."""
    address = "/search?limit=500&include_phenotypes=true&include_descendants=true"
    rows, items = wide(tabled / DATABASE, "denormalized_nodes"), read(tables, address)["items"]
    assert {item["id"] for item in items} == rows.keys()
    for item in items:
        row = rows[item["id"]]
        assert {name: cell(item[name]) for name in models.ENTITY if name in row} == {
            name: row[name] for name in models.ENTITY if name in row
        }


def test_an_entity_is_a_node_with_every_member(tables: Data) -> None:
    """ALS: its name, its modes of inheritance are two and so none, what is above it, how many edges it has."""
    found = read(tables, f"/entity/{ALS}")
    assert tuple(found) == models.NODE
    assert (found["name"], found["category"], found["namespace"]) == (
        "amyotrophic lateral sclerosis", "biolink:Disease", "MONDO",
    )  # fmt: skip
    assert (found["inheritance"], found["has_descendant"], found["node_relationships"]) == (None, None, [])
    above = [node["id"] for node in found["node_hierarchy"]["super_classes"]]
    assert above == ["MONDO:0003182", "MONDO:0020128"]
    assert found["external_links"][0] == {"id": "DOID:332", "url": "http://purl.obolibrary.org/obo/DOID_332"}
    assert {"id": "MESH:D000690", "url": "http://identifiers.org/mesh/D000690"} in found["external_links"]
    assert [(count["key"], count["label"]) for count in found["association_counts"]][:2] == [
        ("biolink:DiseaseToPhenotypicFeatureAssociation", "Disease to Phenotype"),
        ("biolink:CausalGeneToDiseaseAssociation", "Causal Gene"),
    ]


def test_counts_tell_what_is_inferred_from_what_is_direct(tables: Data) -> None:
    """Genes are said to cause forms of ALS, which count for ALS, but are not its own."""
    counts = {count["key"]: count for count in read(tables, f"/entity/{ALS}")["association_counts"]}
    causal = counts["biolink:CausalGeneToDiseaseAssociation"]
    total = read(tables, f"/entity/{ALS}/biolink:CausalGeneToDiseaseAssociation")["total"]
    direct = read(tables, f"/entity/{ALS}/biolink:CausalGeneToDiseaseAssociation?direct=true")["total"]
    assert (causal["count"], causal["count_direct"]) == (total, direct)
    assert total > direct


def test_a_gene_tells_the_diseases_it_causes(tables: Data) -> None:
    """SOD1 and ALS type 1; and a disease the gene, the other way round."""
    gene = read(tables, f"/entity/{SOD1}")
    assert "MONDO:0007103" in [disease["id"] for disease in gene["causes_disease"]]
    assert (gene["symbol"], gene["in_taxon"], gene["causal_gene"]) == ("SOD1", "NCBITaxon:9606", None)
    assert SOD1 in [node["id"] for node in read(tables, "/entity/MONDO:0007103")["causal_gene"]]


@pytest.mark.parametrize("id_", ["MONDO:0000000", "x", "MONDO:0004976' OR '1'='1"])
def test_an_entity_that_is_not_there(tables: Data, id_: str) -> None:
    """404, in the words and the form of Monarch's server."""
    found = ask(tables, f"/entity/{id_}")
    assert (found.status, found.media_type, found.body) == (404, "application/json", b'{"detail":"Entity not found"}')


def test_direct_leaves_out_what_is_said_of_subclasses(tables: Data) -> None:
    """Without it each item tells which it is."""
    found = read(tables, f"/association?object={ALS}&predicate=biolink:causes&limit=500")
    direct = read(tables, f"/association?object={ALS}&predicate=biolink:causes&limit=500&direct=true")
    assert {item["object"] for item in direct["items"]} <= {ALS}
    assert ids(direct) == [item["id"] for item in found["items"] if not item["inferred"]]
    assert {item["inferred"] for item in found["items"]} >= {True}
    assert all(ALS in item["object_closure"] for item in found["items"])


@pytest.mark.parametrize("inferred", [True, False])
def test_an_edge_of_both_ends_is_inferred_where_either_is(tables: Data, inferred: bool) -> None:
    """Muscle spasm of ALS is said; an abnormality of muscle physiology of ALS is inferred."""
    object_ = "HP:0011804" if inferred else SPASM
    found = read(tables, f"/association?subject={ALS}&object={object_}&predicate=biolink:has_phenotype&limit=500")
    assert {item["inferred"] for item in found["items"] if item["object"] == SPASM} == {inferred}


@pytest.mark.parametrize(
    ("address", "total"),
    [
        (f"subject={ALS}&direct=true&category=biolink:DiseaseToPhenotypicFeatureAssociation", 42),
        (f"entity={SOD1}", 2),
        ("predicate=biolink:treats", 2),
        ("category=biolink:VariantToGeneAssociation", 0),
        ("subject_namespace=HGNC&object_category=biolink:Disease", 18),
        ("subject_taxon=NCBITaxon:9606", 18),
        ("object_taxon=NCBITaxon:9606", 0),
        ("primary_knowledge_source=infores:hpo", 193),
        ("primary_knowledge_source=infores:mondo&subject=MONDO:0007103&direct=true", 1),
        ("query=spasm", 5),
        ("query=RILUZOLE", 1),
        ("query=spasm laryn", 2),
        ("query=%25", 0),
        ('filter_queries=frequency_qualifier:"HP:0040280"', 1),
        ('filter_queries=frequency_qualifier:"HP:0040280" OR frequency_qualifier:"HP:0040281"', 3),
        ('filter_queries=-category:"biolink:Association"&filter_queries=-predicate:"biolink:has_phenotype"', 25),
        ('filter_queries=object_closure_label:"Muscle spasm"', 2),
        ("filter_queries=has_evidence:ECO:0000033&predicate=biolink:has_phenotype", 42),
    ],
)
def test_how_edges_are_chosen(tables: Data, address: str, total: int) -> None:
    """By every parameter there is."""
    assert read(tables, f"/association?limit=0&{address}")["total"] == total


def test_several_values_are_or_and_several_parameters_and(tables: Data) -> None:
    """As Monarch has it."""
    both = read(tables, "/association?predicate=biolink:treats&predicate=biolink:causes&limit=0")["total"]
    none = read(tables, "/association?predicate=biolink:treats&category=biolink:Association&limit=0")["total"]
    assert (both, none) == (20, 0)


def test_pages_of_edges_are_the_whole(tables: Data) -> None:
    """Each edge once, in one order."""
    pages = [ids(read(tables, f"/association?limit=100&offset={start}")) for start in range(0, 500, 100)]
    assert sum(pages, []) == ids(read(tables, "/association?limit=500"))
    assert ids(read(tables, "/association?offset=1000000000000")) == []


def test_facets_count_the_edges_that_are_chosen(tables: Data) -> None:
    """Of one value, of several, of what is above an end; queries too."""
    found = read(
        tables,
        "/association?predicate=biolink:treats&limit=0&facet_fields=category&facet_fields=publications"
        f'&facet_fields=object_closure&facet_queries=object_closure:"{ALS}"&facet_queries=negated:true',
    )
    fields = {field["label"]: field["facet_values"] for field in found["facet_fields"]}
    category = "biolink:ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation"
    assert fields["category"] == [{"label": category, "count": 2}]
    assert {"label": ALS, "count": 2} in fields["object_closure"]
    assert found["facet_queries"] == [
        {"label": f'object_closure:"{ALS}"', "count": 2}, {"label": "negated:true", "count": 0},
    ]  # fmt: skip


def test_compact_edges_have_seven_members_and_whether_they_are_inferred(tables: Data) -> None:
    """CompactAssociation."""
    [item] = read(tables, f"/association?entity={ALS}&compact=true&limit=1")["items"]
    assert tuple(item) == (*models.COMPACT, "inferred")


def test_an_association_has_the_members_of_the_model_and_two_more(tables: Data) -> None:
    """How far a drug is approved, and whether it is inferred."""
    [item, *_] = read(tables, "/association?predicate=biolink:treats")["items"]
    assert tuple(item) == (*models.ASSOCIATION, *ALSO)
    assert (item["clinical_approval_status"], item["negated"]) == ("fda_approved_for_condition", False)
    assert (item["agent_type"], item["has_count"]) != ("", "")


def test_association_all_is_association(tables: Data) -> None:
    """The same, as with Monarch."""
    assert ask(tables, f"/association/all?subject={ALS}").body == ask(tables, f"/association?subject={ALS}").body


def test_the_table_of_an_entity_is_sorted_by_frequency(tables: Data) -> None:
    """What is obligate comes first; each edge has its direction."""
    items = read(tables, f"{PHENOTYPES}?limit=500")["items"]
    assert items[0]["frequency_qualifier_label"] == "Obligate"
    assert {item["direction"] for item in items} == {"outgoing"}
    assert [item["object_label"] for item in read(tables, f"{PHENOTYPES}?sort=object_label asc&limit=2")["items"]] == [
        "Agitation", "Amyotrophic lateral sclerosis",
    ]  # fmt: skip
    assert read(tables, f"{PHENOTYPES}?traverse_orthologs=true&limit=500")["items"] == items


def test_edges_of_an_entity_at_the_other_end_are_incoming(tables: Data) -> None:
    """A gene that causes ALS, seen from ALS."""
    items = read(tables, f"/entity/{ALS}/biolink:CausalGeneToDiseaseAssociation")["items"]
    assert {item["direction"] for item in items} == {"incoming"}


def test_an_entity_that_nobody_knows_has_no_edges(tables: Data) -> None:
    """200 with none, as with Monarch."""
    found = read(tables, "/entity/MONDO:0000000/biolink:Association")
    assert (found["total"], found["items"]) == (0, [])


def test_a_category_that_nobody_knows_is_refused(tables: Data) -> None:
    """422, in the words of Monarch's server."""
    found = ask(tables, f"/entity/{ALS}/*")
    assert found.status == 422
    assert json.loads(found.body)["detail"].startswith("Unknown association-type section key '*'. Expected")


def test_a_table_has_a_line_for_each_item(tables: Data) -> None:
    """The members of the model as columns, several values joined by bars."""
    found = ask(tables, f"{PHENOTYPES}?format=tsv&limit=2&sort=object_label asc&download=true")
    header, *lines = found.body.decode().splitlines()
    row = dict(zip(header.split("\t"), lines[0].split("\t"), strict=True))
    assert (len(lines), found.media_type, found.file) == (2, "text/tab-separated-values", f"assoc-table-{ALS}.tsv")
    assert (row["object_label"], row["negated"], row["has_count"]) == ("Agitation", "false", "")
    assert row["object_closure"].split("|")[0] == "HP:0000001"


def test_a_table_of_nothing_is_its_header(tables: Data) -> None:
    """So that programs can read it."""
    found = ask(tables, "/association?subject=x&format=tsv").body.decode()
    assert found == "\t".join((*models.ASSOCIATION, *ALSO)) + "\n"


def test_an_entity_as_a_table_is_one_line(tables: Data) -> None:
    """What is no text is JSON."""
    header, line = ask(tables, f"/entity/{ALS}?format=tsv").body.decode().splitlines()
    row = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    assert json.loads(row["node_hierarchy"])["super_classes"][0]["id"] == "MONDO:0003182"


@pytest.mark.parametrize(
    ("query", "first", "field", "kind"),
    [
        ("amyotrophic lateral sclerosis", ALS, "name", "exact"),
        ("AMYOTROPHIC  lateral sclerosis type 1", "MONDO:0007103", "name", "exact"),
        ("Lou Gehrig disease", ALS, "exact_synonym", "exact"),
        ("charcot disease", ALS, "related_synonym", "synonym"),
        ("MONDO:0004976", ALS, None, None),
        ("DOID:332", ALS, None, None),
        ("sod1", SOD1, "name", "exact"),
        ("amyo lat", ALS, None, None),
    ],
)
def test_a_search_puts_what_fits_best_first(tables: Data, query: str, first: str, field: str, kind: str) -> None:
    """By name, synonym, id or the beginning of words."""
    [item, *_] = read(tables, f"/search?q={query}")["items"]
    assert (item["id"], item["matched_field"], item["match_type"]) == (first, field, kind)
    assert tuple(item) == models.SEARCH_RESULT


@pytest.mark.parametrize(
    ("address", "total"),
    [
        ("q=sclerosis zebra", 0),
        ("q=*:*&category=biolink:Gene&namespace=HGNC", 8),
        ("category=biolink:Gene", 8),
        ("scope=human_gene", 8),
        ("scope=rare_disease", 0),
        ("scope=human_gene&namespace=MONDO", 0),
        ("exclude_namespace=HP&exclude_namespace=MONDO&exclude_namespace=HGNC", 2),
        ("q=ALS&match_type=exact", 1),
        ("q=MND&match_type=exact", 0),
        ("q=*:*&match_type=exact", 0),
        ("q=***", 0),
        ("subset=rare", 0),
    ],
)
def test_how_nodes_are_chosen(tables: Data, address: str, total: int) -> None:
    """By every parameter there is."""
    assert read(tables, f"/search?limit=0&{address}")["total"] == total


def test_facets_of_a_search(tables: Data) -> None:
    """Two unless more, or none, are asked for; a scope is told with what it stood for."""
    usual, every, none = (read(tables, f"/search?limit=0{more}") for more in ("", "&facets=true", "&facets=false"))
    assert [field["label"] for field in usual["facet_fields"]] == ["category", "in_taxon_label"]
    assert len(every["facet_fields"]) == 5
    assert none["facet_fields"] == []
    scope = read(tables, "/search?scope=human_disease")["scope"]
    assert (scope["name"], scope["namespace"], scope["subset"]) == ("human_disease", ["MONDO"], None)


def test_autocomplete_gives_ten(tables: Data) -> None:
    """The beginning of a word is enough."""
    found = read(tables, "/autocomplete?q=amyo")
    assert (len(found["items"]), found["limit"], found["items"][0]["id"]) == (10, 10, ALS)
    assert found["total"] > 10


def test_mappings_by_either_end(tables: Data) -> None:
    """Of ALS: the GARD id both ways, and what Mondo calls the same."""
    found = read(tables, f"/mappings?entity_id={ALS}&limit=500")
    pairs = {(item["subject_id"], item["object_id"]) for item in found["items"]}
    assert {(ALS, "Orphanet:803"), ("GARD:0005786", ALS), (ALS, "GARD:0005786")} <= pairs
    assert {tuple(item) for item in found["items"]} == {models.MAPPING}
    one = read(tables, f"/mappings?subject_id={ALS}&object_id=Orphanet:803&predicate_id=skos:exactMatch")
    assert one["total"] == 1
    assert read(tables, "/mappings?predicate_id=skos:broadMatch")["total"] == 0
    assert read(tables, f"/mappings?entity_id={ALS}&mapping_justification=semapv:MappingInversion")["total"] == 1


def test_a_mapping_set_is_read_with_its_quotes(tmp_path: Path) -> None:
    """A cell in quotes, a set without labels, a label that is mapped, and a mapping that is there twice."""
    (tmp_path / "sssom").mkdir()
    why = "semapv:ManualMappingCuration"
    head = "#a: b\nsubject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\n"
    one = f'{head}A:1\t"a ""b"""\tp:q\tB:2\t{why}\n'
    (tmp_path / "sssom" / "one.sssom.tsv").write_text(one, encoding="utf-8")
    two = f"subject_id\tpredicate_id\tobject_id\tmapping_justification\n\tp:q\tB:2\t{why}\nA:0\tp:q\tB:2\t{why}\n"
    (tmp_path / "sssom" / "two.sssom.tsv").write_text(two, encoding="utf-8")
    found = read_mappings(tmp_path)
    assert [(row["subject_id"], row["subject_label"], row["object_label"]) for row in found] == [
        ("A:0", "", ""), ("A:1", 'a "b"', ""),
    ]  # fmt: skip


def test_the_version_is_that_of_the_release(tables: Data) -> None:
    """In Monarch's members."""
    found = read(tables, "/version")
    assert found["monarch_kg_version"] == tables.version
    assert {"monarch_api_version", "monarch_kg_source"} <= found.keys()


def test_the_same_is_told_in_the_same_bytes(tables: Data, tabled: Path) -> None:
    """From tables that were read anew."""
    again = read_data(tabled / DATABASE, tables.version, tables.modified)
    again.kept.update(tables.kept)
    for route in ROUTES:
        if route.method == "GET":
            assert ask(again, route.example).body == ask(tables, route.example).body


def test_nothing_can_be_changed(tables: Data) -> None:
    """The tables are closed when they have been read."""
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        tables.connection.execute("DELETE FROM edges")


def test_a_file_that_is_none(tmp_path: Path) -> None:
    """The bad twin: no file, no database, no tables."""
    (tmp_path / "text.db").write_text("no database at all " * 100, encoding="utf-8")
    sqlite3.connect(tmp_path / "empty.db").close()
    for name, why in (("none.db", "unable to open"), ("text.db", "not a database"), ("empty.db", "no such table")):
        with pytest.raises(Unreadable, match=why):
            read_data(tmp_path / name, "", "")


def test_a_release_without_tables_says_so() -> None:
    """404 with what is missing."""
    found = ask("this release holds no raregraph.db", "/version")
    assert (found.status, json.loads(found.body)) == (404, {"detail": "this release holds no raregraph.db"})


def test_a_release_without_mapping_sets_says_so(tabled: Path) -> None:
    """404, and an entity has none."""
    bare = read_data(tabled / DATABASE, "", "")
    assert ask(bare, "/mappings").status == 404
    assert read(bare, f"/entity/{ALS}")["mappings"] == []


@pytest.mark.parametrize("address", ["/nothing", "/entity", "/entity/", "/entity/a/b/c", "/associations", "/search/x"])
def test_what_is_no_route(tables: Data, address: str) -> None:
    """404, as FastAPI has it."""
    assert ask(tables, address).body == b'{"detail":"Not Found"}'


def test_which_methods_a_path_has() -> None:
    """Reading, and nothing else unless a route takes a body."""
    assert methods("/v3/api/version") == ("GET", "HEAD", "OPTIONS")
    assert methods("/v3/api/none") == ("GET", "HEAD", "OPTIONS")
    assert find("/v3/api/version", "POST") is None


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_has_an_example_that_is_its_own(tables: Data, route: Any) -> None:
    """And answers it."""
    path = route.example.partition("?")[0].replace("%20", " ")
    found = find(f"/v3/api{path}", route.method)
    assert found is not None
    assert found[0] is route
    assert route.method == "POST" or ask(tables, route.example).status == 200
