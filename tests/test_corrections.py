"""Corrections: what a person's word does to a statement, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph import corrections
from raregraph.corrections import Correction, draft, read_corrections, read_tombstones
from raregraph.errors import ContentError, Faults, UsageError
from raregraph.facts import FactFile
from raregraph.knowledge import Knowledge, assemble, from_content
from raregraph.statements import Statement
from tests.making import HERE, at, fact, version

VERSION = version("b", ("names", ""), ("symptoms", "2020-07-01"))
AGE = f'{{kind: onset, subject: "ALS", object: 56, {at(110, 112)}}}'
GENE = f'{{kind: gene, subject: "SOD1", object: "ALS", {at(10, 14)}}}'
WHO = 'reference: "PMID:28872912", curator: "A. Person", date: "2026-11-21", note: "the table is about another form"'


def known(rows: list[Correction], *facts: str, tombstones: Path | None = None) -> Knowledge:
    """What a version of these facts says, corrected."""
    file = FactFile(HERE, VERSION.sha256, VERSION, tuple(map(fact, facts)), ())
    return assemble([file], [], rows, read_tombstones(tombstones) if tombstones else [], strict=True)


def said(of: Knowledge, kind: str) -> list[Statement]:
    """The statements of one kind, but Mondo's, living ones first."""
    found = [item for item in of.statements if item.kind.name == kind and "Mondo" not in item.label]
    return sorted(found, key=lambda item: (item.standing == "retracted", item.label))


def corrected(folder: Path, verdict: str, replacement: str, fact_: str = AGE, more: str = "") -> Knowledge:
    """The knowledge of a fact and one correction of it."""
    statement = said(known([], fact_), "onset" if fact_ == AGE else "gene")[0]
    part = f", replacement: {replacement}" if replacement else ""
    path = folder / "corrections.yaml"
    row = f'- {{statement: "{statement.id}", verdict: "{verdict}", {WHO}{part}}}\n'
    path.write_text(f"corrections:\n{row}{more.format(id=statement.id)}", encoding="utf-8")
    return known(read_corrections(path), fact_)


def test_a_misread_is_retracted_and_replaced_at_the_same_passage(tmp_path: Path) -> None:
    """Our error is kept, marked, and points at its successor; it disagrees with nobody."""
    after = corrected(tmp_path, "misread", '{kind: onset, subject: "ALS", object: 65}')
    new, old = said(after, "onset")
    assert (old.standing, old.successor, old.disagrees, old.direct) == ("retracted", new.id, (), None)
    assert old.reason == "misread: the table is about another form (A. Person, 2026-11-21, PMID:28872912)"
    assert (new.standing, new.disagrees, new.source, new.places[0].iri) == ("latest", (), old.source, old.places[0].iri)
    assert not [finding for finding in after.findings if finding.type == "conflict"]


def test_what_was_inferred_from_a_misread_is_retracted_too(tmp_path: Path) -> None:
    """56 is middle age, 65 is late; the class of the wrong age has no plain triple."""
    new, old = said(corrected(tmp_path, "misread", '{kind: onset, subject: "ALS", object: 65}'), "onsetclass")
    assert (new.named["object"], new.standing, old.named["object"], old.standing) == (
        "Late onset", "latest", "Middle age onset", "retracted",
    )  # fmt: skip
    assert old.direct is None


def test_an_inference_that_still_holds_stays(tmp_path: Path) -> None:
    """57 is middle age as well."""
    after = corrected(tmp_path, "misread", '{kind: onset, subject: "ALS", object: 57}')
    [item] = said(after, "onsetclass")
    assert (item.standing, item.inferred_from) == ("latest", said(after, "onset")[0].id)


def test_a_misread_needs_no_replacement(tmp_path: Path) -> None:
    """Where the page says nothing of the kind."""
    [old] = said(corrected(tmp_path, "misread", ""), "onset")
    assert (old.standing, old.successor) == ("retracted", "")


def test_a_wrong_grounding_is_retracted_and_replaced(tmp_path: Path) -> None:
    """The page says it of another gene."""
    after = corrected(tmp_path, "wrongly-grounded", '{kind: gene, subject: "FUS", object: "ALS"}', GENE)
    new, old = said(after, "gene")
    assert (new.named["subject"], new.standing, old.standing) == ("FUS", "latest", "retracted")


@pytest.mark.parametrize("verdict", ["source-is-wrong", "outdated"])
def test_a_wrong_source_keeps_what_it_says_and_another_disagrees(tmp_path: Path, verdict: str) -> None:
    """Nothing is deleted: the reference's statement stands beside the page's."""
    after = corrected(tmp_path, verdict, '{kind: onset, subject: "ALS", object: 65}')
    page, curated = sorted(said(after, "onset"), key=lambda item: item.date_basis == "curationDate")
    assert (page.standing, page.disagrees, curated.disagrees) == ("latest", (curated.id,), (page.id,))
    assert (curated.as_of, curated.label.rsplit(", ", 1)[1]) == ("2026-11-21", "curated 2026-11-21")
    assert page.reason.startswith(f"{verdict}: ")
    assert [finding.type for finding in after.findings].count("conflict") == 1


