// The switches that say how shapes are written: as numbers, as formulas, or as both.

import { hasFormulas, type Notation, switched } from "../model/notation.ts";
import type { Session } from "../model/session.ts";
import { button, html } from "./dom.ts";

const SWITCHES: readonly [part: keyof Notation, label: string, title: string][] = [
  ["numbers", "1, 2, 3", "Shapes as numbers"],
  ["formulas", "N, H, W", "Shapes as formulas"],
];

/** Hidden where there are numbers only. */
export function notationSwitches(session: Session): HTMLElement {
  const buttons = SWITCHES.map(([part, label, title]) => {
    const element = button(label, title, () => session.write(switched(session.notation, part)));
    const show = () => element.setAttribute("aria-pressed", String(session.notation[part]));
    session.on("notation", show);
    show();
    return element;
  });
  const named = { class: "notation", role: "group", "aria-label": "How shapes are written" };
  return html("span", { ...named, hidden: !hasFormulas(session.original) }, ...buttons);
}
