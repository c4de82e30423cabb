/* The query editor of /sparql: completion, saved queries in a menu, the answer below the query, the line of a mistake.
   The form works without this script; this script works without CodeMirror. No request leaves the site. */
"use strict";
(() => {
  const ROWS = 500; // rows of an answer that are shown
  const LONGEST = 6000; // characters of an address; a longer query is sent in a body
  const KEYWORDS = ("SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK FROM NAMED WHERE ORDER BY ASC DESC LIMIT OFFSET " +
    "FILTER OPTIONAL GRAPH AS HAVING VALUES GROUP MINUS UNION BIND EXISTS NOT IN COUNT SUM MIN MAX AVG SAMPLE " +
    "GROUP_CONCAT PREFIX STR LANG LANGMATCHES DATATYPE BOUND REGEX CONTAINS STRSTARTS STRENDS LCASE UCASE").split(" ");
  const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";

  const form = document.getElementById("query-form");
  const area = document.getElementById("query");
  const format = document.getElementById("format");
  if (!form || !area || !format) return;
  const endpoint = form.action;
  const root = form.dataset.root;
  const known = { prefixes: {}, terms: [], queries: [] };
  let running = null;

  const make = (name, properties = {}, ...children) => {
    const found = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in found && key !== "role") found[key] = value;
      else found.setAttribute(key, value);
    }
    found.append(...children);
    return found;
  };

  // The text of the query: in CodeMirror where it is there, else in the text area.
  const asked = new URLSearchParams(location.search).get("query");
  if (asked && area.value.trim() !== asked.trim()) area.value = asked;
  const code = window.CodeMirror ? window.CodeMirror.fromTextArea(area, {
    mode: "application/sparql-query", lineNumbers: true, lineWrapping: true, matchBrackets: true,
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": () => ask(), "Cmd-Enter": () => ask(),
      "Ctrl-Space": () => complete() },
  }) : null;
  const text = () => (code ? code.getValue() : area.value);
  const put = (value) => { if (code) code.setValue(value); else area.value = value; };

  // What is said while a query runs and after it, for screen readers, too.
  const status = make("p", { role: "status", className: "soft" });
  const live = make("div", { className: "live" });
  const stop = make("button", { type: "button", hidden: true }, "Stop");
  stop.addEventListener("click", () => running && running.abort());
  form.querySelector("button[type=submit]").after(" ", stop);
  form.after(status, live);

  const clear = () => {
    live.replaceChildren();
    for (const old of document.querySelectorAll("main > section[aria-labelledby=answer], main > section[aria-labelledby=why], main > [role=alert]")) old.remove();
  };

  const addressOf = (query, kind) => {
    const address = new URL(endpoint);
    address.searchParams.set("query", query);
    if (kind) address.searchParams.set("format", kind);
    return address.href;
  };

  const ask = async () => {
    if (running) running.abort();
    const query = text();
    const mine = running = new AbortController();
    clear();
    unmark();
    stop.hidden = false;
    status.textContent = "Asking …";
    try {
      const start = performance.now();
      const answer = await send(query, mine.signal);
      const body = await answer.text();
      const seconds = ((performance.now() - start) / 1000).toFixed(2);
      if (mine === running) show(query, answer, body, seconds);
    } catch (fault) {
      if (mine === running) refuse(fault.name === "AbortError" ? "Stopped." : "Nothing answers at " + endpoint + ".");
    } finally {
      if (mine === running) { running = null; stop.hidden = true; }
    }
  };

  const send = (query, signal) => {
    const address = addressOf(query);
    const given = { signal, headers: { Accept: ACCEPT }, credentials: "omit" };
    if (address.length < LONGEST) {
      const here = new URL(location.href);
      here.searchParams.set("query", query);
      here.searchParams.delete("format");
      history.replaceState(null, "", here);
      return fetch(address, given);
    }
    return fetch(endpoint, { ...given, method: "POST", body: new URLSearchParams({ query }) });
  };

  const show = (query, answer, body, seconds) => {
    const type = (answer.headers.get("content-type") || "").split(";")[0];
    if (!answer.ok) return failed(answer, type, body);
    const heading = make("h2", {}, "Answer");
    if (type === "text/turtle") {
      status.textContent = "Answered in " + seconds + " seconds.";
      live.append(heading, make("pre", { tabIndex: 0 }, make("code", {}, body)), files(query, ["ttl", "nt", "jsonld"]));
      return undefined;
    }
    if (!/json/.test(type)) return refuse("No server answers here: this copy of the site has pages only.");
    const found = JSON.parse(body);
    if ("boolean" in found) {
      status.textContent = "Answered in " + seconds + " seconds: " + found.boolean + ".";
      live.append(heading, make("p", { className: "lead" }, "The answer is ", make("strong", {}, found.boolean ? "yes" : "no"), "."));
      return undefined;
    }
    const rows = found.results.bindings;
    status.textContent = rows.length + (rows.length === 1 ? " row" : " rows") + " in " + seconds + " seconds.";
    live.append(heading, rows.length ? table(found.head.vars, rows) : nothing(query), files(query, ["csv", "tsv", "json", "xml"]));
    return undefined;
  };

  const nothing = (query) => make("p", { className: "lead" }, "The answer is empty: nothing in this release fits the query. ",
    make("a", { href: addressOf(query, "html") }, "Why nothing was found"));

  const files = (query, kinds) => {
    const line = make("p", {}, "The whole answer: ");
    for (const kind of kinds) line.append(make("a", { href: addressOf(query, kind) }, kind), " ");
    return line;
  };

  const table = (names, rows) => {
    const head = make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name)));
    const lines = rows.slice(0, ROWS).map((row) => make("tr", {}, ...names.map((name) => cell(name, row[name]))));
    const caption = make("caption", {}, "Answer of the query ", make("span", { className: "count" },
      rows.length > ROWS ? "the first " + ROWS + " of " + rows.length + " rows" : rows.length + (rows.length === 1 ? " row" : " rows")));
    const found = make("table", { className: "stack" }, caption, make("thead", {}, head), make("tbody", {}, ...lines));
    return make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Answer of the query" }, found);
  };

  const cell = (name, term) => {
    if (!term) return make("td");
    const found = make("td", { "data-label": name });
    if (term.type === "uri") found.append(link(term.value));
    else if (term.type === "bnode") found.append("_:" + term.value);
    else if (term.type === "triple") found.append(JSON.stringify(term.value));
    else found.append(make("span", term["xml:lang"] ? { lang: term["xml:lang"] } : {}, term.value));
    if (term.value.length < 12) found.className = "short";
    return found;
  };

  // Names that the site knows lead to its pages; other addresses on the web lead there; the rest is text.
  const link = (iri) => {
    const short = shorten(iri);
    if (short !== iri) return make("a", { href: root + "about?iri=" + encodeURIComponent(iri), title: iri }, short.replace(/[0-9a-f]{24}$/, "…"));
    return /^https?:\/\//.test(iri) ? make("a", { href: iri, rel: "noreferrer" }, iri) : make("code", {}, iri);
  };

  const shorten = (iri) => {
    let best = "";
    for (const [prefix, start] of Object.entries(known.prefixes)) {
      if (iri.startsWith(start) && iri.length > start.length && start.length > (known.prefixes[best] || "").length) best = prefix;
    }
    return best ? best + ":" + iri.slice(known.prefixes[best].length) : iri;
  };

  const failed = (answer, type, body) => {
    if (!/json/.test(type)) return refuse("No server answers here (" + answer.status + "): this copy of the site has pages only.");
    const found = JSON.parse(body);
    refuse(found.detail, found.hint);
    if (found.line) mark(found.line - 1, Math.max(0, (found.column || 1) - 1));
    return undefined;
  };

  const refuse = (words, hint) => {
    status.textContent = "";
    live.replaceChildren(make("p", { className: "note", role: "alert" }, words, ...(hint ? [make("br"), hint] : [])));
  };

  // The line of a mistake: lit up, and the cursor put there.
  let wrong = null;
  const mark = (line, column) => {
    if (code) {
      wrong = code.addLineClass(line, "background", "wrong-line");
      code.setCursor(line, column);
    } else {
      const before = area.value.split("\n").slice(0, line).join("\n").length + (line ? 1 : 0);
      area.setSelectionRange(before + column, before + area.value.slice(before).split("\n")[0].length);
    }
    (code || area).focus();
  };
  const unmark = () => {
    if (wrong) code.removeLineClass(wrong, "background", "wrong-line");
    wrong = null;
  };

  // Completion: names of the vocabulary, prefixes, variables of the query, keywords.
  const candidates = (begun) => {
    const low = begun.toLowerCase();
    if (begun.startsWith("?")) {
      return [...new Set(text().match(/\?\w+/g))].filter((name) => name !== begun && name.toLowerCase().startsWith(low)).map((name) => [name, ""]);
    }
    const named = known.terms.filter(([name]) => name.toLowerCase().startsWith(low));
    if (begun.includes(":")) {
      const [prefix, local] = low.split(":");
      const within = known.terms.filter(([name, label]) => local && name.toLowerCase().startsWith(prefix + ":") &&
        !name.toLowerCase().startsWith(low) && (name.toLowerCase().includes(local) || label.toLowerCase().includes(local)));
      return [...named, ...within];
    }
    const prefixes = Object.keys(known.prefixes).filter((name) => name.toLowerCase().startsWith(low)).map((name) => [name + ":", known.prefixes[name]]);
    const words = KEYWORDS.filter((word) => low && word.toLowerCase().startsWith(low)).map((word) => [word, ""]);
    const labelled = known.terms.filter(([, label]) => low.length > 1 && label.toLowerCase().includes(low));
    return [...words, ...prefixes, ...labelled];
  };
  const hints = (editor) => {
    const at = editor.getCursor();
    const begun = (editor.getLine(at.line).slice(0, at.ch).match(/[?A-Za-z][\w.-]*(?::[\w.-]*)?$/) || [""])[0];
    const list = candidates(begun).slice(0, 80).map(([name, label]) => ({ text: name, displayText: label ? name + "  " + label : name }));
    const found = { list, from: { line: at.line, ch: at.ch - begun.length }, to: at };
    window.CodeMirror.on(found, "shown", nameList);
    return found;
  };
  const nameList = () => {
    const shown = document.querySelector(".CodeMirror-hints");
    for (const [key, value] of [["role", "listbox"], ["aria-label", "Completions"], ["tabindex", "0"]]) shown.setAttribute(key, value);
    for (const item of shown.children) item.setAttribute("role", "option");
  };
  const complete = () => code.showHint({ hint: hints, completeSingle: false, container: document.getElementById("main") });

  if (code) {
    code.getInputField().setAttribute("aria-label", "Query; Control and Space completes, Control and Enter asks");
    document.querySelector("label[for=query]").addEventListener("click", () => code.focus());
    code.on("change", unmark);
    code.on("inputRead", (editor, change) => {
      const at = editor.getCursor();
      if (/^[\w:]$/.test(change.text[0]) && /[A-Za-z][\w-]*:[\w-]*$/.test(editor.getLine(at.line).slice(0, at.ch))) complete();
    });
  }
  form.addEventListener("submit", (event) => {
    if (format.value !== "html") return;
    event.preventDefault();
    ask();
  });
  area.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask(); });

  // The menu of saved queries.
  const menu = make("select", { id: "saved" }, make("option", { value: "" }, "choose one"));
  menu.addEventListener("change", () => {
    const found = known.queries.find((item) => item.name === menu.value);
    if (found) { put(found.text); clear(); status.textContent = found.summary; }
  });
  fetch(root + "static/editor/terms.json", { credentials: "omit" }).then((answer) => answer.json()).then((found) => {
    Object.assign(known, found);
    menu.append(...found.queries.map((item) => make("option", { value: item.name }, item.name + ": " + item.summary)));
    area.closest("form").prepend(make("p", { className: "editor-bar" }, make("label", { htmlFor: "saved" }, "Saved query"), menu));
    form.dataset.ready = "yes";
  }).catch(() => { status.textContent = "Completion is not at hand."; });
})();
