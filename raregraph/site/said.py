"""A statement as pages show it: what is said, by whom, when, how surely, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from raregraph.ids import expand, ours
from raregraph.site.reading import Facts, Reader, Thing

STANDINGS: Mapping[str, str] = {
    "latest": "the newest version of the page that has this section says it",
    "older": "a newer version of the page is silent on it",
    "replaced": "a newer version of the page says otherwise",
    "unknown": "no newer version of the page has this section",
    "retracted": "withdrawn: it was our error",
}
"""What each standing means, for readers."""
CERTAINTIES: Mapping[str, str] = {
    "stated": "stated",
    "likely": "likely",
    "possible": "possible",
    "hypothesised": "only proposed",
    "unknown": "not known",
}
QUANTITIES: Mapping[str, str] = {
    "all": "in all", "most": "in most", "some": "in some", "few": "in few", "rare": "rarely",
}  # fmt: skip
BASES: Mapping[str, str] = {
    "sectionDate": "the date of the section",
    "pageDate": "the date of the page",
    "datasetDate": "the date of the data set that the page is from",
    "sourceDate": "the date of the release",
    "curationDate": "the day it was entered",
}
SOURCES: Mapping[str, str] = {
    "infores:gard": "GARD",
    "infores:mondo": "Mondo",
    "infores:hpo-annotations": "HPO annotations, as copied by GARD",
}
"""Who says it, by Biolink's information resource."""
SHORT: Mapping[str, str] = {"infores:hpo-annotations": "GARD"}
"""The same where there is little room: the page that copied it."""
RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Said:
    """One statement. `facts` are its triples by predicate; the rest is what every page shows of it."""

    iri: str
    label: str
    kind: str
    subject: Thing
    predicate: str
    object: Thing
    disease: str
    certainty: str
    quantity: str
    negated: bool
    standing: str
    as_of: str
    source: str
    facts: Facts

    @property
    def path(self) -> str:
        """Where its own page is."""
        return "/" + self.iri.removeprefix(ours(""))

    @property
    def id(self) -> str:
        """Its 32 hex digits."""
        return self.iri.rpartition("/")[2]

    @property
    def source_words(self) -> str:
        """Who says it."""
        return SOURCES.get(self.source, self.source)

    @property
    def source_short(self) -> str:
        """The same in a word."""
        return SHORT.get(self.source, self.source_words)

    def text(self, predicate: str) -> str:
        """The first value of a predicate as text; empty where there is none."""
        return next((item.value for item in self.facts.get(predicate, ())), "")

    def word(self, predicate: str) -> str:
        """The local name of the first value of a predicate: `approved` of rg:approved."""
        return local(self.text(predicate))

    def nodes(self, predicate: str) -> tuple[str, ...]:
        """The IRIs among the values of a predicate."""
        return tuple(item.value for item in self.facts.get(predicate, ()) if isinstance(item, NamedNode))

    @property
    def surely(self) -> str:
        """How surely it is said, in words: nothing where it is simply stated."""
        words = [CERTAINTIES.get(self.certainty, self.certainty)] if self.certainty != "stated" else []
        words += [QUANTITIES.get(self.quantity, self.quantity)] if self.quantity else []
        return ", ".join(words)

    @property
    def standing_words(self) -> str:
        """What its standing means."""
        return STANDINGS.get(self.standing, self.standing)


def local(iri: str) -> str:
    """The last part of an IRI.

    >>> local("https://w3id.org/raregraph/vocab/latest")
    'latest'
    """
    return iri.rpartition("/")[2].rpartition("#")[2]


def read_said(iri: str, reader: Reader) -> Said | None:
    """A statement by its IRI; None for what is no statement of the release."""
    facts = reader.facts(iri)
    if "rg:kind" not in facts or "rdf:subject" not in facts:
        return None

    def text(predicate: str) -> str:
        return next((item.value for item in facts.get(predicate, ())), "")

    return Said(
        iri, text("rdfs:label"), local(text("rg:kind")),
        reader.of(facts["rdf:subject"][0]), text("rdf:predicate"), reader.of(facts["rdf:object"][0]),
        text("rg:disease"), local(text("rg:certainty")), local(text("rg:quantity")),
        text("biolink:negated") == "true", local(text("rg:standing")), text("rg:asOf"),
        text("biolink:primary_knowledge_source"), facts,
    )  # fmt: skip


def about(disease: str, reader: Reader) -> tuple[Said, ...]:
    """Every statement about a disease that was not withdrawn, by kind, then label."""
    return statements(reader.subjects("rg:disease", disease), reader)


def statements(iris: Iterable[str], reader: Reader) -> tuple[Said, ...]:
    """The statements among IRIs that were not withdrawn, by kind, label and id."""
    found = (read_said(iri, reader) for iri in iris)
    kept = [item for item in found if item and item.standing != RETRACTED]
    return tuple(sorted(kept, key=lambda item: (item.kind, item.label, item.iri)))


def predicate_is(said: Said, *curies: str) -> bool:
    """Whether a statement's predicate is one of these."""
    return said.predicate in {expand(curie) for curie in curies}
