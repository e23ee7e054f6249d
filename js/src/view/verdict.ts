// The first line: the verdict in words, and a chip for each mismatch that jumps to its place.

import type { Document, Mismatch } from "../document.ts";
import type { Session } from "../model/session.ts";
import { button, html } from "./dom.ts";

const MARKS = { ok: "✓", mismatch: "✗", error: "!", empty: "!" };

export function verdictLine(session: Session): HTMLElement {
  const line = html("div", { class: "verdict", role: "status", "aria-live": "polite" });
  const repaint = () => line.replaceChildren(...content(session));
  session.on("sizes", repaint);
  repaint();
  return line;
}

function content(session: Session): HTMLElement[] {
  const { document } = session;
  return [
    html("span", { class: "mark", "aria-hidden": true }, MARKS[document.verdict]),
    html("div", {}, headline(document), ...places(session), ...notes(document)),
  ];
}

/** The headline, with an explanation in brackets at its end set apart: "… gets 16384 (= 16·32·32)". */
function headline(document: Document): HTMLElement {
  const [, claim, reason] = /^(.*) \((= [^()]*)\)$/.exec(document.headline) ?? [
    null,
    document.headline,
    undefined,
  ];
  const parts = [html("b", {}, claim ?? "")];
  if (reason !== undefined) parts.push(html("span", { class: "mono reason" }, reason));
  return html("span", { class: "headline" }, ...parts);
}

function places(session: Session): HTMLElement[] {
  const { mismatches } = session.document;
  if (mismatches.length === 1) {
    return mismatches.map((mismatch) => chip(session, mismatch, lineText(mismatch) || "show it"));
  }
  return mismatches.map((mismatch) => {
    const label = session.nodes.get(mismatch.node)?.label ?? mismatch.node;
    return chip(session, mismatch, [label, lineText(mismatch)].filter((part) => part !== "").join(" · "));
  });
}

function lineText(mismatch: Mismatch): string {
  return mismatch.line === undefined ? "" : `line ${mismatch.line}`;
}

function chip(session: Session, mismatch: Mismatch, text: string): HTMLElement {
  return button(text, mismatch.message, () => session.select(mismatch.node), { class: "chip" });
}

function notes(document: Document): HTMLElement[] {
  return document.notes.map((note) => html("div", { class: "note" }, note));
}
