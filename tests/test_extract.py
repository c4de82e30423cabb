"""extract: each family of rules on a sentence of its own, whole small pages, and the two saved pages."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from raregraph import content
from raregraph.errors import Where
from raregraph.extract import extract
from raregraph.facts import Fact, FactFile, read_facts, to_text
from raregraph.pages import Page, page_of
from raregraph.text import sha256

PAGES = Path(__file__).parent / "pages"
TITLE = "Amyotrophic lateral sclerosis"
PAGE = f"""Genetic and Rare Diseases Information Center

{TITLE}

Other Names:
A name
Categories:
Subtypes:
A type

%s
Last updated: 9/27/2018

Management Guidelines

  1. A title. A site. 2017; http://example.org/a.
  2. B title. B site. 2018; http://example.org/b.
"""
APPARATUS = {"citation", "reference", "date", "organisation"}


def page_with(summary: str) -> Page:
    """A small full page whose summary is the given text."""
    return page_of((PAGE % summary).encode(), Where("page.txt"))


def shown(fact: Fact, page: Page) -> str:
    """A fact on one line: subject, predicate, object, columns, hedges, citations, and the passages after a colon."""
    columns = [f"{name}={value}" for name, value in sorted(fact.columns.items())]
    hedges = [word for word in (fact.certainty if fact.certainty != "stated" else "", fact.quantity) if word]
    cites = [f"[{','.join(fact.cites)}]"] if fact.cites else []
    said = [fact.kind, fact.subject, fact.predicate.split(":")[1], fact.object, *columns, *hedges, *cites]
    return f"{' | '.join(said)} : {' / '.join(page.text[at.start : at.end] for at in fact.at)}"


def read(summary: str) -> list[str]:
    """What the rules read in a summary, without what surrounds it."""
    page = page_with(summary)
    section = next(section for section in page.version.sections if section.name == "summary")
    return [
        shown(fact, page)
        for fact in extract(page).facts
        if section.start <= fact.at[0].start < section.end and fact.kind not in APPARATUS
    ]


SENTENCES = sorted((PAGES / "sentences").glob("*.txt"))


@pytest.mark.parametrize("path", SENTENCES, ids=[path.stem for path in SENTENCES])
def test_a_sentence_says(path: Path) -> None:
    """Each family of rules reads the statements below the line ---, with passages and citations, and no others."""
    summary, rows = path.read_text(encoding="utf-8").split("\n---\n")
    assert read(summary) == rows.splitlines()


def of(name: str) -> tuple[Page, FactFile]:
    """A small saved page and what is read in it."""
    page = page_of((PAGES / name).read_bytes(), Where(name))
    return page, extract(page)


def test_a_full_page_says() -> None:
    """Names, subtypes, table, dates, references, resources and questions of the newer layout."""
    page, file = of("full.txt")
    wanted = {"name", "subtype", "inheritance", "date", "resource", "organisation", "question", "reference", "citation"}
    assert [shown(fact, page) for fact in file.facts if fact.kind in wanted] == [
        "organisation | page: | publishedBy | Genetic and Rare Diseases Information Center"
        " : Genetic and Rare Diseases Information Center",
        "organisation | Genetic and Rare Diseases Information Center | partOfOrganisation | National Center for Tests"
        " : a program of the National Center for Tests",
        f"resource | {TITLE} | hasResource | Información en español : Información en español",
        f"name | {TITLE} | hasExactSynonym | ALS | scope=rg:abbreviation : ALS / ALS",
        f"name | {TITLE} | hasExactSynonym | Example name : Example name / Example name",
        f"name | {TITLE} | hasExactSynonym | Test disease : Test disease",
        f"subtype | Example type 1 | listedAsSubtypeOf | {TITLE} : Example type 1 / Example type 1",
        f"subtype | Example type 2 | listedAsSubtypeOf | {TITLE} : Example type 2",
        "name | amyotrophic lateral sclerosis | hasExactSynonym | ALS | scope=rg:abbreviation : ALS",
        "name | amyotrophic lateral sclerosis | hasExactSynonym | Example’s disease : Example’s disease",
        "citation | version: | mentions | reference:1 | number=1 : [1]",
        "citation | version: | mentions | reference:2 | number=2 : [2]",
        "date | section:summary | modified | 2018-09-27 : Last updated: 9/27/2018",
        "name | HP:0012531 | hasExactSynonym | Ache | scope=rg:layName : Ache",
        "name | HP:0012531 | hasExactSynonym | Sore feeling | scope=rg:layName : Sore feeling",
        f"inheritance | {TITLE} | has_mode_of_inheritance | HP:0000006 : Autosomal dominant inheritance 0000006",
        "name | HP:0012378 | hasExactSynonym | Tired | scope=rg:layName : Tired",
        "date | section:symptoms | modified | 2020-07-01 : Last updated: 7/1/2020",
        "inheritance | familial amyotrophic lateral sclerosis | has_mode_of_inheritance | autosomal dominant | most"
        " : Most familial cases are inherited in an autosomal dominant manner",
        "date | section:inheritance | modified | 2017-05-09 : Last updated: 5/9/2017",
        f"resource | {TITLE} | hasResource | Test Library (TL) | group_label=Where to Start : Test Library (TL)",
        "organisation | Test Library (TL) | maintainedBy | Test University : maintained by the Test University",
        f"question | {TITLE} | hasQuestion | question:1 : Is it common?",
        f"question | {TITLE} | hasQuestion | question:2 : Can it be passed on?",
        "reference | version: | references | reference:1 | authors=Doe J, Roe K | container=Journal of Tests"
        " | issued=March 2018 | locator=1(2):3-4 | number=1 | pmid=123 | title=A title | url=https://www.ncbi.nlm.nih.gov/pubmed/123"
        " : 1. Doe J, Roe K. A title. Journal of Tests. March 2018; 1(2):3-4. https://www.ncbi.nlm.nih.gov/pubmed/123.",
        "reference | version: | references | reference:2 | container=Test Site | issued=2017 | number=2"
        " | title=Another title | url=http://example.org/page : 2. Another title. Test Site. 2017; http://example.org/page.",
        "reference | version: | references | reference:3 | accessed=1/2/2003 | container=Test Site | number=3"
        " | title=Never cited : 3. Never cited. Test Site. Accessed 1/2/2003.",
    ]


def test_a_symptom_table_says() -> None:
    """A row is one phenotype from its label through its id; the disease as its own phenotype is marked."""
    page, file = of("full.txt")
    rows = [fact for fact in file.facts if fact.rule == "table-row" and fact.kind == "phenotype"]
    assert [(shown(fact, page), fact.printed) for fact in rows] == [
        (
            f"phenotype | {TITLE} | has_phenotype | HP:0007354 | basis=rg:class | frequency=HP:0040280 | self=true"
            f" : {TITLE} 0007354",
            TITLE,
        ),
        (
            f"phenotype | {TITLE} | has_phenotype | HP:0012531 | basis=rg:class | frequency=HP:0040283"
            " : Pain\nAche\nSore feeling\n[ more ]\n0012531",
            "Pain",
        ),
        (f"phenotype | {TITLE} | has_phenotype | HP:0012378 : Fatigue\nTired\n0012378", "Fatigue"),
    ]


def test_a_cause_page_says() -> None:
    """Genes are causes of the familial and contributors to the sporadic form, each with its own passage."""
    page, file = of("cause.txt")
    assert [shown(fact, page) for fact in file.facts if fact.kind in ("name", "gene", "question")] == [
        "name | Genetic and Rare Diseases Information Center | hasExactSynonym | GARD | scope=rg:abbreviation : GARD",
        f"name | {TITLE} | hasExactSynonym | ALS | scope=rg:abbreviation : ALS",
        f"name | {TITLE} | hasExactSynonym | Example name : Example name",
        f"question | {TITLE} | hasQuestion | question:1 : What causes amyotrophic lateral sclerosis?",
        "gene | AAA1 | causes | familial ALS | some | [1] : AAA1",
        "gene | AAA1 | contributes_to | sporadic ALS | possible | [1] : AAA1",
        "gene | BBB2 | causes | familial ALS | some | [1] : BBB2",
        "gene | BBB2 | contributes_to | sporadic ALS | possible | [1] : BBB2",
    ]


def test_what_is_wrong_with_a_page_becomes_findings() -> None:
    """Repeated and cut lists, lost lists, uncited references: each is found with its place."""
    page, file = of("full.txt")
    version = f"page:gard-5786/{page.version.short}"
    assert [
        (row.rule, row.type, row.about, [page.text[at.start : at.end] for at in row.at]) for row in file.findings
    ] == [
        ("list-repeated", "duplicate", (f"{version}/names",), ["ALS", "ALS"]),
        ("list-cut", "truncation", (f"{version}/names",), ["See More"]),
        ("categories-emptied", "loss", (f"{version}/names",), ["Categories:"]),
        ("list-repeated", "duplicate", (f"{version}/subtypes",), ["Example type 1", "Example type 1"]),
        ("list-cut", "truncation", (f"{version}/subtypes",), ["See More"]),
        (
            "table-list-cut",
            "truncation",
            ({"kind": "name", "subject": "HP:0012531", "scope": "rg:layName"},),
            ["[ more ]"],
        ),
        ("answer-elsewhere", "truncation", (f"{version}/questions",), ["See answer"]),
        (
            "reference-uncited",
            "loss",
            ({"kind": "reference", "object": "reference:3"},),
            ["3. Never cited. Test Site. Accessed 1/2/2003."],
        ),
    ]


def test_misprints_become_findings_and_stay_as_printed() -> None:
    """A misprint of the lexicon is found; what is read keeps the page's wording."""
    page = page_with("Medications approved for the treatment of ALS in the United States include endaravone.")
    file = extract(page)
    assert [(row.type, row.note) for row in file.findings if row.rule == "misprint"] == [
        ("misprint", "Printed endaravone, meant is edaravone.")
    ]
    assert {fact.subject for fact in file.facts if fact.kind == "drug"} == {"endaravone"}


