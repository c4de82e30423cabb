"""The vocabulary: what is declared, what may not be, and the page made from it."""

import re
from pathlib import Path

import pytest

from raregraph import content
from raregraph.errors import ContentError, RaregraphError
from raregraph.ids import contract, expand
from raregraph.kinds import CERTAINTIES, QUANTITIES, kinds
from raregraph.vocabulary import Vocabulary, read_vocabulary, read_vocabulary_of, to_markdown

ROOT = Path(__file__).resolve().parent.parent
HEAD = """@prefix rg: <https://w3id.org/raregraph/vocab/> .
@prefix biolink: <https://w3id.org/biolink/vocab/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
MAY_CAUSE = 'rg:mayCause a owl:ObjectProperty ; rdfs:label "may cause"@en ; skos:definition "Perhaps."@en'
CAUSES = 'biolink:causes a rdf:Property ; rdfs:label "causes"@en ; rdfs:isDefinedBy <https://w3id.org/biolink/> .\n'


def written(tmp_path: Path, turtle: str) -> Path:
    """A vocabulary file with the usual prefixes."""
    path = tmp_path / "vocabulary.ttl"
    path.write_text(HEAD + turtle, encoding="utf-8")
    return path


def undeclared(vocabulary: Vocabulary, text: str) -> list[str]:
    """The names with a vocabulary's prefix in a table that the vocabulary lacks."""
    names = set(re.findall(r'"((?:rg|biolink|oboInOwl|dct|prov|skos):[A-Za-z_]+)"', text))
    return sorted(name for name in names if not vocabulary.known(expand(name)))


def sure_parents(vocabulary: Vocabulary) -> list[str]:
    """The properties that lie below one of the other sort: a possible claim below a sure one, or the reverse."""
    may = {iri for iri in vocabulary.properties if contract(iri).startswith("rg:may")}
    above = {iri: vocabulary.superproperties(iri) for iri in vocabulary.properties}
    return sorted(contract(iri) for iri, parents in above.items() if any((up in may) != (iri in may) for up in parents))


def test_every_term_of_the_kinds_table_is_declared() -> None:
    """Classes, predicates, qualifiers and allowed values of graph/kinds.yaml are all in the vocabulary."""
    assert undeclared(read_vocabulary(), (content.GRAPH / "kinds.yaml").read_text(encoding="utf-8")) == []


def test_a_misspelt_term_of_a_table_is_found() -> None:
    """The check of the kinds table can fail."""
    assert undeclared(read_vocabulary(), '"rg:OnsetStatement", "rg:OnsetStatment"') == ["rg:OnsetStatment"]


def test_the_terms_of_the_worked_kinds_have_the_right_sort() -> None:
    """Predicates and qualifiers are properties, classes are classes, allowed values are individuals."""
    vocabulary, table = read_vocabulary(), kinds()
    predicates = {name for kind in table.kinds.values() for name in kind.predicates} | set(table.hedged.values())
    properties = (predicates - {"same"}) | {column.property for column in table.columns.values()}
    classes = {name for kind in table.kinds.values() for name in kind.classes.values()} | set(table.categories.values())
    values = {value for column in table.columns.values() for value in column.values if value.startswith("rg:")}
    assert sorted(name for name in properties if expand(name) not in vocabulary.properties) == []
    assert sorted(name for name in classes if expand(name) not in vocabulary.classes) == []
    assert sorted(name for name in values if expand(name) not in vocabulary.individuals) == []


@pytest.mark.parametrize(
    ("class_", "words"),
    [("rg:Kind", tuple(kinds().kinds)), ("rg:Certainty", CERTAINTIES), ("rg:Quantity", QUANTITIES)],
)
def test_each_word_of_a_table_is_an_individual_and_each_individual_a_word(class_: str, words: tuple[str, ...]) -> None:
    """Kinds, certainties and quantities are the same in the vocabulary and in the code."""
    assert read_vocabulary().members(expand(class_)) == tuple(sorted(expand(f"rg:{word}") for word in words))


