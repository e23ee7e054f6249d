// The first line: the verdict in words, and a chip for each mismatch or warning that jumps to its place.

import type { Document } from "../document.ts";
import { type Finding, lineText, nameOf } from "../model/findings.ts";
import type { Session } from "../model/session.ts";
import { button, classes, html } from "./dom.ts";

/** How many more there are; here each of them has a chip. */
const COUNTED = /^\d+ (more mismatch|more mismatches|warning|warnings)$/;
const MARKS = { ok: "✓", mismatch: "✗", error: "!", empty: "!" };

export function verdictLine(session: Session): HTMLElement {
  const line = html("div", { class: "verdict", role: "status", "aria-live": "polite" });
  let painted = "";
  const repaint = () => {
    const { document, findings, atRecordedSizes } = session;
    const told = JSON.stringify([
      document.headline,
      document.verdict,
      document.notes,
      findings,
      atRecordedSizes,
    ]);
    if (told === painted) return;
    painted = told;
    line.replaceChildren(...content(session));
  };
  session.on("sizes", repaint);
  repaint();
  return line;
}

function content(session: Session): HTMLElement[] {
  const { document } = session;
  const [claim, ...rest] = document.headline.split(" · ");
  const asides = rest.filter((text) => !COUNTED.test(text)).map((text) => aside(session, text));
  return [
    html("span", { class: "mark", "aria-hidden": true }, MARKS[document.verdict]),
    html("div", {}, headline(claim ?? ""), ...places(session), ...asides, ...notes(document)),
  ];
}

/** The claim, with an explanation in brackets at its end set apart: "… gets 16384 (= 16·32·32)". */
function headline(text: string): HTMLElement {
  const [, claim, reason] = /^(.*) \((= [^()]*)\)$/.exec(text) ?? [null, text, undefined];
  const parts = [html("b", {}, claim ?? "")];
  if (reason !== undefined) parts.push(html("span", { class: "mono reason" }, reason));
  return html("span", { class: "headline" }, ...parts);
}

/** What the headline tells besides its claim; a line of the code in it can be turned to. */
function aside(session: Session, text: string): HTMLElement {
  const pieces = text.split(/\b(line \d+)\b/);
  const children = pieces.map((piece, position) =>
    position % 2 === 0 ? piece : lineLink(session, piece, Number(piece.slice("line ".length))),
  );
  return html("span", { class: "aside" }, ...children);
}

function lineLink(session: Session, text: string, line: number): HTMLElement {
  return button(text, `Show ${text} of the code`, () => session.turnToLine(line), { class: "link" });
}

/** The chips; with a single finding the words "line 11" will do, and there is room for the line to change. */
function places(session: Session): HTMLElement[] {
  const { findings } = session;
  const [only] = findings.length === 1 ? findings : [];
  if (only === undefined) {
    return findings.map((each, position) => {
      const name = nameOf(each, (id) => session.nodes.get(id)?.label);
      return chip(session, each, position, name);
    });
  }
  return [chip(session, only, 0, lineText(only) || "show it"), ...advice(session, only)];
}

function advice(session: Session, { causes }: Finding): HTMLElement[] {
  const [cause] = session.atRecordedSizes ? causes : [];
  return cause === undefined ? [] : [html("span", { class: "advice" }, `change line ${cause.line}`)];
}

/** At other sizes the finding at that place is another object, though it may say the same. */
function chip(session: Session, finding: Finding, position: number, text: string): HTMLElement {
  const name = finding.kind === "warning" ? `⚠ ${text}` : text;
  const turn = () => session.turnTo(session.findings[position] ?? finding);
  return button(name, finding.message, turn, { class: classes("chip", finding.kind) });
}

function notes(document: Document): HTMLElement[] {
  return document.notes.map((note) => html("div", { class: "note" }, note));
}
