"""A statement as people read it: who says so, where, when, how surely, what disagrees; how to cite and correct it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from raregraph.corrections import VERDICTS
from raregraph.facts import Fact, fact_row
from raregraph.ids import contract, expand
from raregraph.kinds import kinds
from raregraph.rows import to_flow
from raregraph.site.reading import Reader, Thing
from raregraph.site.remarks import Remark, remarks_on
from raregraph.site.said import BASES, Said, read_said
from raregraph.text import fold

AROUND = 280
"""Characters of the page shown before and after a passage, at most."""
HEADER = frozenset((
    "rdf:type", "rdfs:label", "rdf:subject", "rdf:predicate", "rdf:object", "rg:kind", "rg:asOf", "rg:dateBasis",
    "rg:certainty", "rg:quantity", "rg:standing", "rg:page", "rg:evidenceLink", "rg:direct", "rg:disease", "rg:reason",
    "rg:disagreesWith", "rg:unmatchedIn", "prov:wasDerivedFrom", "biolink:negated", "biolink:category",
    "biolink:primary_knowledge_source", "biolink:aggregator_knowledge_source", "biolink:knowledge_level",
    "biolink:agent_type", "biolink:has_evidence", "biolink:publications", "dct:isReplacedBy", "rg:sourceFile",
    "rg:sourceRow", "rg:sourceRelease", "rg:sourceSha256", "rg:curator", "rg:curationDate", "rg:curationReference",
    "rg:gene", "rg:phenotype", "rg:drug", "rg:exposure", "rg:part", "rg:whole", "rg:sourceLabel", "rg:note",
))  # fmt: skip
"""What the page says in its own words; everything else is a detail of the statement."""
LISTED = ("reference", "citation")
"""Kinds whose object is a reference by its number on the page."""
_AGENTS: Mapping[str, str] = {
    "manual_agent": "entered by people",
    "text_mining_agent": "read from prose by a rule",
    "automated_agent": "made by a program",
    "data_analysis_pipeline": "made by a program",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """Where it is said: the place, and with the page at hand the text around it; `before`, `words` and `after`."""

    iri: str
    path: str
    version: Thing
    section: Thing | None
    start: int
    end: int
    first: str
    last: str
    before: str = ""
    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The page of a statement."""

    said: Said
    kind: Thing
    predicate: Thing
    disease: Thing | None
    who: tuple[tuple[str, Thing], ...]
    how: tuple[tuple[str, str], ...]
    basis: str
    details: tuple[tuple[str, tuple[Thing, ...]], ...]
    passages: tuple[Passage, ...]
    cites: tuple[Thing, ...]
    disagrees: tuple[Thing, ...]
    unmatched: tuple[Thing, ...]
    remarks: tuple[Remark, ...]
    reasons: tuple[str, ...]
    successors: tuple[Thing, ...]
    derived: tuple[Thing, ...]
    citation: str
    bibtex: str
    correction: str


def view(iri: str, reader: Reader, version: str, texts: Mapping[str, str]) -> Statement | None:
    """All of a statement; None for what is none. `version` is the release's; `texts` the pages at hand by SHA-256."""
    said = read_said(iri, reader)
    if said is None:
        return None
    sources = [read_passage(node, reader, texts) for node in said.nodes("prov:wasDerivedFrom")]
    passages = tuple(sorted((one for one in sources if one), key=lambda one: (one.version.text, one.start)))
    derived = [node for node in said.nodes("prov:wasDerivedFrom") if read_said(node, reader)]
    return Statement(
        said, reader.thing(said.facts["rg:kind"][0].value), reader.thing(said.predicate),
        reader.thing(said.disease) if said.disease else None, tuple(_who(said, reader)), tuple(_how(said)),
        BASES.get(said.word("rg:dateBasis"), ""), tuple(_details(said, reader)), passages,
        reader.things(said.nodes("biolink:publications")),
        reader.things({*said.nodes("rg:disagreesWith"), *reader.subjects("rg:disagreesWith", iri)}),
        reader.things(said.nodes("rg:unmatchedIn")), remarks_on((iri,), reader), _texts(said, "rg:reason", "rg:note"),
        reader.things(said.nodes("dct:isReplacedBy")), reader.things(derived), citation(said, version),
        bibtex(said, version), correction(said),
    )  # fmt: skip


def _texts(said: Said, *predicates: str) -> tuple[str, ...]:
    return tuple(item.value for name in predicates for item in said.facts.get(name, ()))


def _who(said: Said, reader: Reader) -> Iterable[tuple[str, Thing]]:
    """Who says so: the page and its version, a file and its row, or a person and a reference."""
    yield "source", Thing(said.source_words)
    yield from (("page", reader.thing(iri)) for iri in said.nodes("rg:page"))
    file, release = said.text("rg:sourceFile"), said.text("rg:sourceRelease")
    if file:
        yield "file", Thing(f"{file}, release {release}, SHA-256 {said.text('rg:sourceSha256')}")
        yield "row", Thing(said.text("rg:sourceRow"))
    yield from (("curator", Thing(text)) for text in _texts(said, "rg:curator"))
    for item in said.facts.get("rg:curationReference", ()):
        yield "reference", reader.of(item)


