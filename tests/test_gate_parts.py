"""The gate page by page: the report of the whole graph, and only what changed is checked again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from raregraph import content, gate_parts
from raregraph.gate_large import check_lines
from raregraph.gate_parts import OWN, Sources, check_parts, outside
from raregraph.parts_cache import PartsCache
from raregraph.report import Report
from raregraph.text import short_hash
from raregraph.world import World
from tests.corpora import PAGES, built
from tests.shacl_faults import EDITS

RG = "https://w3id.org/raregraph/vocab/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@dataclass
class Corpus:
    """The lines of pages by a name, and what no page says; `read` are the pages that were asked for."""

    place: Path
    pages: dict[str, list[str]]
    besides: list[str]
    read: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """All lines, sorted, each once."""
        return sorted({*self.besides, *(line for lines in self.pages.values() for line in lines)})

    def check(self, fingerprint: str = "code", jobs: int = 1) -> Report | None:
        """The report page by page."""
        file = self.place / "all.nq"
        file.write_bytes("".join(f"{line}\n" for line in self.lines).encode())
        keys = {short_hash(*sorted(lines)): name for name, lines in self.pages.items()}
        self.read.clear()

        def load(key: str) -> Iterable[str]:
            self.read.append(keys[key])
            return self.pages[keys[key]]

        sources = Sources(file, len(self.lines), tuple(keys), load, tuple(self.besides))
        return check_parts(sources, self.verdicts, fingerprint, jobs)

    @property
    def verdicts(self) -> Path:
        """The file that is kept."""
        return self.place / "verdicts"

    def whole(self) -> Report:
        """The report on all lines at once."""
        return check_lines(self.lines, content.SHAPES)


@pytest.fixture(scope="module")
def sampled(sample: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], list[str]]:
    """The lines of the sample's pages, and the others."""
    place = tmp_path_factory.mktemp("parts")
    cache = PartsCache(place / "cache", "x")
    lines, found = built(PAGES, sample, place, cache=cache)
    pages = {f"page {number}": list(cache.lines(key)) for number, key in enumerate(found.summary.keys)}
    said = {line for own in pages.values() for line in own}
    return pages, [line for line in lines if line not in said]


@pytest.fixture
def corpus(sampled: tuple[dict[str, list[str]], list[str]], tmp_path: Path) -> Corpus:
    """A corpus that a test may spoil."""
    pages, besides = sampled
    return Corpus(tmp_path, {name: list(lines) for name, lines in pages.items()}, list(besides))


def test_the_report_is_that_of_the_whole(corpus: Corpus) -> None:
    """To the byte, and every page was read for it."""
    report = corpus.check()
    assert report == corpus.whole()
    assert report.to_turtle() == corpus.whole().to_turtle()
    assert set(corpus.read) == set(corpus.pages)


def test_what_did_not_change_is_not_read(corpus: Corpus) -> None:
    """A second check reads no page, and says the same."""
    first = corpus.check()
    assert corpus.check() == first
    assert corpus.read == []


def _spoil(corpus: Corpus, page: str, text: str) -> str:
    """Remove the first line of a page with some text; its subject."""
    line = next(line for line in corpus.pages[page] if text in line)
    corpus.pages[page].remove(line)
    return line.partition(" ")[0][1:-1]


def _faulty(report: Report | None) -> set[tuple[str, str]]:
    assert report is not None
    return {
        (one.shape.rsplit("/", 1)[1], str(one.focus.value)) for one in report.results if one.severity == "Violation"
    }


def test_a_fault_in_a_touched_page_is_found(corpus: Corpus) -> None:
    """And no other page is read."""
    corpus.check()
    subject = _spoil(corpus, "page 3", f"<{RG}asOf>")
    report = corpus.check()
    assert ("statement-as-of", subject) in _faulty(report)
    assert report == corpus.whole()
    assert set(corpus.read) == {"page 3"}


def test_a_fault_in_an_untouched_page_stays(corpus: Corpus) -> None:
    """It is told from what is kept."""
    subject = _spoil(corpus, "page 3", f"<{RG}asOf>")
    corpus.check()
    other = _spoil(corpus, "page 5", f"<{RG}standing>")
    report = corpus.check()
    assert {focus for _, focus in _faulty(report)} >= {subject, other}
    assert report == corpus.whole()
    assert set(corpus.read) == {"page 5"}


