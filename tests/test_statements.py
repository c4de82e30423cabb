"""Statements: identity, labels, dates, standing, disagreement, and which give a plain triple."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from raregraph.facts import CuratedSource, FileSource
from raregraph.ground import Claim, ground
from raregraph.ids import expand
from raregraph.statements import Statement, fill, statement_id, to_statements, with_disagreements, with_standing
from raregraph.terms import terms
from raregraph.text import sha256
from tests.making import ALS, FAMILIAL, at, by_label, claim, fact, judged, source, version

OLD = source(version("a", ("names", ""), ("cause", "2013-01-11")))
NEW = source(version("b", ("names", ""), ("summary", "2018-09-27"), ("symptoms", "2020-07-01")))
UNDATED = source(version("c", ("names", ""), ("cause", "")))
MONDO = FileSource("mondo-genes.tsv", "2026-08-04", "0" * 64, "row", "infores:mondo")

SHARE = 'kind: proportion, subject: "familial ALS", object: "ALS"'
NAMES, SECOND, THIRD = at(10, 20), at(110, 120), at(210, 220)


def one(text: str, of: object = NEW) -> Statement:
    """The statement of one claim."""
    return to_statements([ground(fact(text), of, terms())])[0]  # type: ignore[arg-type]


def standing(*claims: Claim) -> dict[tuple[str, str], str]:
    """Standing by version letter and object."""
    return {
        (item.source.version.sha256[0], item.named["object_written"]): item.standing  # type: ignore[union-attr]
        for item in judged(*claims)
    }


def test_the_id_is_made_as_the_model_says() -> None:
    """32 hex of a SHA-256: kind, subject, predicate, object, qualifiers, certainty, quantity, negated, version."""
    parts = [
        "proportion", "http://purl.obolibrary.org/obo/MONDO_0005144", "https://w3id.org/raregraph/vocab/isShareOf",
        "http://purl.obolibrary.org/obo/MONDO_0004976", "approximate=true", "lower=5", "upper=10", "likely", "most",
        "false", "https://w3id.org/raregraph/page/gard-5786/bbbbbbbbbbbb",
    ]  # fmt: skip
    found = claim(
        f"{{{SHARE}, upper: 10, lower: 5, approximate: true, certainty: likely, quantity: most, {THIRD}}}", NEW
    )
    assert statement_id(found) == sha256("\t".join(parts))[:32]


@pytest.mark.parametrize(
    "change",
    ['printed: "familial"', 'note: "n"', 'rule: "r"', at(5, 9)],
)
def test_wording_and_place_are_not_part_of_the_id(change: str) -> None:
    """The same said elsewhere, or in other words, is the same statement."""
    place = "" if change.startswith("at") else f", {NAMES}"
    assert one(f"{{{SHARE}, {change}{place}}}").id == one(f"{{{SHARE}, {NAMES}}}").id


@pytest.mark.parametrize(
    "change",
    ["lower: 5", "certainty: likely", "quantity: some", "negated: true"],
)
def test_what_is_said_is_part_of_the_id(change: str) -> None:
    """Another bound, hedge, quantity or polarity is another statement."""
    assert one(f"{{{SHARE}, {change}, {NAMES}}}").id != one(f"{{{SHARE}, {NAMES}}}").id


@given(st.permutations(["lower: 5", "upper: 10", "approximate: true", 'mode: "HP:0000006"']))
@settings(max_examples=24, deadline=None)
def test_the_order_of_qualifiers_does_not_matter(columns: list[str]) -> None:
    """A row may be typed in any order."""
    assert one(f"{{{SHARE}, {', '.join(columns)}, {NAMES}}}").id == "7e4cf23bb9715961ef5b5b397c4c9c5a"


def test_another_version_makes_another_statement() -> None:
    """Versions say the same, each for itself."""
    assert one(f"{{{SHARE}, {NAMES}}}", OLD).id != one(f"{{{SHARE}, {NAMES}}}", NEW).id


def test_the_same_claim_twice_is_one_statement_with_two_passages() -> None:
    """Places, wordings and rules are gathered, in order; the date is that of the newest section."""
    row = '{{kind: gene, subject: "{}", object: "ALS", printed: "{}", rule: "r", {}}}'
    first, second = claim(row.format("sod1", "b", THIRD), NEW), claim(row.format("SOD1", "a", SECOND), NEW)
    for claims in permutations([first, second]):
        [found] = to_statements(claims)
        assert [place.passage.start for place in found.places] == [110, 210]
        assert [place.section for place in found.places] == ["summary", "symptoms"]
        assert (found.printed, found.rules, found.named["subject_written"]) == (("a", "b"), ("r",), "SOD1")
        assert (found.as_of, found.date_basis) == ("2020-07-01", "sectionDate")


def test_the_same_passage_twice_is_one() -> None:
    """A row typed twice does not double anything."""
    row = f"{{{SHARE}, {NAMES}}}"
    assert len(to_statements([claim(row, NEW), claim(row, NEW)])[0].places) == 1


@pytest.mark.parametrize(
    ("of", "row", "expected"),
    [
        (NEW, f"{{{SHARE}, {SECOND}}}", ("2018-09-27", "sectionDate")),
        (NEW, f"{{{SHARE}, {NAMES}}}", ("2020-07-01", "pageDate")),
        (UNDATED, f"{{{SHARE}, {NAMES}}}", ("", "pageDate")),
        (MONDO, '{kind: gene, subject: "SOD1", object: "ALS"}', ("2026-08-04", "sourceDate")),
        (CuratedSource("PMID:1", "c", "2026-01-02"), f"{{{SHARE}}}", ("2026-01-02", "curationDate")),
    ],
)
def test_every_date_has_a_basis(of: object, row: str, expected: tuple[str, str]) -> None:
    """The section's date, else the page's; a release's; a curator's."""
    found = one(row, of)
    assert (found.as_of, found.date_basis) == expected


@pytest.mark.parametrize(
    ("row", "label"),
    [
        (
            '{kind: phenotype, subject: "ALS", object: "HP:0000716", frequency: "HP:0040282"',
            "amyotrophic lateral sclerosis has phenotype Depression (30–79 %), GARD 2020-07-01",
        ),
        (
            '{kind: phenotype, subject: "ALS", object: "HP:0000716", negated: true',
            "amyotrophic lateral sclerosis does not have phenotype Depression, GARD 2020-07-01",
        ),
        (
            '{kind: gene, subject: "SOD1", object: "familial ALS", quantity: some, certainty: possible',
            "SOD1 causes familial amyotrophic lateral sclerosis (in some, possible), GARD 2020-07-01",
        ),
        (
            '{kind: subtype, subject: "familial ALS", object: "ALS", negated: true',
            "familial amyotrophic lateral sclerosis is listed as a subtype of amyotrophic lateral sclerosis (negated), "
            "GARD 2020-07-01",
        ),
        (
            f"{{{SHARE}, lower: 10, upper: 10, approximate: true",
            "about 10 % of amyotrophic lateral sclerosis is familial amyotrophic lateral sclerosis, GARD 2020-07-01",
        ),
        (
            f"{{{SHARE}, lower: 5, upper: 10",
            "5–10 % of amyotrophic lateral sclerosis is familial amyotrophic lateral sclerosis, GARD 2020-07-01",
        ),
        (
            f"{{{SHARE}, lower: 5",
            "amyotrophic lateral sclerosis is familial amyotrophic lateral sclerosis, GARD 2020-07-01",
        ),
    ],
)
def test_a_label_is_a_sentence(row: str, label: str) -> None:
    """From the kind's template, with hedges, source and date."""
    assert one(f"{row}, {THIRD}}}").label == label


