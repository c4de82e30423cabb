"""The pages for people: from a path to a view, by the first name of the path or by the path itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from raregraph.answers import run
from raregraph.corrections import VERDICTS
from raregraph.errors import UsageError
from raregraph.ids import contract, prefixes
from raregraph.queries import find
from raregraph.results import Answer
from raregraph.site import (
    answer_table,
    disease,
    editor,
    empty,
    front,
    layout,
    links,
    page_text,
    query_page,
    remarks,
    resource,
    search,
    statement,
)  # fmt: skip
from raregraph.site.layout import ALTERNATES, View
from raregraph.site.opened import Opened
from raregraph.site.said import STANDINGS
from raregraph.vocabulary import read_vocabulary

Parameters = Mapping[str, str]
Viewer = Callable[[Opened, str, Parameters], View | None]

DISEASE = "biolink:Disease"
AFTER = ("denied", "unknown", "care", "drugs", "tests")
"""The parts that findings follow: the first of these that a page has."""
QUIET = ("survival",)
"""Kinds whose sentence stands on the page alone, not in its title or in previews of links."""
SHOWN = 200
"""Findings of a type that the page of findings lists."""
ROWS = 12
"""The least height of the box for a query, in lines."""
FORMATS = (
    ("html", "a page"), ("csv", "CSV"), ("tsv", "TSV"), ("json", "SPARQL JSON"), ("xml", "SPARQL XML"),
    ("ttl", "Turtle (for graphs)"), ("jsonld", "JSON-LD (for graphs)"), ("nt", "N-Triples (for graphs)"),
)  # fmt: skip
"""What the form offers: the value of `format` and its name."""
PLURALS: Mapping[str, str] = {
    "disease": "Diseases", "phenotype": "Phenotypes", "gene": "Genes", "drug": "Drugs", "product": "Products",
    "page": "Pages", "inheritance": "Modes of inheritance", "procedure": "Procedures", "exposure": "Exposures",
    "reference": "References", "question": "Questions", "other": "Other things",
}  # fmt: skip
"""What the things of a sort are called together."""


def ask(name: str, value: str) -> str:
    """The path of a saved query asked about a thing; of one that takes no such parameter, the query alone."""
    known = {parameter.name for parameter in find(name).parameters}
    given = next((parameter for parameter in ("disease", "thing") if parameter in known), "")
    return f"/queries/{name}?{given}={value.replace(':', '%3A')}" if given else f"/queries/{name}"


def term(opened: Opened, path: str, parameters: Parameters) -> View | None:
    """The page of another's term: a disease's own page, or the one that every IRI has."""
    iri = links.iri_of(path)
    return _disease(opened, iri) if iri and is_disease(opened, iri) else resource.view(opened, path, parameters)


def is_disease(opened: Opened, iri: str) -> bool:
    """Whether an IRI is a disease that something is said about."""
    reader = opened.reader
    typed = DISEASE in {contract(value) for value in reader.values(iri, "rdf:type")}
    return typed and bool(reader.subjects("rg:disease", iri) or reader.subjects("dct:subject", iri))


def _disease(opened: Opened, iri: str) -> View:
    of = disease.view(iri, opened.reader)
    last = next((id for id in AFTER if of.part(id)), "")
    values = {"of": of, "curie": contract(iri), "standings": STANDINGS, "last_before_findings": last, "ask": ask}
    counts = ", ".join(f"{item.count} {item.words}" for item in of.glance[:4])
    dates = ", ".join(of.dates) or "no printed date"
    preview = f"What GARD pages of {dates} said of {of.thing.text}: {counts}. Not current medical advice."
    return View("disease.html", of.thing.text, values, preview, (("Names", "/names/"), ("Disease", "")), ALTERNATES)


def of_statement(opened: Opened, path: str, parameters: Parameters) -> View | None:
    """The page of a statement; of another IRI below /statement/, such as a tombstone, the usual one."""
    found = statement.view(links.iri_of(path), opened.reader, opened.version, opened.texts)
    if found is None:
        return resource.view(opened, path, parameters)
    trail = (*(((found.disease.text, found.disease.path),) if found.disease else ()), ("Statement", ""))
    values = {"of": found, "verdicts": VERDICTS}
    title = found.said.label if found.said.kind not in QUIET else f"A statement on {found.kind.text}"
    preview = f"{title}: who says so, where, when and how surely."
    return View("statement.html", title, values, preview, trail, ALTERNATES)


def page(opened: Opened, path: str, parameters: Parameters) -> View | None:
    """A page, or a version of one; a section, or what is neither, has the page that every IRI has."""
    iri, reader = links.iri_of(path), opened.reader
    if reader.value(iri, "prov:specializationOf"):
        found = page_text.view(iri, reader, opened.texts)
        trail = ((found.version.page.text, found.version.page.path), ("Version", ""))
        title, preview = found.version.label, f"{found.version.label}: what was read from it, in its order."
        return View("version.html", title, {"of": found, "standings": STANDINGS}, preview, trail, ALTERNATES)
    if reader.subjects("prov:specializationOf", iri):
        whole = page_text.page_view(iri, reader)
        values = {"of": whole, "iri": iri, "standings": STANDINGS}
        preview = f"{whole.thing.text}: its versions and what they say."
        return View("page.html", whole.thing.text, values, preview, (("Page", ""),), ALTERNATES)
    return resource.view(opened, path, parameters)


def finding(opened: Opened, path: str, parameters: Parameters) -> View | None:
    """A finding."""
    found = remarks.read_remark(links.iri_of(path), opened.reader)
    if found is None:
        return resource.view(opened, path, parameters)
    title = f"{found.type_label}: {found.note}"
    return View("finding.html", title[:140], {"of": found}, title, (("Findings", "/findings/"), ("Finding", "")),
                ALTERNATES)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Type:
    """The findings of a type: its local name, label and meaning, the first of them, how many there are."""

    id: str
    label: str
    meaning: str
    remarks: tuple[remarks.Remark, ...]
    total: int

    @property
    def rest(self) -> int:
        """How many are not listed."""
        return self.total - len(self.remarks)


def findings(opened: Opened, path: str, parameters: Parameters) -> View:  # noqa: ARG001 -- as every view
    """All findings by type."""
    values = {"types": tuple(_types(opened))}
    return View("findings.html", "Findings", values, "What is odd about the pages read.", (("Findings", ""),))


def _types(opened: Opened) -> Iterator[Type]:
    reader = opened.reader
    for iri, found in remarks.all_remarks(reader).items():
        declared = read_vocabulary().terms.get(iri)
        read = [remark for one in found[:SHOWN] if (remark := remarks.read_remark(one, reader))]
        yield Type(iri.rpartition("/")[2], reader.label(iri), declared.definition if declared else "",
                   tuple(sorted(read, key=lambda remark: (remark.note, remark.iri))), len(found))  # fmt: skip


def home(opened: Opened, path: str, parameters: Parameters) -> View:  # noqa: ARG001 -- as every view
    """The first page."""
    found = front.view(opened)
    preview = f"{found.statements} statements read from pages on rare diseases, each with its passage and date."
    return View("home.html", "raregraph: what rare-disease pages said", {"of": found}, preview, forms=ALTERNATES)


def results(opened: Opened, path: str, parameters: Parameters) -> View:  # noqa: ARG001 -- as every view
    """What a search found: `q` is the text, `from` the place of the first hit, 0-based."""
    start = parameters.get("from", "")
    found = search.search(parameters.get("q", ""), opened.reader, int(start) if start[:6].isdecimal() else 0)
    return View("search.html", "Search", {"of": found, "ranks": search.RANKS}, trail=(("Search", ""),))


def names(opened: Opened, path: str, parameters: Parameters) -> View | None:  # noqa: ARG001 -- as every view
    """The lists of names: their letters, or the names of one letter."""
    letter = path.removeprefix("/names/")
    if letter and letter not in search.LETTERS:
        return None
    sorts = search.listed(letter, opened.reader) if letter else {}
    values = {"letter": letter, "letters": search.counted(opened.reader), "sorts": sorts, "plurals": PLURALS}
    trail = (("Names", "/names/"), (letter.upper(), "")) if letter else (("Names", ""),)
    return View("names.html", f"Names: {letter.upper()}" if letter else "Names", values, trail=trail)


def queries(opened: Opened, path: str, parameters: Parameters) -> View | None:
    """A saved query with its answer; None where none has the name."""
    try:
        found = query_page.view(path.removeprefix("/queries/"), opened, parameters)
    except UsageError:
        return None
    trail = (("Queries", "/queries/"), (found.query.name, ""))
    return View("query.html", found.query.summary, {"of": found}, found.query.description, trail, ALTERNATES,
                status=400 if found.problem else 200)  # fmt: skip


def query_list(opened: Opened, path: str, parameters: Parameters) -> View:  # noqa: ARG001 -- as every view
    """All saved queries by their first tag."""
    shelves = query_page.shelves()
    values = {"shelves": shelves, "total": sum(len(shelf.queries) for shelf in shelves)}
    return View("queries.html", "Saved queries", values, "Questions with the query that answers each.",
                (("Queries", ""),), ALTERNATES)  # fmt: skip


def sparql(opened: Opened, path: str, parameters: Parameters) -> View:  # noqa: ARG001 -- as every view
    """The form for a query, with the query of `query`, which is not asked here."""
    return _sparql(parameters.get("query", "") or find("genes").text)


def _sparql(text: str, **values: object) -> View:
    given = {"answer": None, "explanation": None, "problem": ""} | values
    lines = min(40, max(ROWS, text.count("\n") + 2))
    given |= {"query": text, "lines": lines, "formats": FORMATS, "examples": map(find, front.ASKED)}
    given["scripts"] = editor.names()
    return View("sparql.html", "SPARQL", given | {"prefixes": tuple(prefixes().items())},
                "Ask the graph in SPARQL.", (("SPARQL", ""),))  # fmt: skip


def answers_html(opened: Opened, text: str, answer: Answer, more: Callable[[], bool] = lambda: True) -> bytes:
    """The page of an answer at /sparql: the query in its form, the answer as a table.

    Where the answer is empty, the query is asked again without one pattern at a time, while there may be `more`.
    """
    shown = answer_table.page_of(answer, opened)
    why = empty.explain_empty(opened, text, more) if shown.empty else None
    return layout.lay_out(opened, "/sparql", _sparql(text, answer=shown, explanation=why))


def asked_html(opened: Opened, text: str) -> bytes:
    """The same for a query that is still to be asked. Raises UsageError for what is no query of a release."""
    return answers_html(opened, text, run(text, opened.store))


def problem_html(opened: Opened, text: str, problem: str) -> bytes:
    """The page of a query that could not be answered: what is wrong, with the query in its form."""
    return layout.lay_out(opened, "/sparql", _sparql(text, problem=problem))


FAMILIES: Mapping[str, Viewer] = {
    "term": term, "statement": of_statement, "page": page, "finding": finding, "queries": queries,
}  # fmt: skip
"""Views by the first name of the path."""
FIXED: Mapping[str, Viewer] = {
    "/": home, "/search": results, "/names/": names, "/queries/": query_list, "/sparql": sparql, "/findings/": findings,
    **{f"/names/{letter}": names for letter in search.LETTERS},
}  # fmt: skip
"""Views of paths that are always there."""
