"""The pages for people: from a path to a view, by the first name of the path or by the path itself."""

from __future__ import annotations

from collections.abc import Mapping

from raregraph.corrections import VERDICTS
from raregraph.ids import contract
from raregraph.site import disease, links, resource, statement
from raregraph.site.layout import ALTERNATES, View
from raregraph.site.opened import Opened
from raregraph.site.said import STANDINGS

Parameters = Mapping[str, str]
DISEASE = "biolink:Disease"
AFTER = ("unknown", "denied", "care", "drugs", "tests")
"""The parts that findings follow: the first of these that a page has."""
QUIET = ("survival",)
"""Kinds whose sentence stands on the page alone, not in its title or in previews of links."""


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
    values = {"of": of, "curie": contract(iri), "standings": STANDINGS, "last_before_findings": last}
    counts = ", ".join(f"{item.count} {item.words}" for item in of.glance[:4])
    dates = " and ".join(of.dates) or "without a date"
    preview = f"What GARD pages of {dates} said of {of.thing.text}: {counts}. Not current medical advice."
    return View("disease.html", of.thing.text, values, preview, (("Names", "/names/"), ("Disease", "")), ALTERNATES)


def of_statement(opened: Opened, path: str, parameters: Parameters) -> View | None:
    """The page of a statement; of another IRI below /statement/, such as a tombstone, the usual one."""
    found = statement.view(links.iri_of(path), opened.reader, opened.version, {})
    if found is None:
        return resource.view(opened, path, parameters)
    trail = (*(((found.disease.text, found.disease.path),) if found.disease else ()), ("Statement", ""))
    values = {"of": found, "verdicts": VERDICTS}
    title = found.said.label if found.said.kind not in QUIET else f"A statement on {found.kind.text}"
    preview = f"{title}: who says so, where, when and how surely."
    return View("statement.html", title, values, preview, trail, ALTERNATES)


FAMILIES = {"term": term, "statement": of_statement}
"""Views by the first name of the path."""