def test_labels_name_the_source() -> None:
    """A data file by its name, a curator as such."""
    assert one('{kind: gene, subject: "SOD1", object: "ALS"}', MONDO).label.endswith(", Mondo 2026-08-04")
    assert one(f"{{{SHARE}}}", CuratedSource("PMID:1", "c", "2026-01-02")).label.endswith(", curated 2026-01-02")


@pytest.mark.parametrize(
    ("template", "labels", "expected"),
    [
        ("{a} and {b}", {"a": "x", "b": "y"}, "x and y"),
        ("{a}[, {b}]", {"a": "x"}, "x"),
        ("{a}[, {b}]", {"a": "x", "b": ""}, "x"),
        ("{a}[, {b}][ ({c})]", {"a": "x", "c": "z"}, "x (z)"),
        ("{a}", {"a": "{b} [c]"}, "{b} [c]"),
    ],
)
def test_a_template_drops_what_is_absent(template: str, labels: dict[str, str], expected: str) -> None:
    """[..] goes with the column in it; a value is never a template."""
    assert fill(template, labels) == expected


@pytest.mark.parametrize(
    ("row", "predicate"),
    [
        ('kind: gene, subject: "SOD1", object: "ALS"', "biolink:causes"),
        ('kind: gene, subject: "SOD1", object: "ALS", certainty: likely', "biolink:causes"),
        ('kind: gene, subject: "SOD1", object: "ALS", certainty: possible', "rg:mayCause"),
        (
            'kind: gene, subject: "SOD1", object: "ALS", certainty: possible, predicate: "biolink:contributes_to"',
            "rg:mayContributeTo",
        ),
        ('kind: phenotype, subject: "ALS", object: "HP:0000716", certainty: hypothesised', "rg:mayHavePhenotype"),
        ('kind: gene, subject: "SOD1", object: "ALS", certainty: unknown', None),
        ('kind: gene, subject: "SOD1", object: "ALS", negated: true', None),
        (SHARE, None),
        ('kind: onset, subject: "ALS", object: 56', "rg:hasMeanAgeOfOnset"),
    ],
)
def test_direct_predicates_follow_certainty(row: str, predicate: str | None) -> None:
    """Stated and likely as they are, possible and hypothesised hedged, unknown and denied none."""
    assert one(f"{{{row}, {THIRD}}}").direct == (expand(predicate) if predicate else None)


