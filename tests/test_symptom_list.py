"""Symptom lists: every row accounted for, values as what they are, and what cannot be is left out and said."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raregraph.errors import PageError, Where
from raregraph.facts import Fact, fact_of, fact_row
from raregraph.labels import read_hpo
from raregraph.medquad import MedquadPage, medquad_files, medquad_page, read_medquad
from raregraph.rows import parse, to_flow
from raregraph.symptom_list import Listing, Routed, frequency_class, read_list, symptom_list

CORPUS = Path(__file__).parent / "corpus"
BLUE = (CORPUS / "0000001.xml").read_text(encoding="utf-8")
BEGIN, END = "patients (when available)", "The Human Phenotype Ontology"
HEAD, TAIL = BLUE.index(BEGIN) + len(BEGIN), BLUE.index(END)
LISTED = BLUE[HEAD:TAIL]


def with_list(rows: str) -> MedquadPage:
    """The first page of tests/corpus with another list."""
    return medquad_page((BLUE[:HEAD] + rows + BLUE[TAIL:]).encode(), Where("page.xml"))


def only(rows: str) -> Fact:
    """The one fact of a list."""
    (fact,) = read_list(with_list(rows)).facts
    return fact


def refused(page: str) -> PageError:
    """The fault that a page's list is refused with."""
    with pytest.raises(PageError) as caught:
        symptom_list(medquad_page(page.encode(), Where("page.xml")))
    return caught.value


@pytest.fixture(scope="module")
def listing() -> Listing:
    """The list of the first page, every label a phenotype."""
    return read_list(read_medquad(CORPUS / "0000001.xml"))


def test_every_row_is_a_label_and_a_value() -> None:
    """Digits, commas, hyphens, slashes and brackets belong to labels."""
    page = read_medquad(CORPUS / "0000001.xml")
    rows = [(page.text[slice(*row.label)], page.text[slice(*row.value)], row.sort) for row in symptom_list(page)]
    assert rows == [
        ("Blue toe", "90%", "code"),
        ("Toe pain, dull/sharp (feet)", "7.5%", "code"),
        ("3-4 toe syndactyly", "12%", "percent"),
        ("Late-onset toe", "3/7", "count"),
        ("Cold toe", "4 of 5", "count"),
        ("Vitamin B12 low", "-", "none"),
        ("Rare toe", "5%", "code"),
        ("Toe", "%", "bare"),
        ("Blue toe", "90%", "code"),
        ("Cold toe", "-", "none"),
    ]


def test_values_become_what_they_are(listing: Listing) -> None:
    """A code its class, a percentage itself and a derived class, counts alone, a dash and a bare sign nothing."""
    assert {(fact.object, *sorted(fact.columns.items())) for fact in listing.facts} == {
        ("Blue toe", ("basis", "rg:code"), ("frequency", "HP:0040281"), ("value", "90%")),
        ("Toe pain, dull/sharp (feet)", ("basis", "rg:code"), ("frequency", "HP:0040283"), ("value", "7.5%")),
        ("3-4 toe syndactyly", ("basis", "rg:percent"), ("frequency", "HP:0040283"), ("percentage", "12")),
        ("Late-onset toe", ("basis", "rg:count"), ("count", "3"), ("total", "7")),
        ("Cold toe", ("basis", "rg:count"), ("count", "4"), ("total", "5")),
        ("Vitamin B12 low",),
        ("Rare toe", ("basis", "rg:code"), ("frequency", "HP:0040283"), ("value", "5%")),
        ("Toe",),
        ("Cold toe",),
    }
    assert [fact.object for fact in listing.facts if "least certain" in fact.note] == ["Rare toe"]


def test_the_same_row_twice_is_one_fact_with_two_places(listing: Listing) -> None:
    """The same label with another value is another fact."""
    assert [(fact.object, len(fact.at)) for fact in listing.facts if fact.object in ("Blue toe", "Cold toe")] == [
        ("Blue toe", 2), ("Cold toe", 1), ("Cold toe", 1),
    ]  # fmt: skip
    assert listing.rows == sum(len(fact.at) for fact in listing.facts) == 10


