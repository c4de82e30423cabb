"""Pages: a saved file becomes the text of one version of a GARD page, in sections, or is refused with a reason."""

from __future__ import annotations

import re
import stat
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from raregraph import content, text
from raregraph.errors import PageError, RaregraphError, Where, nearest
from raregraph.facts import Section, Version
from raregraph.layouts import Layout, recognise, sections_of
from raregraph.rows import Row, read_file
from raregraph.symptoms import SymptomRow, symptom_rows

_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE)
_MARKER = re.compile(r"\[(\d{1,3})\]")
_REFERENCE = re.compile(r"^ *(\d{1,3})\. (?=\S)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A row of graph/pages.yaml: a page's GARD id, its titles, its disease, and where a copy can be had.

    `published` is the date of the dataset that carries the page, for pages that print none.
    """

    id: str
    titles: tuple[str, ...]
    disease: str
    obtainable_from: str
    published: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One saved text of a page. `folded` has the length of `text`; offsets are of both; `rows` is its symptom table."""

    where: Where
    text: str
    folded: str
    version: Version
    layout: Layout
    rows: tuple[SymptomRow, ...]


@cache
def listed_pages() -> tuple[ListedPage, ...]:
    """The pages of graph/pages.yaml, read once, in the file's order."""
    top = read_file(content.GRAPH / "pages.yaml")
    top.check_keys({"pages"}, {"pages"})
    return tuple(map(_listed, top.rows("pages")))


@cache
def known_pages() -> dict[str, ListedPage]:
    """The listed pages by GARD id."""
    return {listed.id: listed for listed in listed_pages()}


def _listed(row: Row) -> ListedPage:
    keys = {"page", "titles", "disease", "obtainable_from"}
    row.check_keys(keys, keys)
    return ListedPage(row.text("page"), row.texts("titles"), row.text("disease"), row.text("obtainable_from"))


def find_pages(paths: Iterable[Path]) -> list[Path]:
    """The files among the paths, and the .txt files of the folders among them, sorted, each once.

    Raises PageError for a folder without any.
    """
    found = {file for path in paths for file in _files(path)}
    return sorted(found, key=str)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    where = Where(content.shown(path))
    try:
        files = [file for file in path.iterdir() if file.suffix == ".txt"]
    except OSError as error:
        raise PageError(where, f"cannot be read: {error.strerror}", "check the folder and its permissions") from None
    if not files:
        raise PageError(where, "a folder without .txt files", "give saved pages, or a folder that holds them")
    return files


def read_page(path: Path) -> Page:
    """Read a saved page. Raises PageError for what is missing, not plain text, not a GARD page, not listed, or cut."""
    where = Where(content.shown(path))
    return page_of(_bytes(path, where), where)


def _bytes(path: Path, where: Where) -> bytes:
    try:
        mode, size = path.stat().st_mode, path.stat().st_size
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "not a plain file"
            raise PageError(where, f"{what}, not a saved page", "give a page saved as plain text")
        if size > text.MAX_BYTES:
            raise PageError(
                where, f"{size:,} bytes, over the {text.MAX_BYTES:,} a page may have", "give one saved page"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise PageError(where, "no such file", "check the path") from None
    except OSError as error:
        raise PageError(where, f"cannot be read: {error.strerror}", "check the file and its permissions") from None


def page_of(data: bytes, where: Where) -> Page:
    """The page that bytes hold; `where` stands for their file in messages."""
    page = text.page_text(data, where)
    folded = text.fold(page)
    _check_page(folded, where)
    layout = recognise(folded, where)
    rows = symptom_rows(folded, layout.table, where) if layout.table else ()
    title, listed = _title(page, folded, layout, where)
    sections = sections_of(folded, layout, where)
    _check_references(folded, layout, sections[-1], where)
    version = Version(listed.id, text.sha256(page), len(page), title, layout.name, sections)
    return Page(where, page, folded, version, layout, rows)


def _check_page(folded: str, where: Where) -> None:
    if not folded.strip():
        raise PageError(where, "the file is empty", "save the page again")
    if _HTML.match(folded):
        raise PageError(where, "HTML, not the text of a page", "save the page as plain text; an error page is no page")


def _title(page: str, folded: str, layout: Layout, where: Where) -> tuple[str, ListedPage]:
    match = layout.title.search(folded)
    if not match:
        raise PageError(where, "no title before the page's other names", "save the whole page")
    title = page[slice(*match.span("title"))].strip()
    known = {name.casefold(): listed for listed in listed_pages() for name in listed.titles}
    if title.casefold() not in known:
        raise PageError(
            where, f"a page about {title!r}, which graph/pages.yaml does not list", nearest(title.casefold(), known)
        )
    return title, known[title.casefold()]


def _check_references(folded: str, layout: Layout, references: Section, where: Where) -> None:
    """A whole page numbers its references 1 to n, lists each that it cites, and ends with a whole one."""
    listed = [int(number) for number in _REFERENCE.findall(folded, references.start)]
    cited = max(map(int, _MARKER.findall(folded, 0, references.start)), default=0)
    if listed != list(range(1, len(listed) + 1)):
        raise PageError(where, f"references are numbered {', '.join(map(str, listed))}", "save the whole page")
    if cited > len(listed):
        raise PageError(
            where, f"reference {cited} is cited, {len(listed)} are listed: the page is cut", "save the whole page"
        )
    if not layout.end.search(folded, references.start):
        raise PageError(where, f"reference {len(listed)} is not whole: the page is cut", "save the whole page")


def read_pages(paths: Iterable[Path]) -> tuple[tuple[Page, ...], tuple[RaregraphError, ...]]:
    """Read files into pages, sorted by page, date and hash, and the faults of those rejected, sorted by file.

    The same text given twice is one page. Different texts of one page and date are all rejected: one is false.
    """
    pages: dict[str, Page] = {}
    faults: list[RaregraphError] = []
    for path in paths:
        try:
            page = read_page(path)
            pages.setdefault(page.version.sha256, page)
        except PageError as fault:
            faults.append(fault)
    good, rivals = _apart(pages.values())
    ordered = sorted(good, key=lambda page: (page.version.page, page.version.date, page.version.sha256))
    return tuple(ordered), tuple(sorted([*faults, *rivals], key=str))


def _apart(pages: Iterable[Page]) -> tuple[list[Page], list[PageError]]:
    groups: dict[tuple[str, str], list[Page]] = defaultdict(list)
    for page in pages:
        groups[page.version.page, page.version.date].append(page)
    good = [group[0] for group in groups.values() if len(group) == 1]
    return good, [_rival(page, group) for group in groups.values() if len(group) > 1 for page in group]


def _rival(page: Page, group: list[Page]) -> PageError:
    others = ", ".join(sorted(str(other.where) for other in group if other is not page))
    date = page.version.date or "no date"
    return PageError(
        page.where, f"another text of {page.version.page} with {date} than {others}", "give the one that is true"
    )