def test_how_the_file_is_stored_changes_no_fact() -> None:
    """Line ends, a byte order mark and decomposed accents give the same rows, byte for byte."""
    text = (PAGES / "full.txt").read_text(encoding="utf-8")
    stored = unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode("utf-8-sig") + b" \r\n"
    assert to_text(extract(page_of(stored, Where("a")))) == to_text(extract(page_of(text.encode(), Where("a"))))


def test_extracted_rows_can_be_read_back(tmp_path: Path) -> None:
    """What is written is a file of facts like those of a curator."""
    _, file = of("full.txt")
    path = tmp_path / "page.yaml"
    path.write_text(to_text(file), encoding="utf-8")
    assert to_text(read_facts(path)) == to_text(file)


COUNTS = {
    "83181a80f9f5": {
        "citation": 2,
        "date": 1,
        "epidemiology": 1,
        "exposure": 10,
        "gene": 16,
        "name": 6,
        "organisation": 1,
        "proportion": 3,
        "question": 1,
        "reference": 3,
    },
    "0d97d85dcf34": {
        "care": 52,
        "citation": 8,
        "date": 5,
        "decision": 12,
        "drug": 4,
        "exposure": 1,
        "inheritance": 5,
        "name": 37,
        "onset": 2,
        "organisation": 8,
        "penetrance": 1,
        "phenotype": 34,
        "product": 2,
        "proportion": 4,
        "question": 6,
        "recurrence": 5,
        "reference": 8,
        "regimen": 9,
        "resource": 22,
        "sign": 15,
        "subtype": 12,
        "survival": 3,
        "test": 10,
    },
}


