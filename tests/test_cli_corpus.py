"""The commands for the whole corpus: build, fetch, review, evaluate, and what they say where something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph import cli, cli_corpus
from raregraph.errors import UsageError
from tests.corpora import PAGES, REFERENCE, folder_of, page_xml


def called(*arguments: str | Path) -> int:
    """The exit status of a command line."""
    try:
        return cli.main([str(argument) for argument in arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache folder that is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "raregraph"


@pytest.fixture
def nothing_beside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No ../shared."""
    from raregraph import content

    monkeypatch.setattr(content, "ROOT", tmp_path / "checkout")


def test_a_build_uses_what_it_kept(tmp_path: Path, own_cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Parts are kept in the cache; `--fresh` leaves them aside."""
    folder = folder_of(tmp_path / "pages", {"a.xml": page_xml(9001, "One disease")})
    told = []
    for more in ([], [], ["--fresh"]):
        assert called("build", "--pages", folder, "--out", tmp_path / "out", "--reference", REFERENCE, *more) == 0
        told.append(capsys.readouterr().err)
    assert ["(1 as they were" in text for text in told] == [False, True, False]
    assert ["unchanged" in text for text in told] == [False, True, True]
    assert (own_cache / "parts").is_dir()


@pytest.mark.usefixtures("nothing_beside")
def test_a_source_is_built_from_the_cache(own_cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """MedQuAD and the reference data as `fetch` leaves them, beside everything of graph/."""
    own_cache.mkdir(parents=True)
    (own_cache / "medquad").symlink_to(PAGES)
    for folder in REFERENCE.iterdir():
        (own_cache / folder.name).symlink_to(folder)
    assert called("build", "--source", "medquad", "--jobs", "2", "--out", tmp_path / "out") == 0
    assert "pages: 12 (0" in capsys.readouterr().err


@pytest.mark.usefixtures("nothing_beside")
@pytest.mark.parametrize("command", [["build", "--source", "medquad"], ["review"], ["evaluate"]])
def test_without_the_corpus_the_command_that_gets_it_is_named(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage, one line."""
    assert called(*command) == 2
    assert capsys.readouterr().err.splitlines() == [
        "error: --source medquad: the corpus is not here; run `publish.py fetch medquad`, or give --pages or --corpus"
    ]


@pytest.mark.parametrize("command", ["review", "evaluate"])
def test_a_corpus_that_is_not_there_is_told(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As is reference data."""
    assert called(command, "--corpus", tmp_path / "nothing") == 1
    assert "no such file or folder" in capsys.readouterr().err
    assert called(command, "--corpus", PAGES, "--reference", tmp_path / "nothing") == 1
    assert "run `publish.py fetch hpo mondo gard`" in capsys.readouterr().err


def test_a_source_and_pages_are_not_given_together(capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage."""
    assert called("build", "--source", "medquad", "--pages", PAGES) == 2
    assert "give --source or --pages, not both" in capsys.readouterr().err


def test_a_name_that_is_no_source_has_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is asked of the network."""
    assert called("fetch", "medqaud") == 2
    assert "no source has this name; did you mean 'medquad'?" in capsys.readouterr().err


def test_a_review_names_its_files_on_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One a line."""
    assert called("review", "--corpus", PAGES, "--reference", REFERENCE, "--out", tmp_path / "review") == 0
    named = capsys.readouterr().out.splitlines()
    assert named
    assert all(Path(line).is_file() for line in named)


def test_what_is_a_corpus_is_seen_by_its_files(tmp_path: Path) -> None:
    """XML or an archive, given or in a folder; saved pages alone are none."""
    xml = folder_of(tmp_path / "xml", {"a.xml": "", "b.txt": ""})
    text = folder_of(tmp_path / "text", {"b.txt": ""})
    assert cli_corpus.is_corpus((text, xml))
    assert cli_corpus.is_corpus((xml / "a.xml",))
    assert cli_corpus.is_corpus((tmp_path / "a.zip",))
    assert not cli_corpus.is_corpus((text, text / "b.txt", tmp_path / "nothing"))


@pytest.mark.usefixtures("nothing_beside")
def test_the_corpus_is_the_one_given_or_the_fetched_one(own_cache: Path, tmp_path: Path) -> None:
    """A folder that is given is not looked at yet."""
    assert cli_corpus.corpus_folder(tmp_path / "given") == tmp_path / "given"
    with pytest.raises(UsageError):
        cli_corpus.corpus_folder(None)
    (own_cache / "medquad").mkdir(parents=True)
    assert cli_corpus.corpus_folder(None) == own_cache / "medquad"
