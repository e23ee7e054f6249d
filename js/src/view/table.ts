// The layer table, the graph for those who would rather read or hear it.

import { formatCount } from "../model/formats.ts";
import type { Session } from "../model/session.ts";
import { layerTable, type TableRow } from "../model/table.ts";
import { totalsOf } from "../model/totals.ts";
import { classes, html } from "./dom.ts";
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
  const paint = () => {
    const rows = layerTable(session.document, session.graph);
    body.replaceChildren(...rows.map((row) => tableRow(session, row)));
    foot.replaceChildren(totalRow(session));
  };
  return { title: "Table", element: html("table", { class: "layers" }, caption, head, body, foot), paint };
}

function tableRow(session: Session, row: TableRow): HTMLElement {
  const name = html("th", { scope: "row" }, row.layer, html("span", { class: "muted" }, ` ${row.kind}`));
  name.style.paddingLeft = `${10 + 10 * row.depth}px`;
  const state = html("span", { class: "state" }, STATE_WORDS[row.status]);
  const warning = row.warned ? [html("span", { class: "warning" }, " ⚠ warning")] : [];
  const element = html(
    "tr",
    { class: classes(row.status, row.id === session.selected && "selected"), "data-row": row.id },
    name,
    html(
      "td",
      { class: "mono" },
      ...(row.status === "unreached" ? [] : shapes(row.outputs)),
      state,
      ...warning,
    ),
    count(row.again ? CALLED_BEFORE : formatSome(row.parameters)),
    count(formatSome(row.multiplyAdds)),
  );
  element.addEventListener("click", () => session.select(row.id));
  return element;
}

/** The sums: the parameters of a module that is called twice count once, the steps of a loop too. */
function totalRow(session: Session): HTMLElement {
  const { parameters, multiplyAdds } = totalsOf(session.document);
  const name = html("th", { scope: "row", title: "Each layer once" }, "Total");
  return html("tr", {}, name, html("td"), count(formatCount(parameters)), count(formatCount(multiplyAdds)));
}

/** Between shapes a line may break, within one it may not. */
function shapes(texts: readonly string[]): (HTMLElement | string)[] {
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
