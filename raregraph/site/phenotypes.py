"""Phenotypes on a disease's page: by body system, each with its HPO class as a range, and what HPO says since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from raregraph.ids import expand
from raregraph.site.reading import Reader
from raregraph.site.said import Said
from raregraph.site.tables import Bar, Block, Cell, Group, Mark, Row, Table, cell, standing

ROOT = expand("HP:0000118")
"""Phenotypic abnormality: what stands right below it is a body system."""
NO_SYSTEM = "In no branch of HPO"
PHASES = {"early": "early", "late": "late"}
COLUMNS = ("phenotype", "how often", "also printed as", "in HPO since", "note")
QUERIES = ("phenotypes-by-body-system", "als-phenotypes", "phenotypes-without-frequency", "early-symptoms", "lay-names")
SINCE = 3
"""The column for what HPO's annotations say since."""
NOT_COMPARED = Mark("not compared", "quiet", "nobody compared this row with HPO's annotations since")
UNCOMPARED = "This release does not compare the list with HPO's annotations since."
BAR_NOTE = "A bar is the range of the class that HPO's annotations give, not a measured percentage."


def systems(phenotype: str, reader: Reader) -> tuple[str, ...]:
    """The body systems a phenotype belongs to, by label; one that HPO does not have belongs to none."""
    up = (phenotype, *reader.above(phenotype))
    found = {reader.label(node) for node in up if ROOT in reader.values(node, "rdfs:subClassOf")}
    return tuple(sorted(found, key=str.casefold)) or (NO_SYSTEM,)


def phenotypes(said: Iterable[Said], names: Iterable[Said], remarks: Mapping[str, Cell],
               reader: Reader) -> Block:  # fmt: skip
    """The phenotypes of a disease, denied ones left out, under each of their body systems.

    `names` are name statements that may give lay names; `remarks` what HPO's annotations say since, by statement.
    """
    items = [item for item in said if item.kind == "phenotype" and not item.negated]
    lay = _lay(names)
    groups: dict[str, list[Row]] = {}
    for of in _merged(items):
        for system in systems(of[0].text("rg:phenotype"), reader):
            groups.setdefault(system, []).append(_row(of, lay, remarks))
    ordered = sorted(groups, key=lambda title: (title == NO_SYSTEM, title.casefold()))
    made = tuple(Group(title, tuple(sorted(groups[title], key=_order))) for title in ordered)
    used = tuple(at for at in range(len(COLUMNS)) if at < 2 or _filled(made, at, bool(remarks)))
    table = Table("Phenotypes by body system", tuple(COLUMNS[at] for at in used), tuple(_only(made, used)))
    notes = (BAR_NOTE, *(() if remarks else (UNCOMPARED,)))
    return Block("phenotypes", "Phenotypes", (table,) if made else (), QUERIES, notes if made else ())


def _filled(groups: Iterable[Group], at: int, compared: bool) -> bool:
    """Whether a column says anything."""
    return compared if at == SINCE else any(row.cells[at] for group in groups for row in group.rows)


def _only(groups: Iterable[Group], used: tuple[int, ...]) -> Iterable[Group]:
    for group in groups:
        rows = tuple(Row(tuple(row.cells[at] for at in used), row.said) for row in group.rows)
        yield Group(group.title, rows)


def _merged(items: Iterable[Said]) -> list[list[Said]]:
    """Statements that say the same of the same phenotype, in two versions or at two places, together."""
    found: dict[tuple[str, ...], list[Said]] = {}
    for item in sorted(items, key=lambda item: (item.as_of, item.iri)):
        found.setdefault((item.object.text, item.text("rg:phenotype"), _often(item)[0].text if _often(item) else "",
                          item.text("rg:coursePhase"), item.surely), []).append(item)  # fmt: skip
    return list(found.values())


def _row(said: list[Said], lay: Mapping[str, tuple[str, ...]], remarks: Mapping[str, Cell]) -> Row:
    first = said[0]
    since = tuple(dict.fromkeys(piece for item in said for piece in remarks.get(item.iri, ())))
    cells = (
        (first.object,), _often(first), cell("; ".join(lay.get(first.text("rg:phenotype"), ()))),
        since or (NOT_COMPARED,), _note(first) + standing(said),
    )  # fmt: skip
    return Row(cells, tuple(said))


def _often(said: Said) -> Cell:
    """The class as a range; counts and percents as printed; nothing where nothing is printed."""
    lower, upper = said.text("rg:classLower"), said.text("rg:classUpper")
    if lower and upper:
        percent = f"{lower} %" if lower == upper else f"{lower}–{upper} %"
        return (Bar(percent, float(lower), float(upper)),)
    if total := said.text("biolink:has_total"):
        return cell(f"{said.text('biolink:has_count')} of {total}")
    return cell(said.text("rg:sourceValue"))


def _note(said: Said) -> Cell:
    words = [PHASES.get(said.word("rg:coursePhase"), ""), said.surely]
    own = "the disease itself, as HPO lists it" if said.text("rg:selfReferring") == "true" else ""
    shown = ", ".join(filter(None, (*words, own)))
    return cell(shown)


def _lay(names: Iterable[Said]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for item in names:
        if item.kind == "name" and item.word("rg:nameType") == "layName":
            found.setdefault(item.text("rdf:subject"), set()).add(item.object.text)
    return {iri: tuple(sorted(texts, key=str.casefold)) for iri, texts in found.items()}


def _order(row: Row) -> tuple[float, str]:
    """Most frequent first; what has no class last."""
    bar = next((piece for piece in row.cells[1] if isinstance(piece, Bar)), None)
    return (-bar.upper if bar else 1, row.cells[0][0].text.casefold())
