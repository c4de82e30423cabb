"""A statement as an edge of a profile, or the reason why it is none."""

from __future__ import annotations

import pytest

from raregraph.export.edges import Statements, beside, unsaid
from raregraph.export.terms import Terms
from raregraph.nquads import Block, gathered

HEAD = "<https://w3id.org/raregraph/statement/0123456789abcdef0123456789abcdef>"
XSD = "http://www.w3.org/2001/XMLSchema#"
BIOLINK, RG, RDF = (
    "https://w3id.org/biolink/vocab/",
    "https://w3id.org/raregraph/vocab/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
)
OBO = "http://purl.obolibrary.org/obo/"
SAID = {
    f"{RDF}type": f"<{BIOLINK}DiseaseToPhenotypicFeatureAssociation>",
    f"{RDF}subject": f"<{OBO}MONDO_0004976>",
    f"{RDF}predicate": f"<{BIOLINK}has_phenotype>",
    f"{RDF}object": f"<{OBO}HP_0003324>",
    f"{BIOLINK}negated": f'"false"^^<{XSD}boolean>',
    f"{RG}direct": f'"true"^^<{XSD}boolean>',
    f"{RG}certainty": f"<{RG}stated>",
    f"{RG}standing": f"<{RG}latest>",
}
TERMS = f"""\
<{OBO}HP_0003324> <{RDF}type> <{BIOLINK}PhenotypicFeature> .
<{OBO}HP_0003621> <{RDF}type> <{BIOLINK}Onset> .
<{OBO}MONDO_0004976> <http://www.geneontology.org/formats/oboInOwl#hasDbXref> <https://rarediseases.info.nih.gov/diseases/0005786> .
<{OBO}MONDO_0004976> <{RDF}type> <{BIOLINK}Disease> ."""  # noqa: E501


def block(**changed: str) -> Block:
    """The statement with other values: the name is the end of a property's IRI."""
    values = {iri: text for iri, text in SAID.items() if iri.rpartition("/")[2].rpartition("#")[2] not in changed}
    more = {_property(name): text for name, text in changed.items() if text}
    return Block(HEAD[1:-1], {iri: [text] for iri, text in (values | more).items()})


def _property(name: str) -> str:
    if name in ("subject", "predicate", "object", "type"):
        return RDF + name
    ours = ("certainty", "standing", "direct", "quantity", "page", "disagreesWith", "asOf")
    return (RG if name in ours else BIOLINK) + name


def statements(profile: str = "biolink", *included: str) -> Statements:
    """Statements about the terms above."""
    terms = Terms()
    for term in gathered(TERMS.splitlines()):
        terms.see(term)
    return Statements(profile, terms, frozenset(included))


def test_a_stated_latest_statement_is_an_edge() -> None:
    """With its own IRI as id, and blank where nothing is said."""
    said = statements()
    assert said.why_not(block()) == ("", "")
    edge = said.edge(block())
    assert (edge.subject, edge.predicate, edge.object) == ("MONDO:0004976", "biolink:has_phenotype", "HP:0003324")
    assert (edge.id, edge.negated, edge.has_percentage, edge.qualifiers) == (HEAD[1:-1], False, "", ())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"negated": f'"true"^^<{XSD}boolean>'}, "denied"),
        ({"standing": f"<{RG}older>"}, "superseded"),
        ({"certainty": f"<{RG}possible>"}, "possible"),
        ({"certainty": f"<{RG}unknown>"}, "unsure"),
        ({"direct": f'"false"^^<{XSD}boolean>'}, "no-direct-triple"),
        ({"object": '"weakness"@en'}, "literal"),
        ({"predicate": f"<{RG}signsCanOccurIn>"}, "not-in-biolink"),
        ({"subject": "<https://rarediseases.info.nih.gov/diseases/0000020>"}, "no-mondo"),
        ({"object": "<https://w3id.org/raregraph/entity/problem-with-movement>"}, "no-ontology"),
        ({"object": f"<{OBO}HP_0003621>"}, "not-legal"),
    ],
)
def test_what_is_no_edge_has_a_reason(changed: dict[str, str], reason: str) -> None:
    """One for each way of not being said."""
    assert statements().why_not(block(**changed))[0] == reason


def test_the_profile_monarch_does_not_ask_whether_biolink_allows_an_end() -> None:
    """It has one class for all terms of HPO."""
    assert statements("monarch").why_not(block(object=f"<{OBO}HP_0003621>")) == ("", "")


def test_a_drug_without_an_approval_is_no_edge() -> None:
    """Nor one that is not approved for the disease."""
    drug = {
        "type": f"<{BIOLINK}ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation>",
        "predicate": f"<{BIOLINK}treats>",
        "subject": f"<{OBO}CHEBI_8863>",
        "object": f"<{OBO}MONDO_0004976>",
    }
    assert statements("monarch").why_not(block(**drug)) == ("no-approval", "")
    refused = block(**drug, clinical_approval_status='"not_approved_for_condition"')
    assert statements("monarch").why_not(refused) == ("no-approval", "not_approved_for_condition")


def test_possible_is_included_where_asked_for_and_flagged_by_an_iri() -> None:
    """The flag is a qualifier."""
    said = statements("biolink", "possible")
    assert said.why_not(block(certainty=f"<{RG}possible>")) == ("", "")
    assert said.edge(block(certainty=f"<{RG}possible>")).qualifiers == (f"{RG}possible",)


def test_disputed_includes_what_is_denied_where_another_statement_says_otherwise() -> None:
    """As a negated edge."""
    denied = block(
        negated=f'"true"^^<{XSD}boolean>', direct="", disagreesWith="<https://w3id.org/raregraph/statement/1>"
    )
    said = statements("biolink", "disputed")
    assert (statements().why_not(denied)[0], said.why_not(denied)) == ("denied", ("", ""))
    assert (said.edge(denied).negated, said.edge(denied).qualifiers) == (True, (f"{RG}disagreesWith",))


@pytest.mark.parametrize(
    ("printed", "percentage", "quotient"),
    [
        ({"has_count": '"2"', "has_total": '"3"'}, "66.666667", "0.666667"),
        ({"has_percentage": '"30"'}, "30", "0.3"),
        ({"frequency_qualifier": f"<{OBO}HP_0040283>"}, "", ""),
        ({"has_count": '"0"', "has_total": '"0"'}, "", ""),
    ],
)
def test_a_percentage_is_computed_only_where_a_count_or_a_percentage_is_printed(
    printed: dict[str, str], percentage: str, quotient: str
) -> None:
    """A class of frequency has none."""
    edge = statements().edge(block(**printed))
    assert (edge.has_percentage, edge.has_quotient) == (percentage, quotient)


def test_the_original_subject_is_the_gard_id_of_the_page_that_is_mapped_to_it() -> None:
    """Not that of a page about another disease."""
    mapped = block(page="<https://w3id.org/raregraph/page/gard-5786>")
    other = block(page="<https://w3id.org/raregraph/page/gard-20>")
    assert statements().edge(mapped).original_subject == "GARD:0005786"
    assert statements().edge(other).original_subject == ""


def test_what_changes_the_meaning_is_told_apart_from_provenance() -> None:
    """The one is lost edge by edge, the other is counted."""
    said = block(quantity=f"<{RG}some>", certainty=f"<{RG}likely>", asOf='"2020-07-01"')
    assert unsaid(said) == "rg:certainty=rg:likely; rg:quantity=rg:some"
    assert list(beside(said)) == ["rg:standing", "rg:asOf"]
