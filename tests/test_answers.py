"""Asking from Python: rows, evidence, and which release is asked. Nothing is fetched from anywhere."""

from __future__ import annotations

import datetime
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib

import raregraph
from raregraph import answers, content
from raregraph.errors import ReleaseError, UsageError
from raregraph.evidence import COLUMNS, check_evidence, find_evidence, to_blocks, widen
from raregraph.queries import find, parse_query
from raregraph.results import Table

DATA = """
PREFIX rg: <https://w3id.org/raregraph/vocab/>
PREFIX st: <https://w3id.org/raregraph/statement/>
PREFIX fi: <https://w3id.org/raregraph/finding/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX v: <https://w3id.org/raregraph/page/gard-1/>

st:a a rg:Statement ; rg:share 7.5 ; rg:number 30 ; rg:asOf "2020-07-01"^^xsd:date ; rg:direct true ; rg:text "x"@en ;
  prov:wasDerivedFrom <urn:p:1>, <urn:p:2> .
<urn:p:1> oa:hasSource v:abc ; oa:hasScope <https://w3id.org/raregraph/page/gard-1/abc/summary> ; rg:firstWords "one" ;
  oa:hasSelector <urn:p:1s> .
<urn:p:1s> oa:start 5 ; oa:end 8 .
<urn:p:2> oa:hasSource v:abc ; rg:firstWords "two three" ; rg:lastWords "eight nine" ; oa:hasSelector <urn:p:2s> .
<urn:p:2s> oa:start 30 ; oa:end 70 .
v:abc dct:modified "2019-01-02"^^xsd:date .
<https://w3id.org/raregraph/page/gard-1/abc/summary> dct:modified "2018-09-27"^^xsd:date .
st:b a rg:Statement ; rg:sourceFile "mondo/edges.tsv" ; rg:sourceRow "urn:uuid:1" ; rg:asOf "2026-08-04"^^xsd:date .
st:c a rg:Statement .
"""
STATEMENTS = "SELECT ?statement { ?statement a <https://w3id.org/raregraph/vocab/Statement> } ORDER BY ?statement"


@pytest.fixture(autouse=True)
def _no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked by default is the graph of the package, not whatever dist/ holds."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small graph in a file."""
    (tmp_path / "data.ttl").write_text(DATA)
    return tmp_path / "data.ttl"


def test_rows_are_named_tuples_of_python_values(file: Path) -> None:
    """Rows are named tuples of python values."""
    text = """PREFIX rg: <https://w3id.org/raregraph/vocab/>
        SELECT ?share ?number ?asOf ?direct ?text ?none ?s
        { ?s rg:share ?share ; rg:number ?number ; rg:asOf ?asOf ; rg:direct ?direct ; rg:text ?text }"""
    rows = answers.ask(text, file)
    assert rows.columns == ("share", "number", "asOf", "direct", "text", "none", "s")
    day = datetime.date(2020, 7, 1)
    assert list(rows) == [(Decimal("7.5"), 30, day, True, "x", None, "https://w3id.org/raregraph/statement/a")]
    assert rows[0].asOf == day
    assert rows[:1] == (rows[0],)
    assert repr(rows) == "<1 rows of share, number, asOf, direct, text, none, s>"


def test_a_literal_that_does_not_fit_its_datatype_stays_text(file: Path) -> None:
    """A literal that does not fit its datatype stays text."""
    text = 'SELECT ?x { BIND ("soon"^^<http://www.w3.org/2001/XMLSchema#date> AS ?x) }'
    assert answers.ask(text, file)[0].x == "soon"


def test_iris_can_be_curies() -> None:
    """Iris can be curies."""
    rows = raregraph.ask("als-phenotypes", disease="MONDO:0004976")
    assert rows[0].phenotype == "http://purl.obolibrary.org/obo/HP_0007354"
    assert rows.with_curies()[0].phenotype == "HP:0007354"
    assert len(rows) == len(rows.with_curies()) == 20


