"""A statement as an edge of a profile, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from raregraph.export.profiles import EdgeRule, table
from raregraph.export.rows import Edge
from raregraph.export.terms import Terms, curie, is_node
from raregraph.ids import expand, ours
from raregraph.kinds import kinds
from raregraph.nquads import Block
from raregraph.statements import LIVE, SURE

_ONE = {
    "primary_knowledge_source": "biolink:primary_knowledge_source",
    "knowledge_level": "biolink:knowledge_level",
    "agent_type": "biolink:agent_type",
    "clinical_approval_status": "biolink:clinical_approval_status",
}
_SEVERAL = {
    "has_evidence": "biolink:has_evidence",
    "publications": "biolink:publications",
    "aggregator_knowledge_source": "biolink:aggregator_knowledge_source",
}
_PLACES = Decimal("0.000001")
"""Quotients and percentages that are computed have six places at most."""
_SAID = frozenset({"basis", "value", "disease"})
"""Columns of ours that change no meaning: how a frequency was printed, and the disease, which is an end."""


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of a graph in a profile.

    Attributes:
        profile: one of `rows.PROFILES`.
        terms: the terms of the graph, which stand before its statements.
        included: what less sure statements are edges too: names of the table's rows.
    """

    profile: str
    terms: Terms = field(default_factory=Terms)
    included: frozenset[str] = frozenset()

    def why_not(self, block: Block) -> tuple[str, str]:
        """Why a statement is no edge: a reason of the table and a detail; both are empty where it is one."""
        predicate = curie(block.one("rdf:predicate"))
        if block.texts("rdf:object")[0][0] != "<":
            return "literal", predicate
        rule = rule_of(block)
        if rule is None:
            return "not-in-biolink", predicate
        return self._why_unsure(block) or _why_ends(block) or self._why_illegal(block, rule) or ("", "")

    def _why_unsure(self, block: Block) -> tuple[str, str] | None:
        """A statement without a direct triple, or with one that says less than its predicate."""
        certainty, standing = (_local(block, name) for name in ("rg:certainty", "rg:standing"))
        disputed = "disputed" in self.included and bool(block.texts("rg:disagreesWith")) and standing != "retracted"
        if block.one("biolink:negated") == "true" and not disputed:
            return "denied", certainty
        if standing not in LIVE and not disputed:
            return "superseded", standing
        if certainty not in SURE:
            return None if certainty in self.included else (_UNSURE.get(certainty, certainty), "")
        return None if disputed or block.one("rg:direct") == "true" else ("no-direct-triple", "")

    def _why_illegal(self, block: Block, rule: EdgeRule) -> tuple[str, str] | None:
        for name, values in rule.needs.items():
            if block.one(f"biolink:{name}") not in values:
                return "no-approval", block.one(f"biolink:{name}")
        for name, allowed in (("rdf:subject", rule.subject), ("rdf:object", rule.object)):
            class_ = self.terms.class_of(curie(block.one(name)))
            if self.profile == "biolink" and class_ not in allowed:
                return "not-legal", class_
        return None

    def edge(self, block: Block) -> Edge:
        """The edge of a statement that `why_not` has nothing against."""
        rule = table().edges[_sort(block)]
        original = {f"original_{part}": self._original(block, f"rdf:{part}") for part in ("subject", "object")}
        changed = rule.predicates[self.profile] != rule.predicate
        several = {name: tuple(sorted(set(map(curie, block.plain(slot))))) for name, slot in _SEVERAL.items()}
        return Edge(
            id=block.iri,
            subject=curie(block.one("rdf:subject")),
            predicate=rule.predicates[self.profile],
            object=curie(block.one("rdf:object")),
            category=rule.classes[self.profile],
            negated=block.one("biolink:negated") == "true",
            qualifiers=_flags(block),
            original_predicate=rule.predicate if changed else "",
            provided_by=PROVIDED_BY[self.profile],
            **original,  # type: ignore[arg-type]
            **_frequency(block),  # type: ignore[arg-type]
            **{name: block.one(property_) for name, property_ in _ONE.items()},  # type: ignore[arg-type]
            **several,  # type: ignore[arg-type]
        )

    def _original(self, block: Block, end: str) -> str:
        """The GARD id of the page, where the term at this end is the one that the page is mapped to."""
        page = block.one("rg:page").removeprefix(ours("page/gard-"))
        term = self.terms.blocks.get(curie(block.one(end)))
        if not page.isdecimal() or term is None:
            return ""
        gard = f"GARD:{int(page):07d}"
        return gard if expand(gard) in term.plain("oboInOwl:hasDbXref") else ""


