// All that is known of the selected node.

import { detailsOf } from "../model/details.ts";
import type { Session } from "../model/session.ts";
import { html } from "./dom.ts";
import type { Panel } from "./side.ts";

const NOTHING = "Select a node of the graph or a line of the code to see its details.";

export function detailsPanel(session: Session): Panel {
  const element = html("div", { class: "details" });
  const paint = () => {
    const node = session.selected === null ? undefined : session.nodes.get(session.selected);
    if (node === undefined) element.replaceChildren(html("p", { class: "muted" }, NOTHING));
    else element.replaceChildren(html("h3", {}, node.label), list(detailsOf(session.document, node)));
  };
  return { title: "Details", element, paint };
}

function list(details: ReturnType<typeof detailsOf>): HTMLElement {
  const entries = details.flatMap(({ name, lines }) => [
    html("dt", {}, name),
    ...lines.map((line) => html("dd", {}, line)),
  ]);
  return html("dl", {}, ...entries);
}