def test_an_ask_and_a_construct_answer_in_rows_too(file: Path) -> None:
    """An ask and a construct answer in rows too."""
    assert list(answers.ask("ASK { ?s ?p 30 }", file)) == [(True,)]
    rows = answers.ask("CONSTRUCT { ?s ?p 30 } WHERE { ?s ?p 30 }", file)
    assert rows.columns == ("subject", "predicate", "object")
    assert rows[0].object == 30


def test_rows_become_a_data_frame() -> None:
    """Rows become a data frame."""
    pandas = pytest.importorskip("pandas", reason="needs pandas")
    frame = raregraph.ask("als-phenotypes").to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["frequency", "label", "phenotype", "standing", "asOf", "statement"]
    assert frame.label[0] == "Amyotrophic lateral sclerosis"


def test_without_pandas_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """Without pandas one line says what to install."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match=r"to_pandas: pandas is not installed; run: pip install 'raregraph\[pandas\]'"):
        answers.ask("SELECT ?s { ?s ?p 30 }", file).to_pandas()


def test_the_graph_keeps_literals_as_they_are(tmp_path: Path) -> None:
    """The graph keeps literals as they are."""
    (tmp_path / "a.nt").write_text('<urn:a> <urn:b> "05"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')
    assert list(raregraph.graph(tmp_path / "a.nt").objects()) == [
        rdflib.Literal("05", datatype=rdflib.XSD.integer, normalize=False)
    ]


def test_the_graph_is_the_release() -> None:
    """The graph is the release."""
    found = raregraph.graph()
    assert len(found) == len({quad.triple for quad in answers.load(answers.release_file())})


def test_a_release_below_the_working_folder_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release below the working folder goes first."""
    monkeypatch.chdir(tmp_path)
    assert answers.release_file() == content.GRAPH / "als.ttl"
    (tmp_path / "dist" / "current").mkdir(parents=True)
    (tmp_path / "dist" / "current" / "raregraph.ttl").write_text("")
    assert answers.release_file() == Path("dist/current/raregraph.ttl")
    (tmp_path / "dist" / "current" / "raregraph.nq").write_text("")
    assert answers.release_file() == Path("dist/current/raregraph.nq")
    assert answers.release_file(tmp_path / "dist") == tmp_path / "dist" / "current" / "raregraph.nq"


def test_a_changed_dump_is_read_anew(tmp_path: Path) -> None:
    """A changed dump is read anew."""
    file = tmp_path / "a.nt"
    file.write_text("<urn:a> <urn:b> <urn:c> .\n")
    assert len(answers.ask("SELECT * { ?s ?p ?o }", file)) == 1
    file.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> <urn:d> .\n")
    assert len(answers.ask("SELECT * { ?s ?p ?o }", file)) == 2


def test_named_graphs_are_asked_as_one(tmp_path: Path) -> None:
    """Named graphs are asked as one."""
    (tmp_path / "a.nq").write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n<urn:c> <urn:b> <urn:d> <urn:h> .\n")
    assert len(answers.ask("SELECT * { ?a <urn:b> ?b . ?b <urn:b> ?c }", tmp_path / "a.nq")) == 1


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("none.ttl", None, "no release here; build one, or name a release folder or an RDF file"),
        ("broken.ttl", "<urn:a> <urn:b> ", "cannot be read: Parser error"),
        ("data.xlsx", "x", "'.xlsx' is no RDF format known here; give a .ttl, .nt"),
    ],
)
def test_a_release_at_fault_is_told(name: str, text: str | None, message: str, tmp_path: Path) -> None:
    """A release at fault is told."""
    if text is not None:
        (tmp_path / name).write_text(text)
    for ask in (lambda: answers.ask("ASK {}", tmp_path / name), lambda: answers.graph(tmp_path / name)):
        with pytest.raises(ReleaseError) as fault:
            ask()
        assert message in str(fault.value)