def test_places_are_of_the_page(listing: Listing) -> None:
    """A place is the label through the value."""
    page = read_medquad(CORPUS / "0000001.xml")
    first = listing.facts[0].at[0]
    assert page.text[first.start : first.end] == "Blue toe 90%"


def test_facts_are_rows_of_the_table_of_kinds(listing: Listing) -> None:
    """Each is written and read back as any row of graph/."""
    for fact in listing.facts:
        row = parse(f"facts:\n- {to_flow(fact_row(fact))}\n", "x").rows("facts")[0]
        again = fact_of(row)
        assert (again.kind, again.object, again.columns, again.at) == (fact.kind, fact.object, fact.columns, fact.at)


@pytest.mark.parametrize(
    ("percent", "curie"),
    [
        ("100", "HP:0040280"), ("99", "HP:0040281"), ("90", "HP:0040281"), ("75", "HP:0040282"), ("50", "HP:0040282"),
        ("33", "HP:0040282"), ("7.5", "HP:0040283"), ("5", "HP:0040283"), ("1", "HP:0040284"), ("0", "HP:0040285"),
        ("29.5", ""), ("0.5", ""),
    ],
)  # fmt: skip
def test_a_class_is_found_by_its_bounds(percent: str, curie: str) -> None:
    """Between two classes there is none."""
    assert frequency_class(percent) == curie


def test_a_percentage_between_two_classes_has_none() -> None:
    """It is kept as printed, in canonical form."""
    assert only(" Toe 29.50% ").columns == {"basis": "rg:percent", "percentage": "29.5"}


@pytest.mark.parametrize("value", ["0%", "0/12", "0 of 3"])
def test_what_nobody_has_is_denied(value: str) -> None:
    """The polarity says so, and no class beside it."""
    fact = only(f" Toe {value} ")
    assert fact.negated
    assert "frequency" not in fact.columns


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("Toe 120%", "'Toe' has 120%, more than all"),
        ("Toe 7 of 0", "'Toe' has 7 of 0, which is no share"),
        ("Toe 0/0", "'Toe' has 0/0, which is no share"),
        ("Toe 8/7", "'Toe' has 8/7, which is no share"),
        ("Toe 10-20% Nail 5%", "'%' in 'Toe 10-20% Nail' is neither of a label nor a known value"),
        ("Toe – Nail 5%", "'–' in 'Toe – Nail' is neither of a label nor a known value"),
        ("- Nail 5%", "the value '-' stands without a label"),
    ],
)
def test_a_row_that_cannot_be_is_listed_and_left_out(rows: str, problem: str) -> None:
    """The other rows and the page are kept."""
    found = read_list(with_list(f" Hand 50% {rows} Foot - "))
    assert problem in str(found.faults[0])
    assert {"Hand", "Foot"} <= {fact.object for fact in found.facts}
    assert found.rows == sum(len(fact.at) for fact in found.facts) + len(found.faults)


def test_a_list_that_is_cut_refuses_the_page() -> None:
    """Without its last sentence, or with a label that has no value."""
    assert "1 symptom lists begin and 0 end" in refused(BLUE.replace(END, "The ontology")).problem
    assert "0 symptom lists begin and 1 end" in refused(BLUE.replace(BEGIN, "patients")).problem
    assert "ends in 'Lost label'" in refused(BLUE[:TAIL] + "Lost label " + BLUE[TAIL:]).problem


def test_a_page_without_a_list_has_no_rows() -> None:
    """That is no fault."""
    assert read_list(read_medquad(CORPUS / "0000002.xml")) == Listing(0, (), (), ())


def test_an_empty_list_is_read() -> None:
    """The sentences stand there with nothing between them."""
    assert read_list(with_list(" ")) == Listing(0, (), (), ())


