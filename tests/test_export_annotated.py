"""Which phenotypes a disease has, and how much a phenotype says."""

from __future__ import annotations

from raregraph.export.annotated import annotated, information_content
from raregraph.export.closure import read_closure
from tests import export_rows as made


def test_phenotypes_are_grouped_by_disease_and_the_negated_are_left_out() -> None:
    """Familial ALS is said not to have spasms."""
    with annotated(made.rows_of()) as found:
        assert list(found.subjects()) == [made.ALS, made.FAMILIAL]
        assert found.phenotypes(made.ALS) == (made.GENERAL, made.CRAMP)
        assert found.phenotypes(made.FAMILIAL) == (made.WEAK,)
        assert found.phenotypes(made.MND) == ()


def test_two_statements_of_one_phenotype_are_one_phenotype() -> None:
    """Two pages may say the same."""
    twice = [made.edge(number, made.ALS, "has_phenotype", made.CRAMP) for number in (1, 2)]
    with annotated(made.rows_of(twice)) as found:
        assert found.phenotypes(made.ALS) == (made.CRAMP,)


def test_what_half_of_the_diseases_have_says_one_bit_and_what_all_have_says_none() -> None:
    """Weakness is above generalized weakness, so both diseases have it; what none has is not there."""
    with annotated(made.rows_of()) as found:
        content = information_content(found, read_closure(made.rows_of()))
    assert content == {made.ALL: 0.0, made.ABNORMAL: 0.0, made.WEAK: 0.0, made.GENERAL: 1.0, made.CRAMP: 1.0}


def test_a_third_of_the_diseases_is_rounded_to_three_digits() -> None:
    """The last bit of a logarithm differs between machines."""
    diseases = (made.ALS, made.FAMILIAL, made.MND)
    edges = [made.edge(number, disease, "has_phenotype", made.COMMON) for number, disease in enumerate(diseases)]
    rows = made.rows_of([*edges, made.edge(9, made.ALS, "has_phenotype", made.CRAMP)])
    with annotated(rows) as found:
        assert information_content(found, read_closure(rows))[made.CRAMP] == 1.585


def test_with_one_disease_no_phenotype_says_anything() -> None:
    """So it is in the release of ALS alone."""
    rows = made.rows_of([made.edge(1, made.ALS, "has_phenotype", made.CRAMP)])
    with annotated(rows) as found:
        assert information_content(found, read_closure(rows)) == {made.CRAMP: 0.0}


def test_without_phenotypes_there_is_no_information_content() -> None:
    """And no division by nothing."""
    with annotated(made.rows_of([])) as found:
        assert information_content(found, read_closure(made.rows_of([]))) == {}