PROVIDED_BY = {"monarch": "raregraph_edges", "biolink": ""}
"""What a build of Monarch's puts into provided_by, the name of the file; Biolink has it for nodes only."""
_UNSURE = {"unknown": "unsure"}


def rule_of(block: Block) -> EdgeRule | None:
    """The row of the table for a statement, or None."""
    return table().edges.get(_sort(block))


def _sort(block: Block) -> tuple[str, str]:
    return curie(block.one("rdf:predicate")), curie(block.one("rdf:type"))


def _local(block: Block, property_: str) -> str:
    return curie(block.one(property_)).removeprefix("rg:")


def _why_ends(block: Block) -> tuple[str, str] | None:
    for name in ("rdf:subject", "rdf:object"):
        id_ = curie(block.one(name))
        if not is_node(id_):
            return ("no-mondo" if id_.startswith("GARD:") else "no-ontology"), id_
    return None


def _flags(block: Block) -> tuple[str, ...]:
    """IRIs of ours that say what makes an edge less sure: its certainty, or that another statement disagrees."""
    certainty = _local(block, "rg:certainty")
    found = [certainty] if certainty not in SURE else []
    found += ["disputed"] if block.texts("rg:disagreesWith") else []
    return tuple(sorted(expand(table().included[name].flag) for name in found))


def _frequency(block: Block) -> dict[str, str]:
    """The columns of a frequency; a percentage and a quotient only where a count or a percentage is printed."""
    count, total, percent = (block.one(f"biolink:has_{name}") for name in ("count", "total", "percentage"))
    quotient = ""
    if count and total and int(total):
        quotient = _decimal(Decimal(count) / Decimal(total))
        percent = percent or _decimal(100 * Decimal(count) / Decimal(total))
    elif percent:
        quotient = _decimal(Decimal(percent) / 100)
    qualifier = block.one("biolink:frequency_qualifier")
    return {
        "frequency_qualifier": curie(qualifier) if qualifier else "",
        "has_count": count,
        "has_total": total,
        "has_percentage": percent,
        "has_quotient": quotient,
    }


def _decimal(value: Decimal) -> str:
    """A number as short as it can be written: 0.5, 30."""
    return f"{value.quantize(_PLACES).normalize():f}"


@cache
def _meaning() -> dict[str, str]:
    """The properties of ours that change what a statement means, by their IRI."""
    columns = kinds().columns.items()
    named = [column.property for name, column in columns if name not in _SAID and column.property.startswith("rg:")]
    return {str(expand(name)): name for name in sorted({*named, "rg:quantity"})}


def unsaid(block: Block) -> str:
    """What an edge cannot say of its statement, though it changes the meaning: `rg:quantity=rg:some`, or nothing."""
    named = [name for iri, name in _meaning().items() if iri in block.values]
    found = {f"{name}={'|'.join(map(curie, block.plain(name)))}" for name in named}
    if (certainty := _local(block, "rg:certainty")) == "likely":
        found.add(f"rg:certainty=rg:{certainty}")
    return "; ".join(sorted(found))


def beside(block: Block) -> Iterator[str]:
    """The other properties of a statement that no column holds: those of its provenance, as CURIEs."""
    for iri in block.values:
        if iri not in _held() and iri not in _meaning():
            yield curie(iri)


@cache
def _held() -> frozenset[str]:
    """The properties that a column holds, or that say the same in other words."""
    names = ("biolink:category", "biolink:negated", "rdf:type", "rdf:subject", "rdf:predicate", "rdf:object")
    more = [f"biolink:{name}" for name in ("has_count", "has_total", "has_percentage", "frequency_qualifier")]
    same = ("rg:kind", "rg:disease", "rg:gene", "rg:phenotype", "rg:drug", "rg:exposure", "rg:direct", "rg:certainty")
    return frozenset(expand(name) for name in (*names, *more, *same, *_ONE.values(), *_SEVERAL.values()))