def test_a_fault_that_is_mended_is_gone(corpus: Corpus) -> None:
    """With what was kept of it."""
    before = list(corpus.pages["page 3"])
    _spoil(corpus, "page 3", f"<{RG}asOf>")
    assert _faulty(corpus.check())
    corpus.pages["page 3"] = before
    assert _faulty(corpus.check()) == set()


def test_a_shared_term_that_changes_is_looked_at_again(corpus: Corpus) -> None:
    """By the pages that speak of it, and by no others."""
    corpus.check()
    term = "<http://purl.obolibrary.org/obo/HP_0001249>"
    users = {name for name, lines in corpus.pages.items() if any(f" {term} " in line for line in lines)}
    for name, lines in corpus.pages.items():
        corpus.pages[name] = [line for line in lines if not line.startswith(f"{term} {LABEL}")]
    corpus.besides = [line for line in corpus.besides if not line.startswith(f"{term} {LABEL}")]
    report = corpus.check()
    assert ("label", term[1:-1]) in _faulty(report)
    assert report == corpus.whole()
    assert set(corpus.read) == users
    assert set(corpus.pages) - users


def test_a_new_subclass_is_looked_at_by_all(corpus: Corpus) -> None:
    """A class that shapes name has another member: what is an instance of it has to be found out anew."""
    corpus.check()
    graph = "<https://w3id.org/raregraph/graph/vocabulary>"
    sub = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    corpus.besides.append(f"<urn:new> {sub} <https://w3id.org/biolink/vocab/Disease> {graph} .")
    assert corpus.check() == corpus.whole()
    assert set(corpus.read) == set(corpus.pages)


def test_what_points_at_a_page_from_outside_is_looked_at(corpus: Corpus) -> None:
    """A finding about a page's node, made from all pages together, needs what the page says of it."""
    page = next(line for line in corpus.pages["page 2"] if line.startswith(OWN[1])).partition(" ")[0]
    finding, graph = (
        f"<{gate_parts.BASE}finding/0123456789abcdef0123456789abcdef>",
        "<https://w3id.org/raregraph/graph/review>",
    )
    corpus.besides += [
        f"{finding} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{RG}Finding> {graph} .",
        f'{finding} {LABEL} "odd"@en {graph} .',
        f"{finding} <{RG}findingType> <{RG}unmatched> {graph} .",
        f"{finding} <{RG}about> {page} {graph} .",
    ]
    assert corpus.check() == corpus.whole()
    corpus.pages["page 2"] = [line for line in corpus.pages["page 2"] if not line.startswith(f"{page} {LABEL}")]
    report = corpus.check()
    assert ("label", page[1:-1]) in _faulty(report)
    assert report == corpus.whole()


def test_what_two_pages_say_is_checked_once(corpus: Corpus) -> None:
    """A statement that two pages have belongs to neither; when one of them ends, it is the other's own again."""
    statement = next(line for line in corpus.pages["page 1"] if "/statement/" in line[:40]).partition(" ")[0]
    corpus.check()
    copied = [line for line in corpus.pages["page 1"] if line.startswith(statement)]
    corpus.pages["page 4"] += copied
    for _ in range(2):
        report = corpus.check()
        assert report in (None, corpus.whole())
        corpus.pages["page 4"] = [line for line in corpus.pages["page 4"] if not line.startswith(statement)]
    assert report == corpus.whole()


def test_a_page_that_names_what_is_another_s_is_no_page_by_itself(corpus: Corpus) -> None:
    """Then there is no report, and the whole is to be checked."""
    passage = next(line for line in corpus.pages["page 1"] if "/passage/" in line[:40]).partition(" ")[0]
    line = next(line for line in corpus.pages["page 4"] if "#wasDerivedFrom>" in line)
    corpus.pages["page 4"].append(line.replace(line.split(" ")[2], passage))
    assert corpus.check() is None


def test_a_plain_triple_without_its_statement_is_no_page_by_itself(corpus: Corpus) -> None:
    """A query finds something in the page, which another page might explain: the whole is asked."""
    said = next(line for line in corpus.pages["page 1"] if line.endswith("/graph/direct> ."))
    corpus.pages["page 1"].append(said.replace(said.split(" ")[2], "<http://purl.obolibrary.org/obo/HP_0000001>"))
    assert corpus.check() is None
    assert any(shape.startswith("direct-statement") for shape, _ in _faulty(corpus.whole()))


