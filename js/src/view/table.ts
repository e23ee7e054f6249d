// The layer table, the graph for those who would rather read or hear it.

import { formatCount } from "../model/formats.ts";
import type { Notation } from "../model/notation.ts";
import type { Session } from "../model/session.ts";
import { layerTable, type OutputText, type TableRow } from "../model/table.ts";
import { totalsOf } from "../model/totals.ts";
import { html } from "./dom.ts";
import type { Panel } from "./side.ts";

const HEADINGS = ["Layer", "Output shape", "Parameters", "Multiply-adds"];
/** As the table in plain text says it. */
const CALLED_BEFORE = "(recursive)";
const STATE_WORDS = {
  ok: "",
  mismatch: " ✗ mismatch",
  assumed: " as if it fitted",
  unreached: " not reached",
};

export function tablePanel(session: Session): Panel {
  const [body, foot] = [html("tbody"), html("tfoot")];
  const head = html(
    "thead",
    {},
    html("tr", {}, ...HEADINGS.map((name) => html("th", { scope: "col" }, name))),
  );
  const caption = html("caption", { class: "unseen" }, "Layers in the order in which they ran");
  const painted = new Map<string, { readonly content: string; readonly element: HTMLElement }>();
  const paint = () => {
    const rows = layerTable(session.document, session.graph).map((row) => {
      const content = JSON.stringify([row, session.notation]);
      const before = painted.get(row.id);
      const element = before?.content === content ? before.element : tableRow(session, row);
      element.classList.toggle("selected", row.id === session.selected);
      painted.set(row.id, { content, element });
      return element;
    });
    replaceWhatDiffers(body, rows);
    foot.replaceChildren(totalRow(session));
  };
  return { title: "Table", element: html("table", { class: "layers" }, caption, head, body, foot), paint };
}

/** The rows are always as many. */
function replaceWhatDiffers(body: HTMLElement, rows: readonly HTMLElement[]): void {
  if (body.childElementCount === 0) body.append(...rows);
  rows.forEach((row, position) => {
    const before = body.children[position];
    if (before !== row) before?.replaceWith(row);
  });
}

function tableRow(session: Session, row: TableRow): HTMLElement {
  const name = html("th", { scope: "row" }, row.layer, html("span", { class: "muted" }, ` ${row.kind}`));
  name.style.paddingLeft = `${10 + 10 * row.depth}px`;
  const state = html("span", { class: "state" }, STATE_WORDS[row.status]);
  const warning = row.warned ? [html("span", { class: "warning" }, " ⚠ warning")] : [];
  const [given, beneath] = row.status === "unreached" ? [[], []] : outputs(row.outputs, session.notation);
  const element = html(
    "tr",
    { class: row.status, "data-row": row.id },
    name,
    html("td", { class: "mono" }, ...given, state, ...warning, ...beneath),
    count(row.again ? CALLED_BEFORE : formatSome(row.parameters)),
    count(formatSome(row.multiplyAdds)),
  );
  element.addEventListener("click", () => session.select(row.id));
  return element;
}

/** The sums: the parameters of a module that is called twice count once, and its multiply-adds twice. */
function totalRow(session: Session): HTMLElement {
  const { parameters, multiplyAdds } = totalsOf(session.document);
  const name = html("th", { scope: "row", title: "The parameters of each layer once" }, "Total");
  return html("tr", {}, name, html("td"), count(formatCount(parameters)), count(formatCount(multiplyAdds)));
}

type Pieces = (HTMLElement | string)[];

/** What stands on the first line, and the formulas that stand beneath their numbers. */
function outputs(texts: readonly OutputText[], { numbers, formulas }: Notation): [Pieces, Pieces] {
  const first = texts.map(({ shape, formula }) => (numbers || formula === "" ? shape : formula));
  const second = numbers && formulas ? texts.map(({ formula }) => formula).filter((text) => text !== "") : [];
  const beneath = second.length === 0 ? [] : [html("div", { class: "formula" }, ...separated(second))];
  return [separated(first), beneath];
}

/** Between shapes a line may break, within one it may not. */
function separated(texts: readonly string[]): Pieces {
  return texts.flatMap((text, position) => [
    ...(position === 0 ? [] : [", "]),
    html("span", { class: "shape" }, text),
  ]);
}

function count(text: string): HTMLElement {
  return html("td", { class: "count" }, text);
}

function formatSome(value: number): string {
  return value > 0 ? formatCount(value) : "–";
}
