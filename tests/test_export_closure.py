"""The closure: what is above what."""

from __future__ import annotations

from pathlib import Path

from raregraph.export.closure import read_closure, write_closure
from tests import export_rows as made


def test_a_term_is_above_itself_and_has_all_that_is_above_its_parents() -> None:
    """Reflexive and transitive: four terms for generalized weakness."""
    closure = read_closure(made.rows_of())
    assert closure.above[made.GENERAL] == (made.ALL, made.ABNORMAL, made.WEAK, made.GENERAL)
    assert closure.below[made.ALS] == (made.ALS, made.FAMILIAL)


def test_a_term_of_hpo_without_a_superclass_is_there_alone_and_a_gene_is_not_there() -> None:
    """Mondo and HPO are classifications; the ids of genes are none."""
    closure = read_closure(made.rows_of())
    assert closure.above[made.COMMON] == (made.COMMON,)
    assert made.GENE not in closure.above


def test_a_negated_superclass_is_none() -> None:
    """What is said not to be so is not so."""
    negated = made.edge(1, made.WEAK, "subclass_of", made.ABNORMAL, negated=True)
    assert read_closure(made.rows_of([negated])).above[made.WEAK] == (made.WEAK,)


def test_a_loop_ends() -> None:
    """Two terms above each other have the same closure."""
    pairs = ((made.WEAK, made.CRAMP), (made.CRAMP, made.WEAK))
    loop = [made.edge(number, below, "subclass_of", above) for number, (below, above) in enumerate(pairs)]
    closure = read_closure(made.rows_of(loop))
    assert closure.above[made.WEAK] == closure.above[made.CRAMP] == (made.WEAK, made.CRAMP)


def test_the_file_is_a_sorted_table_of_three_columns_under_a_header(tmp_path: Path) -> None:
    """Koza takes the first line for a header, whatever it is."""
    below = made.edge(1, made.FAMILIAL, "subclass_of", made.ALS)
    nodes = [node for node in made.NODES if node.id in (made.ALS, made.FAMILIAL)]
    [path] = write_closure(made.rows_of([below], nodes), tmp_path)
    assert path.read_bytes() == (
        b"subject_id\tpredicate_id\tobject_id\n"
        b"MONDO:0004976\trdfs:subClassOf\tMONDO:0004976\n"
        b"MONDO:0005144\trdfs:subClassOf\tMONDO:0004976\n"
        b"MONDO:0005144\trdfs:subClassOf\tMONDO:0005144\n"
    )