def test_kinds_that_name_no_disease_take_that_of_what_they_correct(tmp_path: Path) -> None:
    """A name is corrected like anything else."""
    name = f'{{kind: name, subject: "ALS", object: "Charcot disease", {at(10, 14)}}}'
    statement = said(known([], name), "name")[0]
    path = tmp_path / "corrections.yaml"
    other = '{kind: name, subject: "ALS", object: "Charcot disease", negated: true}'
    path.write_text(
        f'corrections:\n- {{statement: "{statement.id}", verdict: "source-is-wrong", {WHO}, replacement: {other}}}\n',
        encoding="utf-8",
    )
    found = said(known(read_corrections(path), name), "name")
    assert {item.disease for item in found} == {statement.disease}
    assert len(found) == 2


def test_two_references_may_contradict_one_statement(tmp_path: Path) -> None:
    """Each adds its own."""
    more = (
        '- {{statement: "{id}", verdict: "outdated", reference: "https://example.org/1", curator: "B", '
        'date: "2026-11-21", note: "n", replacement: {{kind: onset, subject: "ALS", object: 60}}}}\n'
    )
    after = corrected(tmp_path, "outdated", '{kind: onset, subject: "ALS", object: 65}', AGE, more)
    assert sorted(item.named["object"] for item in said(after, "onset")) == ["56", "60", "65"]


