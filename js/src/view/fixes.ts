// The fixes of what is being looked at, each as a diff of the cell with a button for the mended cell.

import type { Fix } from "../document.ts";
import { type Finding, nameOf } from "../model/findings.ts";
import { applyFix, type DiffLine, dedent, diffOf, MOST_FIXES, trialText } from "../model/fixes.ts";
import type { Session } from "../model/session.ts";
import { sizesText } from "../model/sizes.ts";
import { copyText } from "./clipboard.ts";
import { button, classes, html, OWN_KEYS } from "./dom.ts";

/** Puts a cell of this code below the one that is shown; false where that cannot be done. */
export type PutBelow = (source: string) => boolean;

const NO_FIX = "No change was found that makes this fit.";
const CHECKED = "Tried on a copy of the model that has shapes and no data";
const PUT_BELOW = "The mended cell stands below: run it.";
const COPIED = "Copied: paste it into a new cell.";
const NOT_COPIED = "The browser does not allow copying. Here is the mended cell:";

/** The strip of fixes, empty if the document has none. Fixes are for the sizes of the cell, and say so at others. */
export function fixesPanel(session: Session, putBelow: PutBelow | null): HTMLElement {
  const panel = html("section", { class: "fixes", "aria-label": "Fixes" });
  let shown: Finding | null = null;
  const paint = () => {
    if (session.atRecordedSizes && session.finding !== shown) {
      shown = session.finding;
      panel.replaceChildren(...content(session, shown, putBelow));
    }
    panel.classList.toggle("elsewhere", !session.atRecordedSizes);
    panel.querySelector<HTMLElement>(".sizes-note")?.toggleAttribute("hidden", session.atRecordedSizes);
  };
  panel.hidden = session.findings.every(({ fixes }) => fixes.length === 0);
  session.on("sizes", paint);
  session.on("selection", paint);
  paint();
  return panel;
}

function content(session: Session, finding: Finding | null, putBelow: PutBelow | null): HTMLElement[] {
  if (finding === null) return [];
  const fixes = finding.fixes.slice(0, MOST_FIXES);
  const cards = fixes.map((fix) => fixCard(session, fix, putBelow));
  return [
    html("h3", {}, heading(session, finding)),
    html("p", { class: "sizes-note", role: "status", hidden: true }, sizesNote(session, fixes.length)),
    cards.length > 0 ? html("div", { class: "cards" }, ...cards) : html("p", { class: "muted" }, NO_FIX),
  ];
}

function heading(session: Session, finding: Finding): string {
  const noun = finding.fixes.length === 1 ? "Fix" : "Fixes";
  if (session.findings.length === 1) return noun;
  return `${noun} for ${nameOf(finding, (id) => session.nodes.get(id)?.label)}`;
}

function sizesNote({ original }: Session, count: number): string {
  const subject = count === 1 ? "This fix is" : "These fixes are";
  return `${subject} for the cell as it ran (${sizesText(original.symbols)}), not for the sizes shown now.`;
}

function fixCard(session: Session, fix: Fix, putBelow: PutBelow | null): HTMLElement {
  const answer = html("div", { class: "answer", role: "status" });
  const label = putBelow === null ? "Copy the mended cell" : "Put the mended cell below";
  const act = async () => answer.replaceChildren(...(await deliver(session, fix, putBelow)));
  return html(
    "article",
    { class: "fix" },
    html("div", { class: "head" }, html("h4", {}, fix.title), trial(fix)),
    ...(fix.reason === "" ? [] : [html("p", { class: "muted" }, fix.reason)]),
    diff(fix),
    html("div", { class: "foot" }, button(label, `${label}: ${fix.title}`, act), answer),
  );
}

function trial(fix: Fix): HTMLElement {
  const mark = html("span", { class: "mark", "aria-hidden": true }, fix.verified ? "✓ " : "○ ");
  const title = fix.verified ? CHECKED : undefined;
  return html("p", { class: classes("trial", fix.verified && "checked"), title }, mark, trialText(fix));
}

/** Each line with its sign and number, what changed in it marked; a long line goes on below. */
function diff(fix: Fix): HTMLElement {
  const lines = dedent(diffOf(fix));
  const digits = Math.max(...lines.map(({ line }) => String(line).length), 1);
  const rows = lines.map(({ sign, line, text, changed }) => {
    const number = html("span", { class: "no" }, `${sign} ${String(line).padStart(digits)} `);
    const code = html("span", { class: "text" }, ...markedCode(text, changed));
    return html("div", { class: sign === "-" ? "old" : "new" }, number, code);
  });
  return html("div", { class: "diff mono", role: "group", "aria-label": "Changed lines" }, ...rows);
}

function markedCode(text: string, { from, to }: DiffLine["changed"]): (HTMLElement | string)[] {
  if (from === to) return breakable(text);
  const changed = html("mark", {}, ...breakable(text.slice(from, to)));
  return [...breakable(text.slice(0, from)), changed, ...breakable(text.slice(to))];
}

/** Code that may go on below after an opening bracket, a comma, a dot, or an equals sign, but within no number. */
function breakable(code: string): (HTMLElement | string)[] {
  return code.split(/(?<=[([.,=])(?![\d=])/).flatMap((piece) => [piece, html("wbr")]);
}

/** Puts the mended cell below, or else on the clipboard, or else on the page; what comes back says which. */
async function deliver(
  session: Session,
  fix: Fix,
  putBelow: PutBelow | null,
): Promise<(HTMLElement | string)[]> {
  const mended = applyFix(session.original.source.text, fix);
  if (putBelow?.(mended)) return [PUT_BELOW];
  if (await copyText(mended)) return [COPIED];
  const field = html("textarea", {
    class: "mono",
    readonly: true,
    rows: 6,
    "aria-label": "The mended cell",
    ...OWN_KEYS,
  });
  field.value = mended;
  return [NOT_COPIED, field];
}
