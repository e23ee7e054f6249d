// The checked source with the shape of each line's result at its right.

import { lineHints, nodeOfLine, spanOf } from "../model/lines.ts";
import { markTokens } from "../model/marks.ts";
import { tokenize } from "../model/python.ts";
import type { Session } from "../model/session.ts";
import { html } from "./dom.ts";
import type { Panel } from "./side.ts";

interface Row {
  readonly element: HTMLElement;
  readonly code: HTMLElement;
  readonly hint: HTMLElement;
  /** What the row shows, so that only a row that differs is painted anew. */
  painted: { hint?: string; mark?: string };
}

export function codePanel(session: Session): Panel {
  const lines = tokenize(session.original.source.text.trimEnd());
  const rows = lines.map((_, position) => makeRow(session, position + 1));
  const element = html("div", { class: "code mono" }, ...rows.map((row) => row.element));
  const paint = () => {
    paintHints(session, rows);
    paintCode(session, rows, lines);
    paintSelection(session, rows);
  };
  session.on("start", () => scrollTo(session, rows, session.document.mismatches[0]?.node));
  session.on("selection", () => scrollTo(session, rows, session.selected));
  return { title: "Code", element, paint };
}

function makeRow(session: Session, line: number): Row {
  const code = html("span", { class: "text" });
  const hint = html("span", { class: "hint" });
  const number = html("span", { class: "no" }, String(line));
  const element = html("div", { class: "row", "data-line": line }, number, code, hint);
  element.addEventListener("click", () => {
    const node = nodeOfLine(session.document, line);
    if (node !== undefined) session.select(node.id);
  });
  return { element, code, hint, painted: {} };
}

function paintHints(session: Session, rows: readonly Row[]): void {
  const hints = lineHints(session.document, session.graph);
  rows.forEach((row, position) => {
    const found = hints.get(position + 1);
    const content = JSON.stringify(found ?? null);
    if (row.painted.hint === content) return;
    row.painted.hint = content;
    row.hint.textContent = found?.text ?? "";
    row.element.classList.toggle("mismatch", found?.mismatch ?? false);
  });
}

function paintCode(session: Session, rows: readonly Row[], lines: ReturnType<typeof tokenize>): void {
  const spans = session.document.mismatches.flatMap((mismatch) => spanOf(session.graph, mismatch.node) ?? []);
  rows.forEach((row, position) => {
    const line = position + 1;
    const span = spans.find((each) => each.line <= line && line <= each.end_line);
    const content = JSON.stringify(span ?? null);
    if (row.painted.mark === content) return;
    row.painted.mark = content;
    const pieces = markTokens(lines[position] ?? [], line, span).map(({ kind, text, marked }) =>
      html("span", { class: marked ? `${kind} wavy` : kind }, text),
    );
    row.code.replaceChildren(...pieces);
  });
}

function paintSelection(session: Session, rows: readonly Row[]): void {
  const id = session.selected;
  const runs = id === null ? undefined : spanOf(session.graph, id);
  const defined = id === null ? undefined : session.graph.nodes.get(id)?.defined;
  rows.forEach(({ element }, position) => {
    const line = position + 1;
    element.classList.toggle("selected", runs !== undefined && runs.line <= line && line <= runs.end_line);
    element.classList.toggle(
      "defined",
      defined !== undefined && defined.line <= line && line <= defined.end_line,
    );
  });
}

function scrollTo(session: Session, rows: readonly Row[], id: string | null | undefined): void {
  const span = id ? (spanOf(session.graph, id) ?? session.graph.nodes.get(id)?.defined) : undefined;
  const row = span === undefined ? undefined : rows[span.line - 1];
  if (row) scrollInside(row.element);
}

/** Scrolls the panel to a row and what is around it, and nothing but the panel: the page stays where it is. */
function scrollInside(row: HTMLElement): void {
  const panel = row.closest<HTMLElement>(".panel");
  if (panel === null) return;
  const around = 2 * row.offsetHeight;
  const top = row.offsetTop - panel.offsetTop - around;
  const bottom = row.offsetTop - panel.offsetTop + row.offsetHeight + around;
  if (top < panel.scrollTop) panel.scrollTop = top;
  else if (bottom > panel.scrollTop + panel.clientHeight) panel.scrollTop = bottom - panel.clientHeight;
}