@pytest.mark.parametrize(
    ("verdict", "replacement", "problem"),
    [
        ("misread", '{kind: onset, subject: "ALS", object: 56}', "the replacement says what it corrects"),
        ("outdated", '{kind: onset, subject: "ALS", object: 56}', "the replacement says what it corrects"),
        ("outdated", "", "'outdated' without a replacement"),
        ("source-is-wrong", "", "'source-is-wrong' without a replacement"),
        ("misred", "", "verdict: 'misred' is not one; did you mean 'misread'?"),
        ("misread", '{kind: onset, subject: "ALS", object: "x"}', "object: 'x' is not a number"),
        ("misread", '{kind: onset, subject: "nobody", object: 57}', "no table grounds 'nobody' as disease"),
        ("misread", f'{{kind: onset, subject: "ALS", object: 57, {at(900, 1001)}}}', "900-1001 lies outside the page"),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(
    tmp_path: Path, verdict: str, replacement: str, problem: str
) -> None:
    """With file and line."""
    with pytest.raises(ContentError) as caught:
        corrected(tmp_path, verdict, replacement)
    assert problem in str(caught.value)
    assert ":2:" in str(caught.value) or "row.yaml" in str(caught.value)


def test_what_is_retracted_is_not_corrected_again(tmp_path: Path) -> None:
    """In whatever order the rows stand."""
    more = f'- {{{{statement: "{{id}}", verdict: "misread", {WHO}}}}}\n'
    for verdict, replacement in (("misread", ""), ("outdated", '{kind: onset, subject: "ALS", object: 65}')):
        with pytest.raises(ContentError, match=r"is corrected at .*corrections\.yaml:2 already"):
            corrected(tmp_path, verdict, replacement, AGE, more)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"PMID:28872912"', '""', "reference: '' is no PMID and no URL"),
        ('"PMID:28872912"', '"a book"', "reference: 'a book' is no PMID and no URL"),
        ('"PMID:28872912"', '"PMID:one"', "does not fit its prefix"),
        ('"A. Person"', '" "', "curator is empty"),
        ('"the table is about another form"', '""', "note is empty"),
        ('"2026-11-21"', '"21 November"', "is not a date"),
        (', curator: "A. Person"', "", "missing key 'curator'"),
        (", note:", ", nota:", "unknown key 'nota'; did you mean 'note'?"),
    ],
)
def test_an_unfinished_row_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """A correction says from where, by whom, when and why."""
    row = f'- {{statement: "x", verdict: "misread", {WHO}}}\n'
    (tmp_path / "c.yaml").write_text("corrections:\n" + row.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_corrections(tmp_path / "c.yaml")
    assert problem in str(caught.value)


def test_all_unfinished_rows_are_told_at_once(tmp_path: Path) -> None:
    """One message a row."""
    (tmp_path / "c.yaml").write_text("corrections:\n- {a: 1}\n- {b: 1}\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        read_corrections(tmp_path / "c.yaml")
    assert len(caught.value.faults) == 2


def test_an_unknown_statement_is_an_error(tmp_path: Path) -> None:
    """The id is one that `explain` prints."""
    path = tmp_path / "corrections.yaml"
    path.write_text(f'corrections:\n- {{statement: "{"0" * 32}", verdict: "misread", {WHO}}}\n', encoding="utf-8")
    with pytest.raises(ContentError, match=r"corrections\.yaml:2: no statement has the id '0{32}'"):
        known(read_corrections(path), AGE)


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    """And no tombstone."""
    assert read_corrections(tmp_path / "none.yaml") == []
    assert read_tombstones(tmp_path / "none.yaml") == []


def tombstone(folder: Path, iri: str, more: str = "") -> Path:
    """A file with one tombstone."""
    path = folder / "tombstones.yaml"
    row = f'{{iri: "{iri}", label: "old", reason: "merged", date: "2026-11-21"{more}}}'
    path.write_text(f"tombstones:\n- {row}\n", encoding="utf-8")
    return path


def test_a_tombstone_keeps_what_was_withdrawn(tmp_path: Path) -> None:
    """Its last label, why, when, and what took its place."""
    iri, successor = "https://w3id.org/raregraph/statement/1", "https://w3id.org/raregraph/statement/2"
    after = known([], AGE, tombstones=tombstone(tmp_path, iri, f', successor: "{successor}"'))
    [item] = after.tombstones
    assert (item.iri, item.label, item.reason, item.successor, item.date) == (
        iri, "old", "merged", successor, "2026-11-21",
    )  # fmt: skip


def test_what_is_alive_is_not_buried(tmp_path: Path) -> None:
    """A tombstone of a statement is an error."""
    alive = said(known([], AGE), "onset")[0].iri
    with pytest.raises(ContentError, match="is withdrawn and still a statement"):
        known([], AGE, tombstones=tombstone(tmp_path, alive))


@pytest.mark.parametrize(
    ("iri", "more", "problem"),
    [
        ("https://example.org/1", "", "'https://example.org/1' is no IRI of ours"),
        ("https://w3id.org/raregraph/a b", "", "is no IRI of ours"),
        ("https://w3id.org/raregraph/statement/1", ', successor: "2"', "'2' is no IRI of ours"),
        ("https://w3id.org/raregraph/statement/1", ', why: "x"', "unknown key 'why'"),
    ],
)
def test_a_faulty_tombstone_is_an_error(tmp_path: Path, iri: str, more: str, problem: str) -> None:
    """Only what we released is withdrawn."""
    with pytest.raises(ContentError) as caught:
        read_tombstones(tombstone(tmp_path, iri, more))
    assert problem in str(caught.value)


def test_a_draft_is_refused_until_a_person_finishes_it(graph: Path) -> None:
    """What was not given is empty; with it filled in, the row does its work on the project's own graph."""
    age = next(item for item in from_content().statements if item.kind.name == "onset" and item.object.value == "56")
    row = draft(age, "misread", {"object": "57", "curator": "A. Person", "date": "2026-11-21"})
    (graph / "corrections.yaml").unlink(missing_ok=True)
    path = corrections.append(row)
    with pytest.raises(ContentError, match=r"reference: '' is no PMID and no URL"):
        from_content()
    text = path.read_text(encoding="utf-8").replace('reference: ""', 'reference: "PMID:28872912"')
    path.write_text(text.replace('note: ""', 'note: "a slip"'), encoding="utf-8")
    found = {item.id: item for item in from_content().statements}
    assert found[age.id].standing == "retracted"
    assert found[found[age.id].successor].object.value == "57"


def test_a_draft_of_every_statement_is_a_row_that_only_lacks_a_change(knowledge: Knowledge, tmp_path: Path) -> None:
    """Whatever the kind, the replacement repeats the statement, which the build refuses as no correction."""
    given = {"reference": "PMID:1", "curator": "c", "date": "2026-11-21", "note": "n"}
    drafts = [draft(item, "misread", given) for item in knowledge.statements if item.places]
    path = tmp_path / "c.yaml"
    path.write_text("corrections:\n" + "".join(drafts), encoding="utf-8")
    rows = read_corrections(path)
    assert len(rows) == len(drafts)
    assert all(row.replacement is not None for row in rows)


def test_an_unknown_verdict_is_wrong_usage(knowledge: Knowledge) -> None:
    """With the nearest named."""
    with pytest.raises(UsageError, match="no such verdict; did you mean 'outdated'?"):
        draft(knowledge.statements[0], "outdatet", {})


@pytest.mark.parametrize("before", ["", "corrections: []\n", "corrections:\n- {a: 1}", "# none yet\ncorrections:\n"])
def test_a_row_is_appended_to_whatever_is_there(graph: Path, before: str) -> None:
    """Also where the last line has no end."""
    (graph / "corrections.yaml").write_text(before, encoding="utf-8")
    text = corrections.append("- {b: 2}\n").read_text(encoding="utf-8")
    assert text.endswith("\n- {b: 2}\n")
    assert text.count("corrections:") == 1