# --- evidence


def local(file: Path, text: str) -> Table:
    """A query answered from a file."""
    found = answers.run(text, answers.load(file))
    assert isinstance(found, Table)
    return found


def test_evidence_is_a_row_for_each_passage(file: Path) -> None:
    """Evidence is a row for each passage."""
    table = local(file, STATEMENTS)
    wide = widen(table, find_evidence(table, lambda text: local(file, text)))
    assert wide.columns == ("statement", *COLUMNS)
    rows = [tuple(cell.value if cell is not None else None for cell in row) for row in wide.rows]
    page = "https://w3id.org/raregraph/page/gard-1/abc"
    one, two, three = (f"https://w3id.org/raregraph/statement/{name}" for name in "abc")
    assert rows == [
        (one, page, "2018-09-27", "summary", "5", "8", "one", None),
        (one, page, "2019-01-02", None, "30", "70", "two three", "eight nine"),
        (two, "mondo/edges.tsv", "2026-08-04", "urn:uuid:1", None, None, None, None),
        (three, None, None, None, None, None, None, None),
    ]


def test_evidence_for_people_stands_below_its_row(file: Path) -> None:
    """Evidence for people stands below its row."""
    table = local(file, STATEMENTS)
    assert to_blocks(table, find_evidence(table, lambda text: local(file, text))).split("\n") == [
        "statement",
        "---------",
        "st:a",
        "    page:gard-1/abc, summary, 2018-09-27, 5–8: “one”",
        "    page:gard-1/abc, 2019-01-02, 30–70: “two three … eight nine”",
        "st:b",
        "    mondo/edges.tsv, urn:uuid:1, 2026-08-04",
        "st:c",
        "    no passage",
        "",
    ]


def test_every_row_of_a_page_has_a_passage_with_version_date_section_and_offsets() -> None:
    """Every row of a page has a passage with version date section and offsets."""
    store = answers.load(answers.release_file())
    found = answers.run(find("als-phenotypes").text, store)
    assert isinstance(found, Table)
    wide = widen(found, find_evidence(found, lambda text: answers.run(text, store)))
    assert len(wide.rows) >= len(found.rows)
    filled = [dict(zip(wide.columns, row, strict=True)) for row in wide.rows]
    assert all(row[column] is not None for row in filled for column in COLUMNS[:6])


def test_findings_have_evidence_of_their_own() -> None:
    """Findings have evidence of their own."""
    check_evidence(find("findings"))


def test_evidence_needs_a_column_that_names_statements() -> None:
    """Evidence needs a column that names statements."""
    with pytest.raises(
        UsageError, match=r"counts: no column \?statement, so no evidence to show; leave --evidence out"
    ):
        check_evidence(find("counts"))
    with pytest.raises(UsageError, match=r"add \?statement to the query"):
        find_evidence(Table(("x",), ()), lambda text: Table((), ()))


def test_many_statements_are_looked_up_in_batches(file: Path) -> None:
    """Many statements are looked up in batches."""
    table = Table(("statement",), local(file, STATEMENTS).rows * 400)
    asked: list[str] = []
    find_evidence(table, lambda text: asked.append(text) or Table((), ()))  # type: ignore[func-returns-value]
    assert len(asked) == 1


def test_importing_the_package_imports_no_engine() -> None:
    """Importing the package imports no engine."""
    engines = ("rdflib", "pyoxigraph", "SPARQLWrapper", "yaml")
    code = f"import sys, raregraph; print([name for name in {engines} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=content.ROOT)
    assert done.stdout == "[]\n"


def test_a_query_given_as_text_needs_no_header() -> None:
    """A query given as text needs no header."""
    query = parse_query("SELECT ?a {\n VALUES ?a { <urn:a> }\n}", "query")
    assert [parameter.name for parameter in query.parameters] == ["a"]
