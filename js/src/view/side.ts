// The right-hand side: the tabs Code, Details and Table, and beneath them what is wrong.

import type { Session } from "../model/session.ts";
import { codePanel } from "./code.ts";
import { detailsPanel } from "./details.ts";
import { freshId, html, OWN_KEYS } from "./dom.ts";
import { mismatchList } from "./mismatches.ts";
import { tablePanel } from "./table.ts";

/** What a tab shows. It is painted when it comes to be seen, and again whenever sizes, selection or notation change. */
export interface Panel {
  readonly title: string;
  readonly element: HTMLElement;
  paint(): void;
}

/** The place of the code among the tabs. */
const CODE = 0;

export function sidePanel(session: Session): HTMLElement {
  const pages = [codePanel(session), detailsPanel(session), tablePanel(session)].map(makePage);
  let shown = CODE;
  const select = (chosen: number) => {
    shown = chosen;
    pages.forEach(({ tab, frame }, position) => {
      tab.setAttribute("aria-selected", String(position === chosen));
      tab.tabIndex = position === chosen ? 0 : -1;
      frame.hidden = position !== chosen;
    });
    pages[chosen]?.panel.paint();
  };
  pages.forEach(({ tab }, position) => {
    tab.addEventListener("click", () => select(position));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      select((position + step + pages.length) % pages.length);
      pages[shown]?.tab.focus();
    });
  });
  select(CODE);
  session.on("line", () => select(CODE));
  for (const topic of ["sizes", "selection", "notation"] as const)
    session.on(topic, () => pages[shown]?.panel.paint());
  const tabs = html("div", { class: "tabs", role: "tablist" }, ...pages.map((page) => page.tab));
  return html("div", { class: "side" }, tabs, ...pages.map((page) => page.frame), mismatchList(session));
}

function makePage(panel: Panel) {
  const [tabId, frameId] = [freshId(), freshId()];
  const tab = html(
    "button",
    { type: "button", role: "tab", id: tabId, "aria-controls": frameId, ...OWN_KEYS },
    panel.title,
  );
  const named = { role: "tabpanel", id: frameId, "aria-labelledby": tabId, class: "panel", tabindex: 0 };
  return { tab, panel, frame: html("div", { ...named, ...OWN_KEYS }, panel.element) };
}
