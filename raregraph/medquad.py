"""MedQuAD: a file of questions and answers becomes the text of one page, in sections, with offsets as any other's.

The text is made of the file's own: the title; the synonyms, one a line; the answers that say something. An empty line
stands between two parts. The offset of a passage less the start of its section is its offset in the answer.
"""

from __future__ import annotations

import os
import re
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from raregraph import content, text
from raregraph.errors import PageError, RaregraphError, Where, nearest
from raregraph.facts import Fact, Passage, Section, Version
from raregraph.layouts import Layout, pattern
from raregraph.medquad_xml import Answer, Document, read_document
from raregraph.pages import Page
from raregraph.rows import Row, read_file
from raregraph.symptoms import Span

LAYOUT = "medquad"
"""The name of the layout, and of the row of graph/sources.yaml whose date these pages have."""

_BETWEEN = "\n\n"
_ABBREVIATION = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z][A-Z0-9-]{1,9}\Z")


@dataclass(frozen=True, slots=True)
class Conventions:
    """graph/medquad.yaml; see its head.

    `codes`: each coded percentage, and whether it is least certain. `marks`: what may stand behind a synonym, and the
    predicate it then has.
    """

    gard: re.Pattern[str]
    sections: Mapping[str, str]
    begin: re.Pattern[str]
    end: re.Pattern[str]
    codes: Mapping[str, bool]
    marks: tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class MedquadPage(Page):
    """A page of MedQuAD: also the file's own id, the page's address, the place of each synonym, its UMLS ids.

    `faults`: what of the file was left out, each with its reason; the page itself is good.
    """

    file_id: str
    url: str
    names: tuple[Span, ...]
    umls: tuple[str, ...]
    faults: tuple[RaregraphError, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is known of all pages before any is read: the pages of each title, and the faults of heads.

    `titles` has the pages of each title as it is looked up, `named` the title of each page as printed,
    `shared` of each page those titles that are among its synonyms.
    `files` are the good files, in the order given, `pages` the same with their ids; those of an id that several files
    have are not among them.
    """

    files: tuple[Path, ...]
    pages: tuple[tuple[str, Path], ...]
    titles: Mapping[str, tuple[str, ...]]
    named: Mapping[str, str]
    shared: Mapping[str, Mapping[str, tuple[str, ...]]]
    faults: tuple[RaregraphError, ...]


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """A synonym of a page that is the title of other pages: whose name it is, a person has to say."""

    page: str
    name: str
    others: tuple[str, ...]
    at: Passage


@cache
def conventions() -> Conventions:
    """The project's own table, read once."""
    top = read_file(content.GRAPH / "medquad.yaml")
    keys = {"gard", "sections", "list", "codes", "marks", "routes"}
    top.check_keys(keys, keys)
    lists = top.row("list") or Row({}, top.where)
    lists.check_keys({"begin", "end"}, {"begin", "end"})
    begin, end = (pattern(lists.text(key), lists.where) for key in ("begin", "end"))
    sections, codes = dict(map(_question, top.rows("sections"))), dict(map(_code, top.rows("codes")))
    marks = tuple(map(_mark, top.rows("marks")))
    return Conventions(pattern(top.text("gard"), top.where), sections, begin, end, codes, marks)


def _question(row: Row) -> tuple[str, str]:
    row.check_keys({"question", "section"}, {"question", "section"})
    return row.text("question"), row.word("section")


def _code(row: Row) -> tuple[str, bool]:
    row.check_keys({"percent", "least_certain"}, {"percent"})
    return row.number("percent"), row.boolean("least_certain", False)


def _mark(row: Row) -> tuple[re.Pattern[str], str]:
    row.check_keys({"ends", "predicate"}, {"ends", "predicate"})
    return pattern(rf"\s*(?:{row.text('ends')})\Z", row.where), row.text("predicate")


@cache
def _layout() -> Layout:
    """The layout of pages whose parts no pattern has to find."""
    never = pattern("(?!)", Where(LAYOUT))
    return Layout(LAYOUT, (never,), never, never, never, (), {}, frozenset(), None)


def medquad_files(path: Path) -> list[Path]:
    """The .xml files of a folder, sorted by name; of a path to a file, that file.

    Raises PageError for what is missing, an archive, or a folder without any.
    """
    where = Where(content.shown(path))
    try:
        if not path.is_dir():
            _refuse_archive(path, where)
            return [path]
        with os.scandir(path) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(".xml"))
    except FileNotFoundError:
        raise PageError(where, "no such file or folder", "check the path") from None
    except OSError as error:
        raise PageError(where, f"cannot be read: {error.strerror}", "check it and its permissions") from None
    if not names:
        raise PageError(where, "a folder without .xml files", "give the folder that holds them, 2_GARD_QA in MedQuAD")
    return [path / name for name in names]