@pytest.mark.parametrize(
    ("word", "given"),
    [("latest", True), ("unknown", True), ("older", False), ("replaced", False), ("retracted", False)],
)
def test_only_living_statements_have_a_plain_triple(word: str, given: bool) -> None:
    """Nothing old is passed off as today's."""
    found = replace(one(f'{{kind: gene, subject: "SOD1", object: "ALS", {THIRD}}}'), standing=word)
    assert (found.direct is not None) is given


NAME = 'kind: name, subject: "ALS", object: "{}"'


def test_standing_of_an_older_version_is_what_the_newer_says() -> None:
    """Says it too: latest; is silent in that section: older; has no such section: unknown."""
    assert standing(
        claim(f"{{{NAME.format('ALS')}, {NAMES}}}", OLD),
        claim(f"{{{NAME.format('Maladie')}, {NAMES}}}", OLD),
        claim(f"{{{NAME.format('MND')}, {SECOND}}}", OLD),
        claim(f"{{{NAME.format('ALS')}, {NAMES}}}", NEW),
        claim(f"{{{NAME.format('Lou')}, {NAMES}}}", NEW),
    ) == {
        ("a", "ALS"): "latest",
        ("a", "Maladie"): "older",
        ("a", "MND"): "unknown",
        ("b", "ALS"): "latest",
        ("b", "Lou"): "latest",
    }


def test_a_single_value_is_replaced_by_another() -> None:
    """The newer version says otherwise of the same subject, predicate and key."""
    row = '{{kind: onset, subject: "ALS", object: {}, {}}}'
    found = standing(claim(row.format(55, NAMES), OLD), claim(row.format(56, NAMES), NEW))
    assert found == {("a", "55"): "replaced", ("b", "56"): "latest"}


def test_a_changed_frequency_replaces_and_another_phenotype_does_not() -> None:
    """Phenotypes stand side by side: only the same one, said otherwise, is a replacement."""
    row = '{{kind: phenotype, subject: "ALS", object: "{}"{}, {}}}'
    found = standing(
        claim(row.format("HP:0000716", ', frequency: "HP:0040282"', NAMES), OLD),
        claim(row.format("HP:0000739", "", NAMES), OLD),
        claim(row.format("HP:0000716", ', frequency: "HP:0040283"', NAMES), NEW),
    )
    assert found[("a", "HP:0000739")] == "older"
    assert found[("a", "HP:0000716")] == "replaced"


def test_a_denial_replaces_what_was_said() -> None:
    """Polarity alone makes it otherwise."""
    row = '{{kind: phenotype, subject: "ALS", object: "HP:0000716", negated: {}, {}}}'
    found = judged(claim(row.format("false", NAMES), OLD), claim(row.format("true", NAMES), NEW))
    assert {item.standing for item in found if item.source == OLD} == {"replaced"}


def test_a_version_without_a_date_judges_nobody_and_nobody_judges_it() -> None:
    """Which of the two is newer is not known."""
    name = f"{{{NAME.format('ALS')}, {NAMES}}}"
    other = f"{{{NAME.format('MND')}, {NAMES}}}"
    assert standing(claim(name, NEW), claim(other, UNDATED)) == {("b", "ALS"): "latest", ("c", "MND"): "unknown"}
    assert standing(claim(name, NEW), claim(name, UNDATED)) == {("b", "ALS"): "latest", ("c", "ALS"): "latest"}


def test_an_undated_version_alone_is_the_latest() -> None:
    """The only text there is."""
    assert standing(claim(f"{{{NAME.format('ALS')}, {NAMES}}}", UNDATED)) == {("c", "ALS"): "latest"}


def test_of_two_undated_versions_none_is_the_latest() -> None:
    """Whatever the order they are given in."""
    other = source(version("d", ("names", "")))
    claims = [claim(f"{{{NAME.format('x')}, {NAMES}}}", of) for of in (UNDATED, other)]
    for order in permutations(claims):
        assert set(standing(*order).values()) == {"unknown"}