def _how(said: Said) -> Iterable[tuple[str, str]]:
    """How surely, in words, and how it came here."""
    yield "how surely", said.surely or "stated"
    if said.negated:
        yield "denied", "the source says that it is not so"
    yield from (("printed as", f"“{text}”") for text in _texts(said, "rg:sourceLabel"))
    agent, level = said.text("biolink:agent_type"), said.text("biolink:knowledge_level")
    yield "how it was read", _AGENTS.get(agent, agent)
    if level == "logical_entailment":
        yield "note", "inferred by us, the source does not say it so"


def _details(said: Said, reader: Reader) -> Iterable[tuple[str, tuple[Thing, ...]]]:
    """The qualifiers, by label."""
    for predicate, terms in said.facts.items():
        if predicate not in HEADER:
            yield reader.label(expand(predicate)), tuple(map(reader.of, terms))


def read_passage(iri: str, reader: Reader, texts: Mapping[str, str]) -> Passage | None:
    """A passage by its IRI; None for what is none."""
    version = reader.value(iri, "oa:hasSource")
    if not version:
        return None
    selector, scope = reader.value(iri, "oa:hasSelector"), reader.value(iri, "oa:hasScope")
    start, end = (int(reader.value(selector, name)) for name in ("oa:start", "oa:end"))
    text = texts.get(reader.value(version, "spdx:checksumValue"), "")
    return Passage(
        iri, reader.thing(iri).path, reader.thing(version), reader.thing(scope) if scope else None, start, end,
        reader.value(iri, "rg:firstWords"), reader.value(iri, "rg:lastWords"), *_around(text, start, end),
    )  # fmt: skip


def _around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The text before, of and after a passage; cut at the ends of words, which an ellipsis shows."""
    if end > len(text):
        return "", "", ""
    before, after = text[:start], text[end:]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + " …"
    return before, text[start:end], after


def citation(said: Said, version: str) -> str:
    """How to cite a statement, as text."""
    as_of = said.as_of or "undated"
    return (
        f"{said.source_words}, as of {as_of}: “{said.label}”. Read by raregraph, release {version}, "
        f"statement {said.id}. {said.iri}"
    )


def bibtex(said: Said, version: str) -> str:
    """How to cite a statement, for BibTeX; braces and backslashes of the label are escaped."""
    title = fold(said.label).replace("\\", "\\textbackslash ").replace("{", "\\{").replace("}", "\\}")
    title = title.replace("%", "\\%").replace("&", "\\&").replace("_", "\\_").replace("#", "\\#")
    year = said.as_of[:4]
    rows = [
        f"  title = {{{{{title}}}}},",
        f"  author = {{{{{said.source_words}}}}},",
        *([f"  year = {{{year}}},"] if year else []),
        f"  howpublished = {{raregraph, release {version}}},",
        f"  url = {{{said.iri}}},",
    ]
    return "\n".join([f"@misc{{raregraph-{said.id[:12]},", *rows, "}"])


def correction(said: Said, verdict: str = "misread") -> str:
    """The row of a correction of a statement, for a person to finish, as `publish.py correct` writes it."""
    empty = dict.fromkeys(("reference", "curator", "date", "note"), "")
    row = {"statement": said.id, "verdict": verdict, **empty, "replacement": fact_row(_as_fact(said))}
    return f"# {said.label}\n# {verdict}: {VERDICTS[verdict]}\n- {to_flow(row)}\n"


def _as_fact(said: Said) -> Fact:
    """A statement as the row of a fact, its terms as ids: a label may stand for several things."""
    columns, kind = kinds().columns, kinds().kinds[said.kind]
    values = {name: _plain(said, columns[name].property) for name in sorted(kind.columns)}
    return Fact(
        said.kind, _written(said, said.subject, "rdf:subject"), _written(said, said.object, "rdf:object"),
        contract(said.predicate), {name: value for name, value in values.items() if value}, said.certainty,
        said.quantity, said.negated,
    )  # fmt: skip


_QUESTION = re.compile(r"question ([0-9]+) ")


def _written(said: Said, thing: Thing, predicate: str) -> str:
    """A side of a statement as a row names it: a CURIE or a text; things of the page itself by their place on it."""
    if not said.nodes(predicate):
        return thing.text
    if said.kind in LISTED and predicate == "rdf:object":
        return f"reference:{said.text('rg:number')}"
    if thing.path.startswith("/entity/question-") and (number := _QUESTION.match(thing.text)):
        return f"question:{number[1]}"
    parts = thing.path.split("/")
    if parts[1] == "page" and len(parts) > 3:
        return "version:" if len(parts) == 4 else f"section:{parts[4]}"
    return contract(said.nodes(predicate)[0])


def _plain(said: Said, predicate: str) -> str:
    nodes = said.nodes(predicate)
    return contract(nodes[0]) if nodes else said.text(predicate)