@pytest.mark.parametrize("short", COUNTS)
def test_the_rows_kept_in_graph_are_counted(short: str) -> None:
    """So many rows of each kind are read off each saved page."""
    file = read_facts(content.GRAPH / "extracted" / f"gard-5786-{short}.yaml")
    assert Counter(fact.kind for fact in file.facts) == COUNTS[short]


def test_both_saved_pages_give_the_rows_kept_in_graph(seeds: dict[str, str]) -> None:
    """Reading the pages again gives graph/extracted, byte for byte."""
    kept = {path.name: path.read_text(encoding="utf-8") for path in (content.GRAPH / "extracted").glob("*.yaml")}
    pages = [page_of(text.encode(), Where(short)) for short, text in seeds.items()]
    assert {f"gard-5786-{page.version.short}.yaml": to_text(extract(page)) for page in pages} == kept


def test_every_kept_passage_hashes_to_the_text_of_its_page(seeds: dict[str, str]) -> None:
    """Each passage of facts and findings lies on its page and has the hash of the text there."""
    wrong = []
    for short, text in seeds.items():
        file = read_facts(content.GRAPH / "extracted" / f"gard-5786-{short}.yaml")
        for row in (*file.facts, *file.findings):
            wrong += [at for at in row.at if sha256(text[at.start : at.end]) != at.sha256]
    assert wrong == []


def test_the_passages_of_the_worked_example(seeds: dict[str, str]) -> None:
    """A symptom row and a gene stand where reference/example.ttl has them."""
    newer = read_facts(content.GRAPH / "extracted" / "gard-5786-0d97d85dcf34.yaml")
    older = read_facts(content.GRAPH / "extracted" / "gard-5786-83181a80f9f5.yaml")
    depression = next(fact for fact in newer.facts if fact.kind == "phenotype" and fact.object == "HP:0000716")
    angiogenin = next(fact for fact in older.facts if fact.kind == "gene" and fact.subject == "ANG")
    assert [(at.start, at.end) for at in (*depression.at, *angiogenin.at)] == [(3800, 3831), (918, 921)]
