"""The parts of a disease's page that are plain tables: which kinds, under which title, with which columns.

A new kind of statement needs a row here; until it has one it is shown under `other`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from raregraph.ids import contract, ours
from raregraph.results import Term
from raregraph.site.reading import Reader, Thing
from raregraph.site.said import Said
from raregraph.site.tables import NOTHING, Bar, Block, Cell, Make, Mark, Table, cell, table
from raregraph.vocabulary import read_vocabulary

SCOPES: Mapping[str, str] = {
    "oboInOwl:hasExactSynonym": "Exact: another name for the same",
    "oboInOwl:hasNarrowSynonym": "Narrow: names something narrower",
    "oboInOwl:hasBroadSynonym": "Broad: names something broader",
    "oboInOwl:hasRelatedSynonym": "Related: ambiguous, or not quite the same",
}
"""The scope of a name, in words."""

APPROVALS: Mapping[str, str] = {
    "approved_for_condition": "said to be approved for it",
    "fda_approved_for_condition": "said to be approved for it by the FDA",
    "not_approved_for_condition": "said not to be approved for it",
    "post_approval_withdrawal": "said to be withdrawn after approval",
    "off_label_use": "said to be used off label",
    "not_provided": "no approval is said",
}
"""Biolink's clinical approval status, in words."""


def word(iri: str) -> str:
    """What the vocabulary calls an IRI; its CURIE where it does not."""
    term = read_vocabulary().terms.get(iri)
    return term.label if term else contract(iri)


class Columns:
    """What may stand in a column: each method makes the cell of a statement."""

    def __init__(self, reader: Reader, disease: str) -> None:
        self.reader, self.disease = reader, disease

    def of_subject(self, said: Said) -> Cell:
        """What the statement is on."""
        return (said.subject,)

    def of_object(self, said: Said) -> Cell:
        """What it says of it."""
        return (said.object,)

    def form(self, said: Said) -> Cell:
        """The form of the disease it is about; nothing for the disease of the page."""
        return (self.reader.thing(said.disease),) if said.disease != self.disease else cell("the disease")

    def sign_group(self, said: Said) -> Cell:
        """What a sign is a sign of; of a place, that signs can occur there."""
        return self.value("rg:signOf")(said) or self.relation(said)

    def says(self, said: Said) -> Cell:
        """The whole sentence, without its source and date, which stand beside it."""
        return cell(said.label.rpartition(", ")[0] or said.label)

    def kind(self, said: Said) -> Cell:
        """The kind of the statement."""
        return cell(word(ours("vocab/" + said.kind)))

    def relation(self, said: Said) -> Cell:
        """The predicate in words."""
        words = word(said.predicate)
        return cell(words.replace("has ", "does not have ", 1) if said.negated else words)

    def approval(self, said: Said) -> Cell:
        """What is said of an approval, and as of when."""
        status = said.text("biolink:clinical_approval_status")
        return cell(f"{APPROVALS.get(status, status)}, as of {said.as_of or 'an unknown date'}")

    def surely(self, said: Said) -> Cell:
        """How surely and in how many."""
        return (Mark(said.surely, said.certainty),) if said.surely else NOTHING

    def share(self, said: Said) -> Cell:
        """A share as printed, as a range."""
        lower, upper = said.text("rg:shareLower"), said.text("rg:shareUpper")
        if not lower or not upper:
            return NOTHING
        about = "about " if said.text("rg:approximate") == "true" else ""
        text = f"{lower} %" if lower == upper else f"{lower}–{upper} %"
        return (Bar(about + text, float(lower), float(upper)),)

    def years(self, said: Said) -> Cell:
        """Years as a range."""
        lower, upper = said.text("rg:yearsLower"), said.text("rg:yearsUpper")
        return cell(f"{lower}–{upper} years from onset") if lower else NOTHING

    def age(self, said: Said) -> Cell:
        """A mean age, or a class of onset."""
        return cell(f"{said.object.text} years on average") if not said.object.path else (said.object,)

    def risk(self, said: Said) -> Cell:
        """A risk as printed."""
        percent = said.text("rg:riskPercent")
        return (Bar(f"{percent} %", 0, float(percent)),) if percent else NOTHING

    def complete(self, said: Said) -> Cell:
        """Whether the risk holds only where everyone with the variant falls ill."""
        return cell("assumes that everyone with the variant falls ill"
                    if said.text("rg:assumesCompletePenetrance") == "true" else "")  # fmt: skip

    def value(self, predicate: str) -> Make:
        """A qualifier: its text, or what it names."""
        return lambda said: tuple(map(self._piece, said.facts.get(predicate, ())))

    def _piece(self, term: Term) -> Thing:
        thing = self.reader.of(term)
        return Thing(thing.text) if thing.id.startswith("rg:") or thing.path.startswith("/vocab/") else thing

    def title(self, said: Said) -> Cell:
        """A reference by its title, with who wrote it and where."""
        rest = [said.text(name) for name in ("rg:authors", "rg:publishedIn", "rg:locatorText", "rg:issuedText")]
        return (said.object, *cell(". ".join(filter(None, rest))))

    def link(self, said: Said) -> Cell:
        """The web address that the page prints."""
        url = said.text("rg:url")
        return (Thing(url, "", url),) if url.startswith(("http://", "https://")) else cell(url)


