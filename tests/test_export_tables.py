"""The rows of the tables in Monarch's layout."""

from __future__ import annotations

from raregraph.export.columns import Cell
from raregraph.export.rows import Rows
from raregraph.export.tables import LAYOUT, SIMILARITY, tables_of
from tests import export_rows as made


def rows_in(table: str, rows: Rows | None = None) -> list[dict[str, Cell]]:
    """The rows of a table, each by column."""
    with tables_of(rows or made.rows_of()) as tables:
        found = tables[table]
        return [dict(zip(found.columns, cells, strict=True)) for cells in found.rows()]


def row_of(table: str, key: str, rows: Rows | None = None) -> dict[str, Cell]:
    """The one row whose id ends so."""
    [found] = [row for row in rows_in(table, rows) if str(row["id"]).endswith(key)]
    return found


def test_the_tables_are_those_of_monarch() -> None:
    """And two for similarity."""
    with tables_of(made.rows_of()) as tables:
        assert tuple(tables) == (*LAYOUT, *SIMILARITY)


def test_each_row_has_a_cell_for_each_column() -> None:
    """In every table."""
    with tables_of(made.rows_of()) as tables:
        uneven = [t.name for t in tables.values() for cells in t.rows() if len(cells) != len(t.columns)]
    assert uneven == []


def test_an_edge_has_the_names_and_classes_and_closures_of_its_ends() -> None:
    """Labels stand in the order of the closure."""
    row = row_of("denormalized_edges", "07")
    wanted = {
        "subject_label": "amyotrophic lateral sclerosis",
        "subject_category": "biolink:Disease",
        "subject_namespace": "MONDO",
        "subject_closure": (made.ALS, made.MND),
        "subject_closure_label": ("amyotrophic lateral sclerosis", "motor neuron disorder"),
        "object_closure": (made.ALL, made.ABNORMAL, made.WEAK, made.GENERAL),
        "frequency_qualifier_label": "Very frequent",
        "frequency_qualifier_namespace": "HP",
        "onset_qualifier_label": "",
        "evidence_count": 2,
        "grouping_key": "MONDO:0004976||biolink:has_phenotype|HP:0003324",
        "sex_qualifier": "",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_an_edge_from_a_gene_has_its_taxon_and_no_closure() -> None:
    """Genes are not classified."""
    row = row_of("denormalized_edges", "0b")
    found = row["subject_taxon"], row["subject_taxon_label"], row["subject_closure"], row["object_closure"]
    assert found == ("NCBITaxon:9606", "Homo sapiens", (), (made.ALS, made.FAMILIAL, made.MND))


def test_a_negated_edge_has_not_in_its_key() -> None:
    """So that it is not grouped with its opposite."""
    assert row_of("denormalized_edges", "0a")["grouping_key"] == ("MONDO:0005144|NOT|biolink:has_phenotype|HP:0003394")


def test_a_disease_has_its_phenotypes_and_what_is_above_them_and_what_is_below_itself() -> None:
    """Each once."""
    row = row_of("denormalized_nodes", made.ALS)
    wanted = {
        "namespace": "MONDO",
        "has_phenotype": (made.GENERAL, made.CRAMP),
        "has_phenotype_label": ("Generalized muscle weakness", "Muscle spasm"),
        "has_phenotype_count": 2,
        "has_phenotype_closure": (made.ALL, made.ABNORMAL, made.WEAK, made.GENERAL, made.CRAMP),
        "has_descendant": (made.ALS, made.FAMILIAL),
        "has_descendant_label": ("amyotrophic lateral sclerosis", "familial amyotrophic lateral sclerosis"),
        "has_descendant_count": 2,
    }
    assert {name: row[name] for name in wanted} == wanted


def test_a_negated_phenotype_is_not_among_those_of_a_disease() -> None:
    """Familial ALS has weakness only."""
    assert row_of("denormalized_nodes", made.FAMILIAL)["has_phenotype"] == (made.WEAK,)


def test_an_edge_without_one_of_its_nodes_dangles() -> None:
    """It stands in a table of its own and in no other."""
    rows = made.rows_of([*made.EDGES, made.edge(99, made.ALS, "has_phenotype", "HP:9999999")])
    assert [row["object"] for row in rows_in("dangling_edges", rows)] == ["HP:9999999"]
    assert [len(rows_in(table, rows)) for table in ("edges", "denormalized_edges")] == [len(made.EDGES)] * 2


def test_closure_size_counts_the_phenotypes_and_all_above_them() -> None:
    """Five for ALS, three for familial ALS."""
    assert rows_in("closure_size") == [{"entity": made.ALS, "size": 5}, {"entity": made.FAMILIAL, "size": 3}]


def test_information_content_is_that_of_koza() -> None:
    """Of nine terms one is the spasm or below it, five are the root or below it."""
    found = {row["term"]: row["ic"] for row in rows_in("information_content")}
    assert (len(found), found[made.CRAMP], found[made.ALL]) == (9, 3.169925001442, 0.847996906555)