def test_rows_are_routed_by_what_their_label_means() -> None:
    """What a kind has no column for is noted; what has no kind is listed with its reason."""
    index = read_hpo(CORPUS / "hp.obo")
    rows = (
        " Blue toe 90% Autosomal recessive inheritance - Incomplete penetrance 30% Infantile onset - Progressive -"
        " Old toe 2/3 Phenotypic variability - Maternal diabetes 50% Onset - Shared name 5% "
    )
    found = read_list(with_list(rows), index.route)
    assert [(fact.kind, fact.predicate, fact.object, fact.printed, fact.note) for fact in found.facts] == [
        ("phenotype", "biolink:has_phenotype", "HP:9000001", "Blue toe", ""),
        ("inheritance", "biolink:has_mode_of_inheritance", "HP:0000007", "Autosomal recessive inheritance", ""),
        ("penetrance", "rg:hasPenetrance", "HP:0003829", "Incomplete penetrance", "printed with the frequency 30%"),
        ("onsetclass", "rg:hasOnsetClass", "HP:0003593", "Infantile onset", ""),
        ("survival", "rg:hasClinicalCourse", "HP:0003676", "Progressive", ""),
        ("phenotype", "biolink:has_phenotype", "HP:9000001", "Old toe", ""),
        ("modifier", "rg:hasClinicalModifier", "HP:0003812", "Phenotypic variability", ""),
        ("modifier", "rg:hasPastMedicalHistory", "HP:0009800", "Maternal diabetes", "printed with the frequency 50%"),
    ]
    assert [(row.label, row.value, row.reason) for row in found.unplaced] == [
        ("Onset", "-", "HP:0003674 is a whole branch of HPO and says nothing"),
        ("Shared name", "5%", "no term has this label"),
    ]


def test_the_subject_may_be_named() -> None:
    """Else it is the page's GARD id."""
    page = with_list(" Toe - ")
    assert read_list(page).facts[0].subject == "GARD:0000077"
    assert (
        read_list(page, lambda label: Routed("phenotype", label), "MONDO:0004976").facts[0].subject == "MONDO:0004976"
    )


WORDS = st.from_regex(r"[A-Z0-9][a-z0-9,/()-]{0,8}[a-z]", fullmatch=True)
LABELS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
VALUES = st.sampled_from(["-", "%", "90%", "7.5%", "12%", "3/7", "4 of 5"])


@given(st.lists(st.tuples(LABELS, VALUES), max_size=8))
def test_what_is_listed_is_read(rows: list[tuple[str, str]]) -> None:
    """Rows put together come apart as they were."""
    page = with_list(escape("".join(f" {label} {value}" for label, value in rows) + " "))
    assert [(page.text[slice(*row.label)], page.text[slice(*row.value)]) for row in symptom_list(page)] == rows


def test_every_list_of_the_corpus_is_read_without_a_rest(shared: Path) -> None:
    """As many rows as a crude count over the raw XML finds, each in a fact, with a reason, or at fault."""
    folder = shared / "corpus/medquad-gard"
    if not folder.is_dir():
        pytest.skip("needs ../shared: corpus/medquad-gard")
    index = read_hpo(shared / "reference/hpo/hp.obo")
    crude, counts, kinds, labels = 0, Counter[str](), Counter[str](), list[str]()
    for path in medquad_files(folder):
        raw = re.search(r"\(when available\)(.*?)The Human Phenotype", path.read_text(encoding="utf-8"), re.DOTALL)
        crude += len(re.findall(r"\s(?:-|[\d.]*%|\d+/\d+|\d+ of \d+)(?=\s)", raw[1])) if raw else 0
        page = read_medquad(path)
        labels += [page.text[slice(*row.label)] for row in symptom_list(page)]
        found = read_list(page, index.route)
        counts.update(rows=found.rows, unplaced=len(found.unplaced), faults=len(found.faults), lists=bool(raw))
        for fact in found.facts:
            kinds[fact.kind] += len(fact.at)
        assert pickle.loads(pickle.dumps(found)) == found
    assert (crude, counts["lists"]) == (counts["rows"], 1388) == (30574, 1388)
    assert counts == Counter(rows=30574, unplaced=768, faults=0, lists=1388)
    assert kinds == Counter(phenotype=28131, inheritance=1256, onsetclass=167, survival=135, penetrance=19, modifier=98)
    rules = Counter(match.rule if (match := index.find(label)) else "" for label in labels)
    assert rules == {"label": 26846, "exact synonym": 2720, "replaced label": 279, "": 729}
    assert 1 - rules[""] / len(labels) > 0.975
