"""Coverage as one HTML file: passages coloured by kind, linked to their statements; offline, light and dark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape

from raregraph.coverage import MAX_NEITHER, SORTS, Coverage, Run, Span
from raregraph.kinds import kinds

_MEANING = {
    "statement": "a passage of a statement",
    "context": "the rest of a sentence that holds a statement, or what completes one",
    "machinery": "text of the site, by a named rule",
    "neither": "not understood",
}

_STYLE = """
:root {
  color-scheme: light dark;
  --lightness: 88%; --line: 35%; --ink: #1b1b1b; --paper: #fff; --soft: #595959; --alarm: #b00020;
}
@media (prefers-color-scheme: dark) {
  :root { --lightness: 24%; --line: 70%; --ink: #eee; --paper: #141414; --soft: #b0b0b0; --alarm: #ff8a80; }
}
body {
  font: 1rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 64rem; margin: 2rem auto; padding: 0 1rem;
}
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
th, td { text-align: left; padding: .15rem .9rem .15rem 0; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.page { white-space: pre-wrap; overflow-wrap: anywhere; }
.statement {
  color: inherit; text-decoration: none;
  border-bottom: 2px solid hsl(var(--hue) 60% var(--line)); background: hsl(var(--hue) 70% var(--lightness));
}
a.statement:hover, a.statement:focus { outline: 2px solid var(--ink); }
.machinery { color: var(--soft); font-style: italic; }
.neither { color: var(--alarm); font-weight: 600; border-bottom: 2px dashed var(--alarm); }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem 1rem; }
#names:checked ~ .page a.statement::before { content: attr(data-kind) " "; font-size: .65rem; color: var(--soft); }
"""


def to_html(coverage: Coverage) -> str:
    """The page's text with every run marked, the figures, a legend, and a list of what is not understood."""
    version = coverage.version
    title = escape(f"Coverage of {version.page} {version.short}: {version.title}")
    used = Counter(span.kind for run in coverage.runs for span in run.spans if span.start == run.start)
    hues = _hues()
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        *_figures(coverage),
        *_legend(used, hues),
        *_uncovered(coverage),
        '<h2 id="page">The page</h2>\n',
        '<input type="checkbox" id="names"> <label for="names">Show the kind before each passage</label>\n',
        '<div class="page">',
        *(_marked(run, coverage.text, hues) for run in coverage.runs),
        "</div>\n</body>\n</html>\n",
    ]
    return "".join(parts)


def _hues() -> Mapping[str, int]:
    """A hue for each kind: the golden angle keeps neighbours in the table far apart."""
    return {name: number * 137 % 360 for number, name in enumerate(kinds().kinds)}


def _figures(coverage: Coverage) -> Iterator[str]:
    yield _table_head("Non-blank characters by sort", "sort", "characters", "share", "what it is")
    for sort in SORTS:
        yield f'<tr><th scope="row">{sort}</th><td class="number">{coverage.counts[sort]:,}</td>'
        yield f'<td class="number">{coverage.share(sort):.2%}</td>'
        yield f'<td><span class="{_class(sort)}">{_MEANING[sort]}</span></td></tr>\n'
    verdict = "within" if coverage.passes else "above"
    yield f"</table>\n<p>Neither is {coverage.share('neither'):.2%}, {verdict} the limit of {MAX_NEITHER:.0%}.</p>\n"


def _table_head(caption: str, *columns: str) -> str:
    cells = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return f"<table>\n<caption>{caption}</caption>\n<tr>{cells}</tr>\n"


def _class(sort: str) -> str:
    return "" if sort == "statement" else sort


def _legend(used: Counter[str], hues: Mapping[str, int]) -> Iterator[str]:
    yield '<h2>Kinds</h2>\n<ul class="legend">\n'
    for kind, count in sorted(used.items()):
        yield f'<li><span class="statement" style="--hue:{hues.get(kind, 0)}">{escape(kind)}</span> {count}</li>\n'
    yield "</ul>\n"


def _uncovered(coverage: Coverage) -> Iterator[str]:
    rows = list(coverage.uncovered())
    yield f"<h2>Not understood: {len(rows)}</h2>\n"
    if not rows:
        return
    yield _table_head("Runs that are neither, with their offsets", "start", "end", "text")
    for start, end, shown in rows:
        yield f'<tr><td class="number">{start}</td><td class="number">{end}</td>'
        yield f'<td><a href="#at-{start}">{escape(shown)}</a></td></tr>\n'
    yield "</table>\n"


def _marked(run: Run, text: str, hues: Mapping[str, int]) -> str:
    shown = escape(text[run.start : run.end])
    if not shown.strip() or run.sort == "context":
        return shown
    if run.sort == "statement":
        return _linked(run.spans, shown, hues)
    if run.sort == "machinery":
        return f'<span class="machinery" title="machinery: {escape(run.rule)}">{shown}</span>'
    raw = text[run.start : run.end]
    start = run.end - len(raw.lstrip())
    return f'<strong class="neither" id="at-{start}">{shown}</strong>'


def _linked(spans: tuple[Span, ...], shown: str, hues: Mapping[str, int]) -> str:
    """A link to the statement of the shortest passage; the title names all."""
    ordered = sorted(spans, key=lambda span: (span.end - span.start, span))
    inner, title = ordered[0], escape("\n".join(span.label for span in ordered))
    href = f' href="{escape(inner.statement)}"' if inner.statement else ""
    look = f'style="--hue:{hues.get(inner.kind, 0)}" data-kind="{escape(inner.kind)}"'
    return f'<a class="statement"{href} {look} title="{title}">{shown}</a>'
