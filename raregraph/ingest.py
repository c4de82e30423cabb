"""Reading pages for people: rows, places of words, what was not understood, and coverage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from raregraph.build import curated_files, read_all
from raregraph.coverage import Coverage, Span, coverage
from raregraph.coverage_html import to_html
from raregraph.errors import RaregraphError, UsageError
from raregraph.extract import extract
from raregraph.facts import Passage, passage_row, to_text
from raregraph.knowledge import Knowledge, assemble
from raregraph.pages import Page
from raregraph.rows import to_flow
from raregraph.text import fold

SORTS = ("statement", "context", "machinery", "neither")


def read(paths: Sequence[Path]) -> tuple[tuple[Page, ...], tuple[RaregraphError, ...]]:
    """Every page given, and the faults of those rejected."""
    return read_all(paths)


def outputs(pages: Sequence[Page], out: Path | None) -> Iterator[tuple[Path | None, str]]:
    """The rows of each page and where they go: stdout, the file named, or one file a page in a folder."""
    for page in pages:
        yield _target(page, out, ".yaml", len(pages)), to_text(extract(page))


def _target(page: Page, out: Path | None, suffix: str, count: int) -> Path | None:
    if out is None or (count == 1 and not out.is_dir()):
        return out
    if not out.is_dir():
        raise UsageError(
            str(out), f"is no folder, and {count} pages are given", "name a folder that exists, or give one page"
        )
    return out / f"{name_of(page)}{suffix}"


def name_of(page: Page) -> str:
    """What files about a page version are called: `gard-5786-0d97d85dcf34`."""
    return f"gard-{int(page.version.page.split(':')[1])}-{page.version.short}"


def places(pages: Sequence[Page], words: str) -> str:
    """Every place of some words on pages, as passages for a curated row. Raises UsageError when there is none."""
    wanted = re.compile(re.escape(fold(words)), re.IGNORECASE)
    found = [
        (page, Passage.of(page.text, *match.span()))
        for page in pages
        for match in wanted.finditer(page.folded)
        if words
    ]
    if not found:
        where = ", ".join(str(page.where) for page in pages)
        raise UsageError(repr(words), f"these words are not in {where}", "copy them from the page, within one line")
    return "".join(f"# {page.where}\nat: [{to_flow(passage_row(passage))}]\n" for page, passage in found)


def _knowledge_of(page: Page) -> Knowledge:
    """What one page says, with what is curated on it."""
    return assemble([extract(page)], curated_files(), [], [], strict=False)


def covered(page: Page) -> Coverage:
    """The coverage of a page by its statements, read and curated."""
    known = _knowledge_of(page)
    spans = [
        Span(place.passage.start, place.passage.end, item.kind.name, item.iri, item.label)
        for item in known.statements
        for place in item.places
    ]
    return coverage(page.text, page.version, spans)


def coverage_text(result: Coverage) -> str:
    """The four classes in figures, and each run that is in none."""
    version = result.version
    shares = ", ".join(f"{sort} {100 * result.share(sort):.1f} % ({result.counts[sort]:,})" for sort in SORTS)
    lines = [f"{version.page} {version.short} ({version.date or 'undated'}): {shares} of non-blank characters"]
    lines += [f"  neither {start}-{end}: {' '.join(text.split())}" for start, end, text in result.uncovered()]
    return "\n".join(lines)


def coverage_pages(measured: Sequence[tuple[Page, Coverage]], out: Path) -> Iterator[tuple[Path | None, str]]:
    """Each page's coverage as HTML and the file it goes to."""
    for page, result in measured:
        yield _target(page, out, ".html", len(measured)), to_html(result)


def report(page: Page) -> str:
    """What was read off a page, by kind, what got no id, and how much was not understood."""
    file = extract(page)
    known = assemble([file], [], [], [], strict=False)
    kinds = Counter(fact.kind for fact in file.facts)
    lines = [f"{page.where}: {len(file.facts)} facts ({_counted(kinds)}), {len(file.findings)} findings"]
    lines += [f"  no id for the {term.category} {term.label!r}" for term in known.minted]
    lines += [f"  rejected: {fault}" for fault in known.rejected]
    result = covered(page)
    lines.append(f"  not understood: {100 * result.share('neither'):.1f} % of the non-blank characters")
    lines += [f"    {start}-{end}: {' '.join(text.split())[:100]}" for start, end, text in result.uncovered()]
    return "\n".join(lines)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
