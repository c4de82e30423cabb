"""From a folder of pages to a release: what is read, what it cost, what is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from raregraph import corpus_release
from raregraph.bulk_files import echo
from raregraph.corpus_release import CorpusBuilt, Meter, build_corpus, inputs_of, review_corpus, summary, with_graph
from raregraph.errors import ContentError
from raregraph.medquad import medquad_files
from tests.corpora import PAGES, REFERENCE, folder_of, page_xml
from tests.test_dumps import rdflib_quads

FORMS = (".nq", ".nt", ".ttl", ".trig", ".jsonld")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> CorpusBuilt:
    """A release of the sample beside everything of graph/, as `build --source` makes it."""
    inputs, out = with_graph(medquad_files(PAGES)), tmp_path_factory.mktemp("released")
    return build_corpus(inputs, out, REFERENCE, jobs=1, cache=None, progress=lambda _: None)


def test_a_release_has_the_pages_and_what_graph_holds(release: CorpusBuilt) -> None:
    """Twelve pages of the corpus; ALS is one of them, and has its two dated versions as well."""
    known = release.sorted.summary
    assert (release.release.changed, release.report.conforms, release.rejected) == (True, True, ())
    assert known.pages == 12
    lines = (release.release.path / "raregraph.nq").read_text(encoding="utf-8").splitlines()
    graphs = {line.rpartition(" <")[2] for line in lines if line.startswith("<https://w3id.org/raregraph/statement/")}
    assert len([graph for graph in graphs if "/gard-5786-" in graph]) == 3


def test_every_dump_is_read_in_a_stream(release: CorpusBuilt) -> None:
    """Pyoxigraph reads each form piece by piece, and finds the same triples, or the same quads, in it."""
    echoes = {suffix: echo(release.release.path / f"raregraph{suffix}") for suffix in FORMS}
    assert len({echoes[suffix].triples_sum for suffix in (".nq", ".nt", ".ttl")}) == 1
    assert len({echoes[suffix].quads_sum for suffix in (".nq", ".trig", ".jsonld")}) == 1
    assert echoes[".nq"].quads > 10_000


def test_rdflib_reads_every_dump(release: CorpusBuilt) -> None:
    """The sub-corpus is the same set of quads, or of triples, in every form."""
    path = release.release.path
    quads = rdflib_quads(path / "raregraph.nq", "nquads")
    assert len(quads) == (path / "raregraph.nq").read_bytes().count(b"\n")
    assert rdflib_quads(path / "raregraph.trig", "trig") == quads
    assert rdflib_quads(path / "raregraph.jsonld", "json-ld") == quads
    triples = set(rdflib.Graph().parse(path / "raregraph.nt"))
    assert triples == {quad[:3] for quad in quads}
    assert set(rdflib.Graph().parse(path / "raregraph.ttl")) == triples


def test_the_same_again_is_unchanged_whatever_the_jobs(release: CorpusBuilt, tmp_path: Path) -> None:
    """Under the same name, with the same manifest; the parts kept on the way change nothing."""
    inputs = with_graph(medquad_files(PAGES))
    for jobs in (2, 1):
        again = build_corpus(
            inputs, release.release.path.parent, REFERENCE, jobs=jobs, cache=tmp_path, progress=lambda _: None
        )
        assert (again.release.changed, again.release.version) == (False, release.release.version)
    assert again.sorted.summary.reused == 12


def test_the_report_has_counts_and_costs(release: CorpusBuilt) -> None:
    """Pages, rows, rules, statements by kind, findings, quads, the gate, each stage."""
    told = summary(release).splitlines()
    assert [line.strip().partition(":")[0] for line in told[1:]] == [
        "pages", "rows of symptom lists", "grounded", "statements", "findings", "quads",
        "reference data", "pages to sorted lines", "gate", "release", "peak memory of the largest process",
    ]  # fmt: skip
    assert told[0].endswith(": released")
    assert told[1] == "  pages: 12 (0 as they were in an earlier build), 0 faults"


def test_inputs_are_sorted_by_kind(tmp_path: Path) -> None:
    """Each file once, however often it is named; what cannot be looked at is rejected."""
    folder = folder_of(tmp_path / "pages", {"b.xml": page_xml(9001, "A"), "a.xml": page_xml(9002, "B"), "c.txt": "no"})
    found = inputs_of([folder, folder / "a.xml", tmp_path / "nothing.xml"])
    assert found.corpus == (folder / "a.xml", folder / "b.xml")
    assert (found.others, found.curated) == ((), ())
    assert [fault.problem for fault in found.rejected] == [
        "no such file or folder", "not a GARD page of a known layout",
    ]  # fmt: skip


def test_saved_pages_bring_what_is_curated_on_them(shared: Path) -> None:
    """And nothing else of graph/."""
    found = inputs_of([shared / "seeds"])
    assert len(found.others) == 2
    assert {file.sha256 for file in found.curated} == {file.sha256 for file in found.others}


def test_everything_of_graph_is_beside_a_source() -> None:
    """Its versions, and what is curated on them."""
    found = with_graph([])
    assert len(found.others) == 2
    assert all(file.version for file in found.others)
    assert not any(file.version for file in found.curated)


def test_reference_data_is_read_before_anything_is_written(tmp_path: Path) -> None:
    """No folder of releases is made."""
    with pytest.raises(ContentError, match="no reference data here"):
        build_corpus(inputs_of([PAGES]), tmp_path / "out", tmp_path, jobs=1, cache=None, progress=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_a_review_is_written_without_a_release(tmp_path: Path) -> None:
    """Tables to be filled in; the same bytes for any number of jobs."""
    files = medquad_files(PAGES)
    one = review_corpus(files, REFERENCE, tmp_path / "one", 1, lambda _: None)
    two = review_corpus(files, REFERENCE, tmp_path / "two", 2, lambda _: None)
    assert one
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == sorted(path.name for path in one)


def test_stages_are_timed_and_told() -> None:
    """Seconds of CPU and wall, in their order; memory in MB."""
    told: list[str] = []
    meter = Meter(told.append)
    for name in ("one", "two"):
        with meter.stage(name):
            sum(range(1000))
    assert told == ["one", "two"] == [cost.stage for cost in meter.costs]
    assert all(cost.cpu >= 0 and cost.wall >= 0 for cost in meter.costs)
    assert 10 < meter.memory < 10_000


def test_parts_are_kept_by_what_the_reference_data_is(tmp_path: Path) -> None:
    """None without a folder."""
    assert corpus_release._cache(None, REFERENCE) is None
    one, two = (corpus_release._cache(tmp_path, folder) for folder in (REFERENCE, PAGES))
    assert one is not None
    assert two is not None
    assert one.fingerprint != two.fingerprint
