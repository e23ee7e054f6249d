// The layer table, the graph for those who would rather read or hear it.

import { formatCount } from "../model/labels.ts";
import type { Session } from "../model/session.ts";
import { layerTable, type TableRow } from "../model/table.ts";
import { html } from "./dom.ts";

const HEADINGS = ["Layer", "Output shape", "Parameters", "Multiply-adds"];
const STATE_WORDS = {
  ok: "",
  mismatch: " ✗ mismatch",
  assumed: " as if it fitted",
  unreached: " not reached",
};

export function tablePanel(session: Session): HTMLElement {
  const body = html("tbody");
  const head = html(
    "thead",
    {},
    html("tr", {}, ...HEADINGS.map((name) => html("th", { scope: "col" }, name))),
  );
  const repaint = () => {
    body.replaceChildren(...layerTable(session.document, session.graph).map((row) => tableRow(session, row)));
  };
  const paintSelection = () => {
    for (const row of body.rows) row.classList.toggle("selected", row.dataset.row === session.selected);
  };
  session.on("sizes", repaint);
  session.on("selection", paintSelection);
  repaint();
  return html(
    "table",
    { class: "layers" },
    html("caption", {}, "Layers in the order in which they ran"),
    head,
    body,
  );
}

function tableRow(session: Session, row: TableRow): HTMLElement {
  const name = html("th", { scope: "row" }, row.layer, html("span", { class: "muted" }, ` ${row.kind}`));
  name.style.paddingLeft = `${12 + 14 * row.depth}px`;
  const state = html("span", { class: "state" }, STATE_WORDS[row.status]);
  const count = (value: number) => html("td", { class: "count" }, value > 0 ? formatCount(value) : "–");
  const element = html(
    "tr",
    { class: row.status, "data-row": row.id },
    name,
    html("td", { class: "mono" }, row.status === "unreached" ? "" : row.output, state),
    count(row.parameters),
    count(row.multiplyAdds),
  );
  element.addEventListener("click", () => session.select(row.id));
  return element;
}