def _refuse_archive(path: Path, where: Where) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        return
    with path.open("rb") as file:
        if file.read(4) in (b"PK\x03\x04", b"PK\x05\x06"):
            fix = "unpack it, and give the folder that holds its .xml files"
            raise PageError(where, "a zip archive in place of a folder", fix)


def read_medquad(path: Path) -> MedquadPage:
    """Read a file. Raises PageError for what is missing, too large, not well-formed, unsafe, or no page of GARD."""
    where = Where(content.shown(path))
    return medquad_page(_bytes(path, where), where)


def _bytes(path: Path, where: Where) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PageError(where, "not a plain file", "give files of MedQuAD")
        if found.st_size > text.MAX_BYTES:
            problem = f"{found.st_size:,} bytes, over the {text.MAX_BYTES:,} a page may have"
            raise PageError(where, problem, "give one file for each page")
        return path.read_bytes()
    except FileNotFoundError:
        raise PageError(where, "no such file", "check the path") from None
    except OSError as error:
        raise PageError(where, f"cannot be read: {error.strerror}", "check the file and its permissions") from None


def medquad_page(data: bytes, where: Where) -> MedquadPage:
    """The page that bytes hold; `where` stands for their file in messages."""
    document = read_document(data, where)
    page, title = _identity(document, where)
    answers, faults = _answers(document, where)
    built, names, sections = _joined(title, document.names, answers)
    version = Version(page, text.sha256(built), len(built), title, LAYOUT, sections)
    folded = text.fold(built)
    return MedquadPage(
        where, built, folded, version, _layout(), (),
        document.id, document.url, names, tuple(document.umls), (*_strange(document, where), *faults),
    )  # fmt: skip


def _identity(document: Document, where: Where) -> tuple[str, str]:
    """The GARD id and the title. Raises PageError without one of them."""
    match = conventions().gard.match(document.url)
    if match is None:
        problem = f"no GARD id in its address {document.url!r}" if document.url else "no address, so no GARD id"
        raise PageError(where, problem, "give a page of GARD; its address is the url of Document")
    if not document.title:
        raise PageError(where, "no title: Focus is empty or missing", "get the file anew from its source")
    return f"GARD:{int(match['id']):07d}", document.title


def _strange(document: Document, where: Where) -> list[PageError]:
    fix = "teach raregraph/medquad_xml.py what it means"
    return [PageError(Where(where.file, line), f"unknown element {path}", fix) for path, line in document.strange]


def _answers(document: Document, where: Where) -> tuple[dict[str, list[Answer]], list[PageError]]:
    """The answers that say something, by section in the order of the page, and those of an unknown type of question."""
    known, faults = conventions().sections, list[PageError]()
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in document.answers:
        if not answer.text:
            continue
        if answer.question in known:
            found[known[answer.question]].append(answer)
        else:
            problem = f"unknown type of question {answer.question!r}: its answer is left out"
            fix = f"{nearest(answer.question, known)} Or add a row to graph/medquad.yaml"
            faults.append(PageError(Where(where.file, answer.line), problem, fix))
    return found, faults


def _joined(
    title: str, names: Iterable[str], answers: Mapping[str, Iterable[Answer]]
) -> tuple[str, tuple[Span, ...], tuple[Section, ...]]:
    """The text of the page, the span of each name, and sections that cover the text."""
    lines = [name for name in names if name]
    parts = {"header": title, "names": "\n".join(lines)}
    parts |= {name: _BETWEEN.join(answer.text for answer in group) for name, group in answers.items()}
    parts = {name: part for name, part in parts.items() if part}
    starts, position = [], 0
    for part in parts.values():
        starts.append(position)
        position += len(part) + len(_BETWEEN)
    built = _BETWEEN.join(parts.values())
    ends = [*starts[1:], len(built)]
    sections = tuple(Section(*row, "") for row in zip(parts, starts, ends, strict=True))
    return built, tuple(_spans(lines, starts[1] if lines else 0)), sections


def _spans(lines: Iterable[str], start: int) -> Iterator[Span]:
    for line in lines:
        yield start, start + len(line)
        start += len(line) + 1


_NAMED = 3
"""Files of the same id that a fault names."""


