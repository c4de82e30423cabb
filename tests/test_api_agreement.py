"""Each route tells the rows that its saved query answers from the graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, Store

from raregraph.answers import run
from raregraph.api.data import Data
from raregraph.api.routes import ROUTES
from raregraph.export.terms import curie
from raregraph.ids import contract
from raregraph.queries import bind, find, saved
from raregraph.results import Cell, Table
from raregraph.site.opened import open_release
from tests.tabled import read

THINGS = ("MONDO:0004976", "MONDO:0005144", "MONDO:0007103", "MONDO:0002602", "HGNC:11179", "HP:0003394", "HP:0000005",
          "HP:0000118", "CHEBI:8863", "MONDO:0000000")  # fmt: skip
"""Diseases from the root down, a gene, phenotypes, a mode of inheritance, a drug, and what nobody knows."""


@pytest.fixture(scope="module")
def store(tabled: Path) -> Store:
    """The graph of the release that the tables are of."""
    return open_release(tabled).store


def rows(store: Store, name: str, **values: Any) -> list[dict[str, str]]:
    """What a saved query answers, IRIs as CURIEs in Biolink's spelling."""
    found = run(bind(find(name), values), store)
    assert isinstance(found, Table)
    return [dict(zip(found.columns, map(text, row), strict=True)) for row in found.rows]


def text(cell: Cell) -> str:
    """A cell as a route has it."""
    if cell is None or isinstance(cell, Literal):
        return cell.value if cell else ""
    return curie(str(cell.value))  # type: ignore[union-attr]


def of(item: dict[str, Any], *names: str) -> tuple[str, ...]:
    """Members of an item as text; the id of a superclass edge is none of a statement."""
    found = {**item, "statement": "" if item.get("predicate") == "biolink:subclass_of" else item.get("id")}
    return tuple(str(found[name]).lower() if name == "inferred" else str(found[name]) for name in names)


EDGE = ("subject", "predicate", "object", "category", "inferred", "statement")


@pytest.mark.parametrize("thing", THINGS)
def test_the_edges_of_a_thing(tables: Data, store: Store, thing: str) -> None:
    """Those of /association are the query's, with what is inferred; /association/all is the same."""
    told = read(tables, f"/association?entity={thing}&limit=500")["items"]
    asked = rows(store, "monarch-associations", entity=thing)
    assert {of(item, *EDGE) for item in told} == {tuple(row[name] for name in EDGE) for row in asked}
    assert len(told) == len(asked)


@pytest.mark.parametrize("thing", THINGS)
def test_the_edges_of_one_class(tables: Data, store: Store, thing: str) -> None:
    """Those of /entity/{id}/{category}, with their direction."""
    names = (*EDGE, "direction")
    for category in ("biolink:DiseaseToPhenotypicFeatureAssociation", "biolink:CausalGeneToDiseaseAssociation",
                     "biolink:Association"):  # fmt: skip
        told = read(tables, f"/entity/{thing}/{category}?limit=500")["items"]
        asked = rows(store, "monarch-associations", entity=thing, category=category)
        assert {of(item, *names) for item in told} == {tuple(row[name] for name in names) for row in asked}


def test_the_edges_of_a_predicate(tables: Data, store: Store) -> None:
    """Fifteen times a gene is said to cause ALS or a form of it."""
    asked = rows(store, "monarch-associations", entity="MONDO:0004976", predicate="biolink:causes")
    told = read(tables, "/association?object=MONDO:0004976&predicate=biolink:causes&limit=500")["items"]
    assert len(asked) == 15
    assert {row["statement"] for row in asked} == {item["id"] for item in told}


MEMBERS = ("name", "description", "xref", "exact_synonym", "broad_synonym", "narrow_synonym", "related_synonym",
           "has_phenotype", "has_phenotype_closure", "causal_gene", "causes_disease", "inheritance")  # fmt: skip


def members(node: dict[str, Any]) -> set[tuple[str, str]]:
    """Each value of a node with the member that it is of; another node is its id."""
    found = {name: node[name] for name in MEMBERS} | node["node_hierarchy"]
    pairs = ((name, value if isinstance(value, list) else [value]) for name, value in found.items() if value)
    return {(name, one["id"] if isinstance(one, dict) else one) for name, values in pairs for one in values}


@pytest.mark.parametrize("thing", [thing for thing in THINGS if thing != "MONDO:0000000"])
def test_the_members_of_a_node(tables: Data, store: Store, thing: str) -> None:
    """Those of /entity/{id}; of several modes of inheritance it tells none."""
    asked = {(row["member"], row["value"]) for row in rows(store, "monarch-entity", entity=thing)}
    modes = {pair for pair in asked if pair[0] == "inheritance"}
    assert members(read(tables, f"/entity/{thing}")) == (asked if len(modes) == 1 else asked - modes)
    assert ("name" in dict(asked)) is True


def test_what_nobody_knows_has_no_members(store: Store) -> None:
    """Where the route says 404."""
    assert rows(store, "monarch-entity", entity="MONDO:0000000") == []


@pytest.mark.parametrize("words", ["amyotrophic lateral", "als", "weak muscle", "sod1", "omim 105400", "hp", "zebra"])
def test_what_a_search_finds(tables: Data, store: Store, words: str) -> None:
    """Those of /search in which every word is; /autocomplete finds as many."""
    wanted = words.split()
    asked = {row["node"]: row["name"] for row in rows(store, "monarch-search", word=wanted)
             if row["words"] == str(len(wanted))}  # fmt: skip
    assert {item["id"]: item["name"] for item in read(tables, f"/search?q={words}&limit=500")["items"]} == asked
    assert read(tables, f"/autocomplete?q={words}")["total"] == len(asked)


@pytest.mark.parametrize(
    "thing",
    ["MONDO:0004976", "GARD:0005786", "OMIM:105400", "UMLS:C0002736", "Orphanet:803", "mesh:D000690", "OMIM:999999"],
)
def test_the_mappings_of_an_id(tables: Data, store: Store, thing: str) -> None:
    """Those of /mappings at either end, with why they are held to be right; ids as SSSOM has them."""
    told = read(tables, f"/mappings?entity_id={thing}&limit=500")["items"]
    names = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    found = run(bind(find("monarch-mappings"), {"entity": thing}), store)
    assert isinstance(found, Table)
    asked = [tuple(cell.value if isinstance(cell, Literal) else contract(cell.value) for cell in row)  # type: ignore[union-attr]
             for row in found.rows]  # fmt: skip
    assert {tuple(item[name] for name in names) for item in told} == set(asked)
    assert len(told) == len(asked)


def test_the_version(tables: Data, store: Store) -> None:
    """That of /version."""
    [row] = rows(store, "monarch-version")
    found = read(tables, "/version")
    assert (found["monarch_kg_version"], found["modified"]) == (row["version"], row["modified"])


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_has_a_saved_query(route: Any) -> None:
    """Which is tagged so."""
    assert "monarch" in find(route.query).tags


def test_every_query_of_a_route_is_used() -> None:
    """The bad twin: a query tagged so that no route names."""
    tagged = {query.name for query in saved() if "monarch" in query.tags}
    assert tagged == {route.query for route in ROUTES}
