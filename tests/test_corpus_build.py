"""The corpus as one sorted file: the same bytes whatever the jobs, the order and the cache; nothing half done."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from raregraph import corpus_build, corpus_release
from raregraph.corpus_build import Summary, Task, build_sorted, summed, tasks_of
from raregraph.errors import Faults, ReleaseError
from raregraph.knowledge import fact_files
from raregraph.medquad import medquad_files, survey
from raregraph.parts_cache import PartsCache
from raregraph.world import World
from tests.corpora import PAGES, REFERENCE, built, folder_of, of_page, page_xml, sample_pages
from tests.making import REPO

WORK = corpus_build._work
DOOMED = "GARD:0006233"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample's twelve pages are several batches."""
    monkeypatch.setattr(corpus_build, "BATCH", 3)


@pytest.fixture(scope="module")
def cold(sample: World, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The lines of the sample, by one job."""
    return built(PAGES, sample, tmp_path_factory.mktemp("cold"))[0]


def test_lines_are_sorted_and_each_stands_once(cold: list[str]) -> None:
    """By code points, which is the order of UTF-8."""
    assert cold == sorted(set(cold))
    assert len(cold) > 1000


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_jobs_gives_the_same_bytes(jobs: int, cold: list[str], sample: World, tmp_path: Path) -> None:
    """And the same counts, in the same order."""
    lines, found = built(PAGES, sample, tmp_path, jobs=jobs)
    assert lines == cold
    assert (found.count, found.summary.pages) == (len(cold), 12)


def test_the_order_of_the_files_does_not_matter(cold: list[str], sample: World, tmp_path: Path) -> None:
    """Nor the names they have."""
    paths = medquad_files(PAGES)
    random.Random(3).shuffle(paths)
    assert built(paths, sample, tmp_path / "shuffled")[0] == cold
    renamed = folder_of(tmp_path / "named", {f"z{9999 - at}.xml": path.read_text() for at, path in enumerate(paths)})
    assert built(renamed, sample, tmp_path / "renamed")[0] == cold


_SEEDED = """
import hashlib, sys
from pathlib import Path
from raregraph.world import read_world
from tests.corpora import PAGES, REFERENCE, built
print(hashlib.sha256("\\n".join(built(PAGES, read_world(REFERENCE), Path(sys.argv[1]))[0]).encode()).hexdigest())
"""


def test_the_hash_seed_does_not_matter(tmp_path: Path) -> None:
    """No order of a set is in the bytes."""

    def hashed(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(REPO)}
        command = [sys.executable, "-c", _SEEDED, str(tmp_path / seed)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert hashed("1") == hashed("77")


def test_pages_that_did_not_change_are_not_worked_on_again(sample: World, tmp_path: Path) -> None:
    """Of twelve one is touched: eleven parts are reused, and the bytes are those of a cold build."""
    pages, cache = sample_pages(tmp_path / "pages"), PartsCache(tmp_path / "parts", "all the same")
    first, _ = built(pages, sample, tmp_path / "one", cache=cache)
    again, kept = built(pages, sample, tmp_path / "two", cache=cache, jobs=2)
    assert (again, kept.summary.reused) == (first, 12)
    touched = pages / "0000101.xml"
    touched.write_text(touched.read_text().replace("Hypertelorism 90%", "Hypertelorism 50%"))
    warm, found = built(pages, sample, tmp_path / "three", cache=cache)
    anew, _ = built(pages, sample, tmp_path / "four")
    assert (warm, found.summary.reused) == (anew, 11)
    assert warm != first


def test_a_page_more_or_less_leaves_the_parts_of_the_others(sample: World, tmp_path: Path) -> None:
    """What a part is made of is its page's, not the folder's."""
    pages, cache = sample_pages(tmp_path / "pages"), PartsCache(tmp_path / "parts", "all the same")
    built(pages, sample, tmp_path / "one", cache=cache)
    folder_of(pages, {"new.xml": page_xml(9001, "A new disease")})
    (pages / "0000101.xml").unlink()
    warm, found = built(pages, sample, tmp_path / "two", cache=cache)
    assert found.summary.reused == 11
    assert warm == built(pages, sample, tmp_path / "three")[0]


def test_a_title_that_is_a_synonym_elsewhere_counts_in_a_warm_build(sample: World, tmp_path: Path) -> None:
    """The page with the synonym did not change, but what is said by it did."""
    pages = folder_of(tmp_path / "pages", {"a.xml": page_xml(9001, "One disease", names=["Other disease"])})
    folder_of(pages, {"b.xml": page_xml(9002, "Two disease")})
    cache = PartsCache(tmp_path / "parts", "all the same")
    _, before = built(pages, sample, tmp_path / "one", cache=cache)
    folder_of(pages, {"b.xml": page_xml(9002, "Other disease")})
    warm, after = built(pages, sample, tmp_path / "two", cache=cache)
    assert warm == built(pages, sample, tmp_path / "three")[0]
    assert (len(before.summary.candidates), len(after.summary.candidates), after.summary.reused) == (0, 1, 0)


def kill(tasks: Sequence[Task]) -> Summary:
    """Work as a worker does, until one page: there it is killed."""
    if any(task.page == DOOMED for task in tasks):
        os.kill(os.getpid(), signal.SIGKILL)
    return WORK(tasks)


def test_a_killed_worker_ends_the_build_with_one_message(
    sample: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And leaves no file behind."""
    monkeypatch.setattr(corpus_build, "_work", kill)
    with pytest.raises(ReleaseError, match="a worker process was killed; build again"):
        built(PAGES, sample, tmp_path, jobs=2)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_worker_leaves_the_old_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it changes, `current` stays, nothing is left beside it."""
    inputs = corpus_release.inputs_of([PAGES])
    given = {"cache": None, "progress": lambda _: None}
    old = corpus_release.build_corpus(inputs, tmp_path, REFERENCE, jobs=1, **given)
    before = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    monkeypatch.setattr(corpus_build, "_work", kill)
    with pytest.raises(ReleaseError):
        corpus_release.build_corpus(inputs, tmp_path, REFERENCE, jobs=2, **given)
    assert {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()} == before
    assert (tmp_path / "current").resolve() == old.release.path.resolve()


BROKEN = {
    "not well-formed": page_xml(9009, "A rival")[:-20],
    "a cut list": page_xml(9009, "A rival", ends=False),
    "a list that ends in a label": page_xml(9009, "A rival", rows="Proptosis 5% Hypertelorism"),
    "the id of another page": page_xml(5833, "A rival")[:-20],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_page_that_is_refused_changes_no_other(name: str, sample: World, tmp_path: Path) -> None:
    """Not even one whose synonym is its title: every byte is as if it were not there."""
    pages = sample_pages(tmp_path / "pages")
    folder_of(pages, {"own.xml": page_xml(9001, "One disease", names=["A rival", "OD1"])})
    alone, _ = built(pages, sample, tmp_path / "one")
    folder_of(pages, {"zz.xml": BROKEN[name]})
    beside, found = built(pages, sample, tmp_path / "two")
    assert beside == alone
    assert [fault.where.file for fault in found.summary.faults] == [str(pages / "zz.xml")]


def test_two_pages_of_one_id_are_both_refused_and_change_no_other(sample: World, tmp_path: Path) -> None:
    """Their titles count no more."""
    pages = folder_of(tmp_path / "pages", {"own.xml": page_xml(9001, "One disease", names=["A rival"])})
    alone, _ = built(pages, sample, tmp_path / "one")
    folder_of(pages, {"b.xml": page_xml(9002, "A rival"), "c.xml": page_xml(9002, "A rival", rows="Proptosis 5%")})
    beside, found = built(pages, sample, tmp_path / "two")
    assert beside == alone
    assert [fault.problem.partition(" of ")[0] for fault in found.summary.faults] == [
        "the id GARD:0009002 is also that"
    ] * 2


def test_a_saved_version_stays_when_its_page_of_the_corpus_is_refused(sample: World, tmp_path: Path) -> None:
    """What graph/ has of ALS does not depend on MedQuAD's file of it."""
    files = fact_files()
    given = {
        "others": [file for file in files if file.version],
        "curated": [file for file in files if not file.version],
    }
    pages = folder_of(tmp_path / "pages", {"a.xml": page_xml(9001, "One disease")})
    alone, _ = built(pages, sample, tmp_path / "one", **given)
    folder_of(pages, {"b.xml": page_xml(5786, "Amyotrophic lateral sclerosis", ends=False)})
    beside, found = built(pages, sample, tmp_path / "two", **given)
    assert (beside, len(found.summary.faults)) == (alone, 1)
    assert len(of_page(alone, 5786)) > 1000


def test_no_good_page_is_a_fault_with_all_reasons(sample: World, tmp_path: Path) -> None:
    """Each file's own, and that none is left."""
    pages = folder_of(tmp_path / "pages", {"a.xml": "<x/>", "b.xml": ""})
    with pytest.raises(Faults) as caught:
        built(pages, sample, tmp_path / "out")
    assert [fault.problem.partition(":")[0] for fault in caught.value.faults] == [
        "the root is 'x', not 'Document'", "not well-formed XML", "none is good",
    ]  # fmt: skip


def test_tasks_are_sorted_by_page_and_have_what_they_need(tmp_path: Path) -> None:
    """The files of a page, its other versions, and those titles alone that are its synonyms."""
    pages = folder_of(tmp_path, {"a.xml": page_xml(9002, "B"), "b.xml": page_xml(9001, "A", names=["b", "C"])})
    others = [file for file in fact_files() if file.version]
    tasks = tasks_of(survey(medquad_files(pages)), others)
    assert [(task.page, len(task.files), len(task.others), task.titles) for task in tasks] == [
        ("GARD:0005786", 0, 2, {}),
        ("GARD:0009001", 1, 0, {"b": ("GARD:0009002",)}),
        ("GARD:0009002", 1, 0, {}),
    ]
    assert pickle.loads(pickle.dumps(tasks)) == tasks


def test_summaries_add_up_in_order() -> None:
    """Counts are sums, what was left out stands one after the other."""
    one = Summary(1, 3, {"gene": 1}, {"conflict": 1}, reused=1)
    two = Summary(2, 4, {"gene": 2, "name": 1}, faults=(ReleaseError("a", "b", "c"),))
    both = summed([one, two])
    assert (both.pages, both.rows, both.statements, both.findings, both.reused, len(both.faults)) == (
        3, 7, {"gene": 3, "name": 1}, {"conflict": 1}, 1, 1,
    )  # fmt: skip
    assert summed([]) == Summary()


def test_progress_is_told(sample: World, tmp_path: Path) -> None:
    """The stages, and how many pages are done."""
    told: list[str] = []
    build_sorted(medquad_files(PAGES), [], [], sample, tmp_path / "a.nq", progress=told.append)
    assert told[:2] == ["looking over the pages", "pages: 3 of 12"]
    assert told[-1] == "sorting"