def test_the_columns_with_allowed_values_take_exactly_the_individuals_of_their_range() -> None:
    """An allowed value is an individual of the class that its property ranges over."""
    vocabulary = read_vocabulary()
    for column in kinds().columns.values():
        if column.type == "term" and column.values:
            (range_,) = vocabulary.properties[expand(column.property)].range
            assert {expand(value) for value in column.values} <= set(vocabulary.members(range_)), column.name


def test_our_statement_classes_are_statements() -> None:
    """Every class of ours that a kind has is below rg:Statement, and so below rdf:Statement."""
    vocabulary = read_vocabulary()
    classes = {name for kind in kinds().kinds.values() for name in kind.classes.values() if name.startswith("rg:")}
    wanted = {expand("rg:Statement"), expand("rdf:Statement")}
    assert [name for name in sorted(classes) if not wanted <= vocabulary.superclasses(expand(name))] == []


def test_no_possible_claim_is_below_a_sure_one() -> None:
    """A reasoner cannot turn 'may cause' into 'causes', nor the reverse."""
    assert sure_parents(read_vocabulary()) == []


@pytest.mark.parametrize(
    ("turtle", "found"),
    [
        (f"{CAUSES}{MAY_CAUSE} ; rdfs:subPropertyOf biolink:causes .", ["rg:mayCause"]),
        (f"{CAUSES[:-2]} ; rdfs:subPropertyOf rg:mayCause .\n{MAY_CAUSE} .", ["biolink:causes"]),
        (f"{CAUSES}{MAY_CAUSE} .", []),
    ],
)
def test_a_possible_claim_below_a_sure_one_is_found(turtle: str, found: list[str], tmp_path: Path) -> None:
    """The check of the possible claims can fail, in both directions."""
    assert sure_parents(read_vocabulary_of(written(tmp_path, turtle))) == found


@pytest.mark.parametrize(
    ("turtle", "problem"),
    [
        ('rg:x a owl:Class ; rdfs:label "x"@en .', "rg:x has no definition"),
        ('rg:x a owl:Class ; skos:definition "X."@en .', "rg:x has no label"),
        ('rg:x rdfs:label "x"@en ; skos:definition "X."@en .', "rg:x has no type"),
        ('biolink:x a rdfs:Class ; rdfs:label "x"@en .', "biolink:x is of others and does not say whose"),
        ("rg:x a owl:Class ; rdfs:seeAlso [] .", "has a blank node"),
        ("rg:x a owl:Class ,, .", "not valid Turtle"),
    ],
)
def test_an_incomplete_declaration_is_refused(turtle: str, problem: str, tmp_path: Path) -> None:
    """Type, label, definition and origin are required; blank nodes and broken Turtle are errors with their place."""
    with pytest.raises(RaregraphError, match=problem):
        read_vocabulary_of(written(tmp_path, turtle))


def test_all_faults_are_raised_at_once(tmp_path: Path) -> None:
    """One reading names every term that is at fault."""
    path = written(tmp_path, 'rg:x a owl:Class ; rdfs:label "x"@en .\nrg:y a owl:Class ; skos:definition "Y."@en .')
    with pytest.raises(RaregraphError) as caught:
        read_vocabulary_of(path)
    problems = [line.split(": ")[1].split(";")[0] for line in str(caught.value).splitlines()]
    assert problems == ["rg:x has no definition", "rg:y has no label"]


def test_a_missing_file_is_one_error(tmp_path: Path) -> None:
    """A vocabulary that cannot be read is a ContentError."""
    with pytest.raises(ContentError, match="cannot be read"):
        read_vocabulary_of(tmp_path / "none.ttl")


def test_an_unknown_term_is_not_known() -> None:
    """The gate can tell a declared term from a misspelt one, ours and others'."""
    vocabulary = read_vocabulary()
    right = ("rg:asOf", "biolink:has_phenotype", "oa:start", "prov:wasDerivedFrom")
    wrong = ("rg:asof", "biolink:hasPhenotype", "oa:begin", "prov:derivedFrom")
    assert [name for name in (*right, *wrong) if vocabulary.known(expand(name))] == list(right)


def test_the_page_is_made_from_the_vocabulary() -> None:
    """docs/vocabulary.md is what to_markdown gives."""
    assert (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8") == to_markdown(read_vocabulary())
