// The checked source with the shape of each line's result at its right, and the lines to change marked.

import type { SourceSpan } from "../document.ts";
import { changeMarks } from "../model/findings.ts";
import { AS_IF_IT_FITTED } from "../model/labels.ts";
import { type LineHint, lineHints, nodeOfLine, placeOf, spanOf } from "../model/lines.ts";
import { markTokens } from "../model/marks.ts";
import { tokenize } from "../model/python.ts";
import type { Session } from "../model/session.ts";
import { classes, html, scrollInside } from "./dom.ts";
import type { Panel } from "./side.ts";

interface Row {
  readonly element: HTMLElement;
  readonly code: HTMLElement;
  readonly hint: HTMLElement;
  readonly change: HTMLElement;
  /** What the row shows, so that only a row that differs is painted anew. */
  painted: { hint?: string; mark?: string };
}

export function codePanel(session: Session): Panel {
  const lines = tokenize(session.original.source.text.trimEnd());
  const rows = lines.map((_, position) => makeRow(session, position + 1));
  const element = html("div", { class: "code mono" }, ...rows.map((row) => row.element));
  const paint = () => {
    paintHints(session, rows);
    paintChanges(session, rows);
    paintCode(session, rows, lines);
    paintSelection(session, rows);
  };
  session.on("start", () => {
    scrollToLine(
      rows,
      session.finding ? placeOf(session.document, session.graph, session.finding)?.line : undefined,
    );
    scrollToLine(rows, session.finding?.causes[0]?.line);
  });
  session.on("selection", () => scrollToLine(rows, session.line ?? chosenPlace(session)?.line));
  return { title: "Code", element, paint };
}

function makeRow(session: Session, line: number): Row {
  const code = html("span", { class: "text" });
  const hint = html("span", { class: "hint" });
  const change = html("span", { class: "change" });
  const number = html("span", { class: "no" }, String(line));
  const margin = html("span", { class: "margin" }, hint, change);
  const element = html("div", { class: "row", "data-line": line }, number, code, margin);
  element.addEventListener("click", () => {
    const node = nodeOfLine(session.document, line);
    if (node !== undefined) session.select(node.id);
  });
  return { element, code, hint, change, painted: {} };
}

function paintHints(session: Session, rows: readonly Row[]): void {
  const hints = lineHints(session.document, session.graph, session.notation);
  rows.forEach((row, position) => {
    const found = hints.get(position + 1);
    const content = JSON.stringify(found ?? null);
    if (row.painted.hint === content) return;
    row.painted.hint = content;
    row.hint.replaceChildren(...hintContent(found));
    row.hint.className = classes("hint", found !== undefined && found.kind !== "shape" && found.kind);
    row.hint.title = hintTitle(found);
  });
}

function hintTitle(hint: LineHint | undefined): string {
  if (hint?.kind === "assumed") return `${hint.whole ?? hint.text} ${AS_IF_IT_FITTED}`;
  return hint?.whole ?? "";
}

/** The look of an assumed shape is put into words for those who do not see it. */
function hintContent(hint: LineHint | undefined): (HTMLElement | string)[] {
  if (hint === undefined) return [];
  if (hint.kind !== "assumed") return [hint.text];
  return [
    html("span", { class: "shape" }, hint.text),
    html("span", { class: "unseen" }, ` ${AS_IF_IT_FITTED}`),
  ];
}

function paintChanges(session: Session, rows: readonly Row[]): void {
  const marks = changeMarks(session.atRecordedSizes ? session.findings : []);
  rows.forEach((row, position) => {
    const mark = marks.get(position + 1);
    const text = mark?.text ?? "";
    if (row.change.textContent === text) return;
    row.change.textContent = text;
    row.element.classList.toggle("to-change", mark?.first === true);
    row.element.classList.toggle("to-change-too", mark?.first === false);
    row.element.classList.toggle("warned", mark?.kind === "warning");
  });
}

function paintCode(session: Session, rows: readonly Row[], lines: ReturnType<typeof tokenize>): void {
  const { document, graph } = session;
  const spans = document.mismatches.flatMap((mismatch) => placeOf(document, graph, mismatch) ?? []);
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
  const runs = session.line === null ? spanOfChosen(session) : { line: session.line, end_line: session.line };
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

/** Where the selected node runs, or else the finding that was turned to. */
function spanOfChosen({ selected, graph, finding, document }: Session): SourceSpan | undefined {
  if (selected !== null) return spanOf(graph, selected);
  return finding !== null && finding.node === undefined ? placeOf(document, graph, finding) : undefined;
}

function chosenPlace(session: Session): SourceSpan | undefined {
  return spanOfChosen(session) ?? session.graph.nodes.get(session.selected ?? "")?.defined;
}

function scrollToLine(rows: readonly Row[], line: number | undefined): void {
  const row = line === undefined ? undefined : rows[line - 1];
  const panel = row?.element.closest<HTMLElement>(".panel");
  if (row && panel) scrollInside(panel, row.element, 2 * row.element.offsetHeight);
}