@dataclass(frozen=True, slots=True)
class Part:
    """A table of a section: its kind of statement, caption, the query that asks for the same, and its columns.

    `forms`: statements about forms of the disease are in it too. `group` heads its rows.
    """

    kind: str
    caption: str
    query: str
    columns: Mapping[str, str]
    forms: bool = False
    group: str = ""
    predicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; folded where a reader should ask for it."""

    id: str
    title: str
    parts: tuple[Part, ...]
    folded: bool = False
    note: str = ""


_FORM = {"of": "form"}
_SURELY = {"how surely": "surely"}

SECTIONS: Mapping[str, Section] = {section.id: section for section in (
    Section("names", "Names", (
        Part("name", "Names by scope", "names",
             {"name": "of_object", "what it is": "rg:nameType", "which is": "rg:denotes"}, group="scope"),
    )),
    Section("signs", "Signs on examination", (
        Part("sign", "Signs, as the page groups them", "signs", {"sign": "of_object"}, group="sign_group"),
        Part("modifier", "Modifiers and past history, said of the disease as a whole", "everything",
             {"what": "of_object", **_SURELY}, group="relation"),
    )),
    Section("inheritance", "Inheritance and risks", (
        Part("inheritance", "How it is inherited", "inheritance",
             {"inheritance": "of_object", **_FORM, "where": "rg:modeOfInheritance", "depends on": "rg:condition",
              "sex": "rg:sex", **_SURELY}, forms=True),
        Part("penetrance", "Whether everyone with the variant falls ill", "penetrance",
             {"penetrance": "of_object", **_FORM, **_SURELY}, forms=True),
        Part("recurrence", "Risks for a child", "recurrence-risks",
             {"the child": "of_object", "risk": "risk", "parents": "rg:parents", "inheritance": "rg:modeOfInheritance",
              **_FORM, "note": "complete"}, forms=True),
    )),
    Section("onset", "Age at onset", (
        Part("onset", "Age at onset", "onset", {"age": "age", **_FORM, **_SURELY}, forms=True),
        Part("onsetage", "Ages at onset, as printed", "everything",
             {"age": "of_object", **_FORM, **_SURELY}, forms=True),
        Part("onsetclass", "Class of onset, inferred from the age where no page says it", "onset",
             {"class": "of_object", **_FORM, **_SURELY}, forms=True),
    )),
    Section("causes", "Causes, exposures and shares", (
        Part("causation", "What is said to cause it", "causes",
             {"cause": "of_object", **_FORM, "share": "share", **_SURELY}, forms=True),
        Part("exposure", "Exposures that were proposed as contributors", "exposures",
             {"exposure": "of_subject", **_FORM, "in": "rg:population", **_SURELY}, forms=True),
        Part("epidemiology", "In whom it is more frequent", "epidemiology", {"population": "of_object", **_SURELY}),
        Part("prevalence", "How many have it, as printed", "everything",
             {"how many": "of_object", "relation": "relation", "where": "rg:place", **_SURELY}),
        Part("proportion", "Shares of the cases, as printed", "proportions",
             {"is": "of_subject", "share": "share", "of all": "of_object", "by": "rg:modeOfInheritance",
              "where": "rg:condition", **_SURELY}, forms=True),
    )),
    Section("tests", "Tests and diagnosis", (
        Part("test", "Tests and what they are for", "tests",
             {"test": "of_subject", "depends on": "rg:condition", **_SURELY}, group="rg:purpose"),
        Part("diagnosis", "What the diagnosis rests on", "diagnosis",
             {"basis": "of_object", **_SURELY}, group="relation"),
        Part("scale", "Scales", "scales", {"scale": "of_subject", "relation": "relation", "what": "of_object"}),
        Part("classification", "How it is classed", "everything", {"what": "of_object", **_SURELY}, group="relation"),
    )),
    Section("drugs", "Drugs", (
        Part("drug", "Said to treat the disease", "treatments",
             {"drug": "of_subject", "approval": "approval", **_SURELY}),
        Part("effect", "What they do and do not do", "effects",
             {"effect": "of_object", "relation": "relation", "for": "rg:durationText", **_SURELY}, group="of_subject"),
        Part("regimen", "How they are given, as printed; no advice on dosing", "regimen",
             {"how": "of_object", "relation": "relation", "for": "rg:durationText", "in": "rg:place", **_SURELY},
             group="of_subject"),
        Part("product", "Products and what they contain", "products",
             {"product": "of_subject", "contains": "of_object", "form": "rg:dosageForm"}),
        Part("mechanism", "How drugs, genes and causes are thought to act", "mechanisms",
             {"what": "of_subject", "relation": "relation", "how": "of_object", **_SURELY}),
    )),
    Section("care", "Care", (
        Part("care", "Who does what", "care-by-profession",
             {"what": "of_object", "relation": "relation", "for": "rg:target", "where": "rg:condition", **_SURELY},
             group="of_subject"),
        Part("advice", "Advice printed on the page", "advice", {"on": "of_object", **_SURELY}),
    )),
    Section("course", "Course and survival", (
        Part("survival", "Course and survival, as printed", "survival",
             {"relation": "relation", "what": "of_object", "how long": "years", **_FORM, **_SURELY}, forms=True),
    ), folded=True, note="Figures for groups of people say little about one person."),
    Section("references", "References and resources", (
        Part("reference", "References that the pages list", "references",
             {"number": "rg:number", "reference": "title", "address": "link"}, group="asOf"),
        Part("resource", "Resources that the pages name", "resources", {"resource": "of_object", "address": "link"},
             group="rg:listedUnder"),
        Part("organisation", "Organisations that the pages name", "resources",
             {"organisation": "of_object", "address": "link"}),
        Part("question", "Questions that people asked", "questions", {"question": "of_object", "on": "rg:topic"}),
        Part("definition", "What the pages explain", "definitions", {"term": "of_subject"}),
    )),
)}  # fmt: skip
"""The plain sections by their anchor."""


def placed() -> frozenset[str]:
    """The kinds that a section shows."""
    return frozenset(part.kind for section in SECTIONS.values() for part in section.parts)


def block(section: Section, said: Iterable[Said], columns: Columns) -> Block:
    """A section as the tables that have rows."""
    items = tuple(said)
    tables = tuple(found for part in section.parts if (found := _table(part, items, columns)).rows)
    queries = tuple(dict.fromkeys(part.query for part in section.parts))
    return Block(section.id, section.title, tables, queries, (section.note,) if section.note else (), section.folded)


def _table(part: Part, said: tuple[Said, ...], columns: Columns) -> Table:
    kept = tuple(item for item in said if item.kind == part.kind and _fits(part, item, columns))
    makes = {head: _make(name, columns) for head, name in part.columns.items()}
    group = _grouping(part, columns)
    order: Callable[[Said], tuple[object, ...]] = _ORDERS.get(part.group, lambda item: (group(item),))
    return table(part.caption, kept, makes, group if part.group else None, order)


def _fits(part: Part, item: Said, columns: Columns) -> bool:
    """Whether a statement is about the disease, or a form where forms count; a name is a name of it."""
    if part.kind == "name":
        return columns.reader.thing(columns.disease) == item.subject
    return part.forms or item.disease == columns.disease


def _make(name: str, columns: Columns) -> Make:
    return columns.value(name) if ":" in name else getattr(columns, name)


def _grouping(part: Part, columns: Columns) -> Callable[[Said], str]:
    if part.group == "scope":
        return lambda item: SCOPES.get(contract(item.predicate), word(item.predicate))
    if part.group == "asOf":
        return lambda item: f"Page of {item.as_of}" if item.as_of else "Page without a date"
    make = _make(part.group, columns) if part.group else None
    return lambda item: _texts(make(item)) if make else ""


_SCOPE_ORDER = list(SCOPES)
_ORDERS: Mapping[str, Callable[[Said], tuple[object, ...]]] = {
    "scope": lambda item: (_SCOPE_ORDER.index(contract(item.predicate)), item.object.text.casefold()),
    "asOf": lambda item: (_newest_first(item.as_of), int(item.text("rg:number") or 0)),
}


def _newest_first(date: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in date)


def _texts(cells: Cell) -> str:
    return ", ".join(piece.text for piece in cells)


def others(said: Iterable[Said], shown: Iterable[str], columns: Columns) -> Iterator[Table]:
    """A table of what no section shows: nothing that was read is left out of the page."""
    seen = set(shown)
    rest = [item for item in said if item.iri not in seen]
    if rest:
        yield table("What no part of this page shows otherwise", rest,
                    {"kind": columns.kind, "statement": columns.says}, order=lambda item: (item.kind,))  # fmt: skip
