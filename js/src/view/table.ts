// The layer table, the graph for those who would rather read or hear it.

import { formatCount } from "../model/formats.ts";
import type { Session } from "../model/session.ts";
import { layerTable, type TableRow } from "../model/table.ts";
import { classes, html } from "./dom.ts";
import type { Panel } from "./side.ts";

const HEADINGS = ["Layer", "Output shape", "Parameters", "Multiply-adds"];
const STATE_WORDS = {
  ok: "",
  mismatch: " ✗ mismatch",
  assumed: " as if it fitted",
  unreached: " not reached",
};

export function tablePanel(session: Session): Panel {
  const body = html("tbody");
  const head = html(
    "thead",
    {},
    html("tr", {}, ...HEADINGS.map((name) => html("th", { scope: "col" }, name))),
  );
  const caption = html("caption", {}, "Layers in the order in which they ran");
  const paint = () => {
    const rows = layerTable(session.document, session.graph);
    body.replaceChildren(...rows.map((row) => tableRow(session, row)));
  };
  return { title: "Table", element: html("table", { class: "layers" }, caption, head, body), paint };
}

function tableRow(session: Session, row: TableRow): HTMLElement {
  const name = html("th", { scope: "row" }, row.layer, html("span", { class: "muted" }, ` ${row.kind}`));
  name.style.paddingLeft = `${12 + 14 * row.depth}px`;
  const state = html("span", { class: "state" }, STATE_WORDS[row.status]);
  const count = (value: number) => html("td", { class: "count" }, value > 0 ? formatCount(value) : "–");
  const element = html(
    "tr",
    { class: classes(row.status, row.id === session.selected && "selected"), "data-row": row.id },
    name,
    html("td", { class: "mono" }, row.status === "unreached" ? "" : row.output, state),
    count(row.parameters),
    count(row.multiplyAdds),
  );
  element.addEventListener("click", () => session.select(row.id));
  return element;
}
