"""The rows of a release: which statements are edges, and what becomes of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ReleaseError, UsageError
from raregraph.export.graph import blocks_of, read_profiles, read_rows
from raregraph.export.profiles import table
from raregraph.export.rows import Rows


@pytest.fixture(scope="module")
def rows(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The rows of the built release in the profile biolink."""
    return read_rows(blocks_of(released), "biolink", tmp_path_factory.mktemp("scratch"))


def test_one_reading_gives_the_rows_of_both_profiles(released: Path, rows: Rows, tmp_path: Path) -> None:
    """The same as those read for one."""
    both = read_profiles(blocks_of(released), tmp_path)
    assert list(both["biolink"].edges()) == list(rows.edges())
    assert (both["biolink"].nodes, list(both["biolink"].losses())) == (rows.nodes, list(rows.losses()))
    assert list(both) == ["monarch", "biolink"]


def test_every_statement_is_an_edge_or_a_loss(released: Path, rows: Rows) -> None:
    """Nothing is dropped silently."""
    statements = {block.iri for block in blocks_of(released)() if "/statement/" in block.iri}
    said = {edge.id for edge in rows.edges() if "/statement/" in edge.id}
    assert said | {loss.about for loss in rows.losses()} >= statements
    assert said < statements
    assert {loss.reason for loss in rows.losses()} <= set(table().losses)


def test_every_node_that_an_edge_names_is_there(rows: Rows) -> None:
    """With its superclasses up to the root."""
    ends = {end for edge in rows.edges() for end in (edge.subject, edge.object)}
    assert ends <= set(rows.nodes)
    assert {"MONDO:0002025", "HP:0000001"} <= ends


def test_edges_come_sorted_by_id_each_once_and_each_call_reads_them_anew(rows: Rows) -> None:
    """Edges are never all in memory, so a second reader gets the same."""
    first = [edge.id for edge in rows.edges()]
    assert first == sorted(set(first)) == [edge.id for edge in rows.edges()]


def test_a_superclass_edge_is_named_by_the_release_it_comes_from(rows: Rows) -> None:
    """The reference graph's IRI plus a fragment."""
    found = {edge.id: edge for edge in rows.edges()}
    edge = found["https://w3id.org/raregraph/graph/mondo-2026-08-04#MONDO:0007103-MONDO:0005144"]
    assert (edge.subject, edge.predicate, edge.object) == ("MONDO:0007103", "biolink:subclass_of", "MONDO:0005144")
    assert edge.primary_knowledge_source == "infores:mondo"


def test_a_less_sure_statement_is_an_edge_only_where_asked_for_and_flagged(released: Path, tmp_path: Path) -> None:
    """Never by default."""
    flagged = list(read_rows(blocks_of(released), "biolink", tmp_path, ["possible"]).edges())
    assert {flag for edge in flagged for flag in edge.qualifiers} == {"https://w3id.org/raregraph/vocab/possible"}


def test_the_same_rows_without_include_have_no_flag(rows: Rows) -> None:
    """What is not flagged is stated or likely."""
    assert {flag for edge in rows.edges() for flag in edge.qualifiers} == set()


def test_a_folder_without_a_graph_is_no_release(tmp_path: Path) -> None:
    """Said before anything is read."""
    with pytest.raises(ReleaseError, match=r"no raregraph\.nt is there"):
        blocks_of(tmp_path)


def test_an_unknown_profile_is_refused(tmp_path: Path) -> None:
    """With those there are."""
    with pytest.raises(UsageError, match="known: biolink, monarch"):
        read_rows(list, "solr", tmp_path)