def test_what_is_retracted_judges_nothing_and_stays_so() -> None:
    """A misread of the newer version does not replace what the older one says."""
    row = '{{kind: onset, subject: "ALS", object: {}, {}}}'
    statements = to_statements([claim(row.format(55, NAMES), OLD), claim(row.format(56, NAMES), NEW)])
    wrong = [replace(item, standing="retracted") if item.source == NEW else item for item in statements]
    found = {item.named["object"]: item.standing for item in with_standing(wrong)}
    assert found == {"55": "older", "56": "retracted"}


_ROWS = [
    f"{{{NAME.format('ALS')}, {NAMES}}}",
    f"{{{NAME.format('MND')}, {SECOND}}}",
    f"{{{SHARE}, lower: 5, upper: 10, {NAMES}}}",
    f"{{{SHARE}, lower: 10, upper: 10, {SECOND}}}",
    f'{{kind: onset, subject: "ALS", object: 56, {NAMES}}}',
]
_CLAIMS = [(row, of) for row in _ROWS for of in (OLD, NEW, UNDATED)]


@given(st.lists(st.sampled_from(_CLAIMS), max_size=8, unique_by=id), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_nothing_depends_on_the_order_of_input(chosen: list[tuple[str, object]], random: object) -> None:
    """Statements, standing and disagreements are those of the set of claims."""
    claims = [claim(row, of) for row, of in chosen]  # type: ignore[arg-type]
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judged(*claims) == judged(*shuffled)


def pairs(*rows: str, of: object = NEW) -> set[tuple[str, str]]:
    """Which statements disagree, by label, both ways."""
    statements = judged(*(ground(fact(row), of, terms()) for row in rows))  # type: ignore[arg-type]
    labels = {item.id: item for item in statements}
    named = {item.id: name for name, item in by_label(statements).items()}
    return {(named[item.id], named[other]) for item in labels.values() for other in item.disagrees}


def test_five_to_ten_and_about_ten_percent_disagree() -> None:
    """Both are kept, each names the other."""
    found = judged(
        claim(f"{{{SHARE}, lower: 5, upper: 10, {NAMES}}}", OLD),
        claim(f"{{{SHARE}, lower: 10, upper: 10, approximate: true, {NAMES}}}", NEW),
    )
    assert [item.disagrees for item in found] == [(found[1].id,), (found[0].id,)]


def test_a_value_that_one_lacks_is_no_disagreement() -> None:
    """Saying less is not saying otherwise."""
    assert pairs(f"{{{SHARE}, lower: 5, {NAMES}}}", f"{{{SHARE}, upper: 10, {NAMES}}}") == set()


def test_statements_on_other_topics_do_not_disagree() -> None:
    """Another key column, another subject, another object."""
    row = '{{kind: decision, subject: "riluzole", object: "ALS", jurisdiction: "{}", status: "rg:{}", {}}}'
    assert pairs(row.format("US", "approved", NAMES), row.format("EU", "pending", NAMES)) == set()
    assert len(pairs(row.format("US", "approved", NAMES), row.format("US", "pending", NAMES))) == 2


def test_a_claim_and_its_denial_disagree_whatever_their_kind() -> None:
    """Also where several values stand side by side."""
    gene = '{{kind: gene, subject: "SOD1", object: "ALS", negated: {}, {}}}'
    assert len(pairs(gene.format("true", NAMES), gene.format("false", NAMES))) == 2
    name = '{{kind: name, subject: "ALS", object: "{}", negated: {}, {}}}'
    assert pairs(name.format("MND", "true", NAMES), name.format("ALS", "false", NAMES)) == set()


def test_two_values_of_a_single_kind_disagree_in_one_version() -> None:
    """A page can contradict itself."""
    age = '{{kind: onset, subject: "ALS", object: {}, {}}}'
    assert len(pairs(age.format(55, NAMES), age.format(56, NAMES))) == 2


def test_what_is_retracted_disagrees_with_nobody() -> None:
    """An error of ours is no second opinion."""
    rows = [f"{{{SHARE}, lower: 5, {NAMES}}}", f"{{{SHARE}, lower: 10, {NAMES}}}"]
    first, second = to_statements([claim(row, NEW) for row in rows])
    found = with_disagreements([replace(first, standing="retracted"), second])
    assert [item.disagrees for item in found] == [(), ()]


def test_roles_are_nodes() -> None:
    """Subject, predicate and object are what the claim says."""
    found = one(f"{{{SHARE}, {NAMES}}}")
    assert (found.subject, found.object) == (NamedNode(expand(FAMILIAL)), NamedNode(expand(ALS)))
    assert found.iri == "https://w3id.org/raregraph/statement/" + found.id