@pytest.mark.parametrize("seed", range(3))
def test_any_faults_one_after_another(seed: int, corpus: Corpus) -> None:
    """Pages are spoilt at random, time and again: each report is that of the whole, or there is none."""
    rng, told = random.Random(seed), 0
    clean = dict(corpus.pages)
    for step in range(6):
        page = rng.choice(sorted(corpus.pages))
        corpus.pages[page] = _edited(clean[page], seed * 10 + step)
        report = corpus.check()
        assert report is None or report == corpus.whole()
        told += report is not None
        corpus.pages[page] = corpus.pages[page] if report else clean[page]
    assert told


def _edited(lines: list[str], seed: int) -> list[str]:
    """Lines with a fault; each keeps the graph that it stands in."""
    quads = list(parse("\n".join(lines).encode(), format=RdfFormat.N_QUADS))
    graphs = {quad.triple: quad.graph_name for quad in quads}
    some = next(iter(graphs.values()))
    rng, own = random.Random(seed), [quad.triple for quad in quads]
    place = rng.randrange(len(own))
    changed = [*own[:place], *rng.choice(EDITS)(rng, own[place], own * 400), *own[place + 1 :]]
    return sorted({f"{Quad(*triple, graphs.get(triple, some))} ." for triple in changed})


def test_jobs_do_not_matter(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes give the same report."""
    monkeypatch.setattr(gate_parts, "BATCH", 3)
    assert corpus.check(jobs=2) == corpus.whole()


def test_other_code_checks_all_anew(corpus: Corpus) -> None:
    """What was found by other code does not count."""
    corpus.check("old")
    corpus.check("new")
    assert set(corpus.read) == set(corpus.pages)


@pytest.mark.parametrize("change", [lambda data: data[: len(data) // 2], lambda data: data + b"x", lambda _: b""])
def test_what_is_not_whole_does_not_count(corpus: Corpus, change: Callable[[bytes], bytes]) -> None:
    """A file that was cut off, written into or emptied is as good as none."""
    report = corpus.check()
    corpus.verdicts.write_bytes(change(corpus.verdicts.read_bytes()))
    assert corpus.check() == report
    assert set(corpus.read) == set(corpus.pages)


def test_a_killed_run_leaves_what_was_there(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while it writes: the verdicts of the run before are whole, and count."""
    corpus.check()
    before = corpus.verdicts.read_bytes()
    _spoil(corpus, "page 3", f"<{RG}asOf>")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            corpus.check()
    assert corpus.verdicts.read_bytes() == before
    assert corpus.check() == corpus.whole()
    assert set(corpus.read) == {"page 3"}


def test_pages_that_are_not_what_the_file_says_give_no_report(corpus: Corpus) -> None:
    """A line that no page and no one else says: the file is to be checked, not the pages."""
    corpus.check()
    page = corpus.pages["page 1"]
    page.append(page[0].replace("/graph/", "/graph/other-"))
    file = corpus.place / "all.nq"
    keys = tuple(short_hash(*sorted(lines)) for name, lines in corpus.pages.items() if name != "page 1")
    by_key = {short_hash(*sorted(lines)): lines for lines in corpus.pages.values()}
    file.write_bytes("".join(f"{line}\n" for line in corpus.lines).encode())
    sources = Sources(file, len(corpus.lines), keys, by_key.__getitem__, tuple(corpus.besides))
    assert check_parts(sources, corpus.verdicts, "code") is None


def _lines() -> Iterator[str]:
    return (f"<{name}> <p> <o> ." for name in ("a", "b/1", "b/2", "c", "d/1", "e"))


@pytest.mark.parametrize(
    ("stems", "left"),
    [
        (("<b/", "<d/"), ["a", "c", "e"]),
        (("<a",), ["b/1", "b/2", "c", "d/1", "e"]),
        (("<e", "<f"), ["a", "b/1", "b/2", "c", "d/1"]),
        ((), ["a", "b/1", "b/2", "c", "d/1", "e"]),
    ],
)
def test_what_stands_outside_is_found_without_the_rest(stems: tuple[str, ...], left: list[str], tmp_path: Path) -> None:
    """Lines of a sorted file that begin otherwise, in order."""
    (tmp_path / "x").write_text("".join(f"{line}\n" for line in _lines()), encoding="utf-8")
    assert [line.split(">")[0][1:] for line in outside(tmp_path / "x", stems)] == left


def test_an_empty_file_has_no_lines(tmp_path: Path) -> None:
    """Nor any outside."""
    (tmp_path / "x").write_bytes(b"")
    assert list(outside(tmp_path / "x", OWN)) == []
