"""rules, lexicons, layouts: tables that a curator extends, and the faults they are refused with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from raregraph.errors import ContentError, RaregraphError, Where
from raregraph.layouts import layouts, read_layouts, section_names
from raregraph.lexicons import lexicon, read_lexicon
from raregraph.rules import Rule, read_rules, read_tables, rules

TABLES = """
patterns:
  number: '[0-9]+'
tables:
  share: [['most|usually', "most"], ['.* cases', "some"]]
"""


def rules_of(folder: Path, rows: str, tables: str = TABLES) -> tuple[Rule, ...]:
    """The rules of rows, one file beside the tables."""
    (folder / "tables.yaml").write_text(tables, encoding="utf-8")
    (folder / "rows.yaml").write_text("rules:\n" + rows, encoding="utf-8")
    return read_rules(folder)


def refused(folder: Path, rows: str, tables: str = TABLES) -> str:
    """The words that rows are refused with, without the folder."""
    with pytest.raises(RaregraphError) as caught:
        rules_of(folder, rows, tables)
    return str(caught.value).replace(f"{folder}/", "")


ROW = """- rule: "a"
  find: '{find}'
  says:
  - {{kind: gene, subject: "{{gene}}", object: "{object}"}}
"""


def test_a_rule_is_read(tmp_path: Path) -> None:
    """A shorthand is expanded, a template filled and translated."""
    (rule,) = rules_of(tmp_path, ROW.format(find="(?P<gene>[A-Z]{{number}}) in (?P<on>x)", object="{on/gene|share,=}"))
    assert rule.find[0].pattern == "(?P<gene>[A-Z](?:[0-9]+)) in (?P<on>x)"
    filled = rule.says[0].templates["object"].fill
    assert [filled({"on": "Most"}), filled({"on": "all  cases"}), filled({"gene": "x1"})] == ["most", "some", "x1"]


FAULTS = {
    "not a pattern": (
        ROW.format(find="(?P<gene>[A-Z)", object="x"),
        "rows.yaml:2: not a regular expression: unterminated character set at position 9: '(?P<gene>[A-Z)'; mend",
    ),
    "unknown lexicon": (
        ROW.format(find="(?P<gene>{{gens}})", object="x"),
        "unknown lexicon 'gens'; did you mean 'gene'?",
    ),
    "unknown group": (
        ROW.format(find="(?P<gene>x)", object="{gen}"),
        "rows.yaml:5: no group 'gen' in the rule's patterns; did you mean 'gene'?",
    ),
    "unknown table": (
        ROW.format(find="(?P<gene>x)", object="{gene|shares}"),
        "unknown table 'shares'; did you mean 'share'?",
    ),
    "unknown column": (
        ROW.format(find="(?P<gene>x)", object="{gene|names.skope}"),
        "lexicon 'names' has no column 'skope'; did you mean 'scope'?",
    ),
    "hidden value": (
        ROW.format(find="(?P<gene>x)(?P<title>y)", object="x"),
        "group 'title' hides the value of that name",
    ),
    "no pattern": ('- {rule: "a", says: []}\n', "rows.yaml:2: a rule without find or each; say what it looks for"),
    "unknown part": (
        '- {rule: "a", each: symptoms, says: []}\n',
        "each: unknown part 'symptoms'; did you mean 'symptom'?",
    ),
    "unknown section": (
        '- {rule: "a", sections: ["symptons"], find: "x", says: []}\n',
        "unknown section 'symptons'; did you mean 'symptoms'?",
    ),
    "unknown key": ('- {rule: "a", fynd: "x", says: []}\n', "unknown key 'fynd'; did you mean 'find'?"),
    "unknown kind": (
        '- {rule: "a", find: "x", says: [{kind: genes, subject: "x", object: "y"}]}\n',
        "unknown kind 'genes'; did you mean 'gene'?",
    ),
    "missing column": (
        '- {rule: "a", find: "x", says: [{kind: drug, subject: "x", object: "y"}]}\n',
        "missing key 'approval'; add approval: to the row",
    ),
    "unknown predicate": (
        '- {rule: "a", find: "x", says: [{kind: gene, subject: "x", predicate: "biolink:cause", object: "y"}]}\n',
        "predicate: 'biolink:cause' is not one of gene; did you mean 'biolink:causes'?",
    ),
    "unknown finding": (
        '- {rule: "a", find: "x", says: [{finding: "los", note: "x"}]}\n',
        "unknown type of finding 'los'; did you mean 'loss'?",
    ),
    "second rule": (
        '- {rule: "a", find: "x", says: []}\n' * 2,
        "rows.yaml:3: a second rule 'a'; the first is at rows.yaml:2; rename one",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_rule_is_refused(tmp_path: Path, name: str) -> None:
    """Each fault names the line, the value, and the nearest that would do."""
    rows, words = FAULTS[name]
    assert words in refused(tmp_path, rows)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Two faulty rows give two lines."""
    rows = '- {rule: "a", says: []}\n- {rule: "b", says: []}\n'
    assert refused(tmp_path, rows).count("a rule without find or each") == 2