def survey(paths: Iterable[Path], whole: Callable[[MedquadPage], object] = lambda _: None) -> Corpus:
    """Read files once before any of them is used: who is called what, and what is refused, by a fault or a rival.

    A file that is refused leaves no trace: neither its title nor its id counts for other pages.

    Args:
        paths: the files.
        whole: a further look at each page; it raises PageError for one that is to be refused.
    """
    found: dict[str, list[tuple[Path, Where, str]]] = defaultdict(list)
    synonyms: dict[str, tuple[str, ...]] = {}
    faults: list[RaregraphError] = []
    for path in paths:
        try:
            page = read_medquad(path)
            whole(page)
        except PageError as fault:
            faults.append(fault.bare())
        else:
            found[page.version.page].append((path, page.where, page.version.title))
            synonyms[page.version.page] = tuple(key for key, _, _ in _grouped(page))
    faults += [fault for gard, group in found.items() if len(group) > 1 for fault in _rivals(gard, group)]
    alone = {gard: group[0] for gard, group in found.items() if len(group) == 1}
    titles: dict[str, list[str]] = defaultdict(list)
    for gard, (_, _, title) in alone.items():
        titles[_key(title)].append(gard)
    return Corpus(
        tuple(path for path, _, _ in alone.values()),
        tuple((gard, path) for gard, (path, _, _) in alone.items()),
        {key: tuple(sorted(group)) for key, group in titles.items()},
        {gard: title for gard, (_, _, title) in alone.items()},
        {gard: {key: tuple(sorted(titles[key])) for key in synonyms[gard] if key in titles} for gard in alone},
        tuple(sorted(faults, key=str)),
    )


def _rivals(page: str, group: list[tuple[Path, Where, str]]) -> Iterator[PageError]:
    """A fault for each file of an id that several have; it names some of the others, and counts the rest."""
    places = sorted(str(where) for _, where, _ in group)
    for _, where, _ in group:
        others = [place for place in places[: _NAMED + 1] if place != str(where)][:_NAMED]
        more = len(places) - 1 - len(others)
        rest = f" and {more:,} more" if more else ""
        yield PageError(where, f"the id {page} is also that of {', '.join(others)}{rest}", "give the one that is right")


def _key(name: str) -> str:
    return " ".join(text.fold(name).split()).casefold()


def name_facts(
    page: MedquadPage, titles: Mapping[str, tuple[str, ...]], subject: str = ""
) -> tuple[tuple[Fact, ...], tuple[NameCandidate, ...]]:
    """The synonyms of a page as facts of the kind name; one that is another page's title is a candidate.

    Args:
        page: the page.
        titles: the pages of each title, of `survey`.
        subject: what the facts are about; the page's GARD id when empty.

    Returns:
        Facts and candidates in the order of the page. A synonym printed twice is one with two places; the page's own
        title is none.
    """
    facts: list[Fact] = []
    candidates: list[NameCandidate] = []
    for (key, name, predicate), spans in _grouped(page).items():
        at = tuple(Passage.of(page.text, *span) for span in spans)
        if others := tuple(other for other in titles.get(key, ()) if other != page.version.page):
            candidates.append(NameCandidate(page.version.page, name, others, at[0]))
        elif key != _key(page.version.title):
            facts.append(_name_fact(page, subject or page.version.page, name, predicate, at))
    return tuple(facts), tuple(candidates)


def _name_fact(page: MedquadPage, subject: str, name: str, predicate: str, at: tuple[Passage, ...]) -> Fact:
    columns = {"scope": "rg:abbreviation"} if _ABBREVIATION.match(name) else {}
    printed = page.text[at[0].start : at[0].end]
    return Fact(
        "name", subject, name, predicate, columns,
        printed="" if printed == name else printed, rule="medquad-synonym", at=at, where=page.where,
    )  # fmt: skip


def _grouped(page: MedquadPage) -> dict[tuple[str, str, str], list[Span]]:
    """The places of each synonym: looked-up form, as first printed without its mark, predicate."""
    found: dict[str, tuple[tuple[str, str, str], list[Span]]] = {}
    for span in page.names:
        name, predicate = _unmarked(page.text[slice(*span)])
        found.setdefault(_key(name), ((_key(name), name, predicate), []))[1].append(span)
    return dict(found.values())


def _unmarked(name: str) -> tuple[str, str]:
    for mark, predicate in conventions().marks:
        if (match := mark.search(name)) and match.start():
            return name[: match.start()], predicate
    return name, "oboInOwl:hasExactSynonym"
