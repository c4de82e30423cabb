"""A sample of statements, drawn by a fixed seed, to be judged against their passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from raregraph.evaluation.judged import RIGHT, UNSURE, WRONG, Judgement
from raregraph.evaluation.said import Collected, PageSaid, Said
from raregraph.evaluation.tables import Section, share, table
from raregraph.medquad import read_medquad
from raregraph.text import short_hash

SEED = "raregraph-3"
"""Drawn are the statements with the least hashes of seed and id: the same ones on every machine."""
SIZE = 100
QUOTAS = {"lists": 35, "genes": 25, "inheritance": 15, "names": 10, "other prose": 15}
"""How many of each group: lists are most of all statements, and the surest; what a group lacks, lists fill."""
_BEFORE, _AFTER = 160, 120
"""Characters shown around a passage."""
_TEXT = """{size} statements, drawn by a hash of the seed `{seed}` and the statement's id, so many of each group, each
read beside its passage; the head of `graph/judged.tsv` says who judged. The passages are not kept here:
`evaluate --passages` lays them out. What was wrong in it has been mended in the rules since, and what they changed was
drawn and judged anew: it is no blind sample any more. A verdict is on what the page says, not on whether the page is
right."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn statement, its page and its group."""

    group: str
    page: PageSaid
    said: Said


def group_of(said: Said) -> str:
    """The group of QUOTAS that a statement belongs to."""
    if said.listed:
        return "lists"
    return {"gene": "genes", "inheritance": "inheritance", "name": "names"}.get(said.kind, "other prose")


def draw(collected: Collected) -> tuple[Drawn, ...]:
    """The sample, by group and hash. Questions of a page are left out: they claim nothing."""
    drawable = ((page, said) for page, said in collected.statements if said.kind != "question")
    order = sorted(drawable, key=lambda pair: short_hash(SEED, pair[1].id))
    groups = {name: [Drawn(name, *pair) for pair in order if group_of(pair[1]) == name] for name in QUOTAS}
    taken = {name: groups[name][:quota] for name, quota in QUOTAS.items()}
    missing = SIZE - sum(map(len, taken.values()))
    taken["lists"] = groups["lists"][: len(taken["lists"]) + missing]
    return tuple(item for name in QUOTAS for item in taken[name])


def laid_out(drawn: Iterable[Drawn]) -> Iterator[str]:
    """Each statement with its passages in their surroundings, between ⟦ and ⟧, as text to read."""
    for number, item in enumerate(drawn, 1):
        text = read_medquad(item.page.path).text
        yield f"{number}. [{item.group}] {item.said.id}\n   {item.said.label}\n   rules: {', '.join(item.said.rules)}\n"
        yield from (f"   … {around(text, *place)} …\n" for place in item.said.places)


def around(text: str, start: int, end: int) -> str:
    """A passage in its surroundings, on one line."""
    run = f"{text[max(0, start - _BEFORE) : start]}⟦{text[start:end]}⟧{text[end : end + _AFTER]}"
    return " ".join(run.split())


def sample_section(drawn: tuple[Drawn, ...], judged: Mapping[tuple[str, str], Judgement]) -> Section:
    """The sample as tables: verdicts by group, and each statement with its verdict and reason."""
    text = " ".join(_TEXT.format(size=len(drawn), seed=SEED).split())
    columns = ("group", "drawn", RIGHT, WRONG, UNSURE, "not judged", "right of judged")
    return Section(
        "sample",
        "A sample, judged",
        text,
        (
            table("Verdicts", columns, _verdicts(drawn, judged)),
            table("Each statement", ("statement", "page", "label", "at", "verdict", "why"), _rows(drawn, judged)),
        ),
    )


def _verdicts(drawn: tuple[Drawn, ...], judged: Mapping[tuple[str, str], Judgement]) -> Iterator[tuple[object, ...]]:
    for name in (*QUOTAS, "all"):
        group = [item for item in drawn if name in (item.group, "all")]
        found = [judged[key].verdict for item in group if (key := ("sample", item.said.id)) in judged]
        counts = Counter(found)
        yield (
            name, len(group), counts[RIGHT], counts[WRONG], counts[UNSURE], len(group) - len(found),
            share(counts[RIGHT], len(found)),
        )  # fmt: skip


def _rows(drawn: Iterable[Drawn], judged: Mapping[tuple[str, str], Judgement]) -> Iterator[tuple[str, ...]]:
    for item in drawn:
        why = judged.get(("sample", item.said.id))
        at = ", ".join(f"{start}–{end}" for start, end in item.said.places)
        verdict, reason = (why.verdict, why.reason) if why else ("?", "not judged")
        yield item.said.id, item.page.page, item.said.label, at, verdict, reason