def test_a_table_is_a_list_of_pairs(tmp_path: Path) -> None:
    """Anything else is refused with the form to write."""
    path = tmp_path / "tables.yaml"
    path.write_text('tables:\n  share: [["most"]]\n', encoding="utf-8")
    with pytest.raises(ContentError, match=r"table 'share' is not a list of pairs"):
        read_tables(path)


def test_a_lexicon_is_looked_up_whatever_the_case(tmp_path: Path) -> None:
    """Case and the width of blanks do not matter; the longest word wins, and only whole words match."""
    path = tmp_path / "words.tsv"
    path.write_text("# a comment\nword\tmeans\nred\tcolour\nred wine\tdrink\n", encoding="utf-8")
    words = read_lexicon(path, "words")
    assert words.words == ("red wine", "red")
    assert [words.look_up("Red\u00a0 Wine", "means"), words.look_up("wine", "means")] == ["drink", ""]
    assert words.alternation() == r"[Rr](?<!\w[Rr])(?:(?<=[Rr])(?i:ed\s+wine|ed))(?!\w)"


def test_an_empty_lexicon_never_matches(tmp_path: Path) -> None:
    """Without words the expression is one that fits nowhere, not one that fits everywhere."""
    path = tmp_path / "words.tsv"
    path.write_text("word\tmeans\n", encoding="utf-8")
    assert re.findall(read_lexicon(path, "words").alternation(), "red wine") == []


def test_a_lexicon_with_a_short_row_is_refused(tmp_path: Path) -> None:
    """A row must have as many columns as the head."""
    path = tmp_path / "words.tsv"
    path.write_text("word\tmeans\nred\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"words\.tsv:2: 1 cells, but 2 columns"):
        read_lexicon(path, "words")


def test_a_lexicon_with_a_word_twice_is_refused(tmp_path: Path) -> None:
    """Otherwise one of the two rows would be silently lost."""
    folder = tmp_path / "lexicons"
    folder.mkdir()
    (folder / "words.tsv").write_text("word\tmeans\nred\ta\nRed\tb\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"words\.tsv:3: 'Red' is listed twice"):
        read_lexicon(folder / "words.tsv", "words")


def test_labels_of_groundings_are_lexicons() -> None:
    """Where graph/lexicons has no file of a name, the labels of the mapping set of that name are the words."""
    assert lexicon("drug", Where("here")).look_up("Endaravone", "object_id") == "CHEBI:31530"


def test_layouts_know_their_sections() -> None:
    """Every section a layout can give is known to the rules; a fault in the table names file and line."""
    assert [layout.name for layout in layouts()] == ["full-page", "cause-page"]
    assert {"summary", "inheritance", "cause", "references"} <= section_names()


def test_a_faulty_layout_is_refused(tmp_path: Path) -> None:
    """An unknown key names the nearest."""
    path = tmp_path / "layouts.yaml"
    path.write_text("layouts:\n- {layout: a, marker: ['x']}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"layouts\.yaml:2: unknown key 'marker'; did you mean 'markers'\?"):
        read_layouts(path)


def test_every_rule_of_the_project_compiles_and_is_named_once() -> None:
    """The project's own rules are read without a fault."""
    names = [rule.name for rule in rules()]
    assert len(names) == len(set(names)) > 60


EVIL = [
    "a ",
    "A",
    " ",
    "a, ",
    "(a",
    "• Aa",
    "\n• Aaaa: ",
    "; ALS",
    "a. ",
    "10% ",
    "[1]",
    "\n  1. a. b",
    "Some people ",
    "Aa. ",
    "\ue000",
    "\ue000 is ",
    "\ue000 is caused by a mutation in the ",
    "\ue000 is a (a) ",
    "Mutations in AA1, ",
    "AA1 (a), ",
    "In most cases, ",
    "most of ",
]


@pytest.mark.parametrize("run", EVIL)
def test_no_pattern_takes_long_on_hostile_text(run: str) -> None:
    """Every pattern walks through 5,000 repetitions of a run within the time limit of a test."""
    text = run * 5_000
    for rule in rules():
        for find in rule.find:
            for _ in find.finditer(text):
                pass
