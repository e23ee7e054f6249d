// The right-hand side: the tabs Code, Details and Table, and beneath them what is wrong.

import type { Session } from "../model/session.ts";
import { codePanel } from "./code.ts";
import { detailsPanel } from "./details.ts";
import { freshId, html, OWN_KEYS } from "./dom.ts";
import { mismatchList } from "./mismatches.ts";
import { tablePanel } from "./table.ts";

export function sidePanel(session: Session): HTMLElement {
  const panels = [
    { title: "Code", panel: codePanel(session) },
    { title: "Details", panel: detailsPanel(session) },
    { title: "Table", panel: tablePanel(session) },
  ];
  const pages = panels.map(({ title, panel }) => ({ ...makePage(title, panel) }));
  const select = (chosen: number, focus: boolean) => {
    pages.forEach(({ tab, panel }, position) => {
      tab.setAttribute("aria-selected", String(position === chosen));
      tab.tabIndex = position === chosen ? 0 : -1;
      panel.hidden = position !== chosen;
    });
    if (focus) pages[chosen]?.tab.focus();
  };
  pages.forEach(({ tab }, position) => {
    tab.addEventListener("click", () => select(position, false));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step !== undefined) select((position + step + pages.length) % pages.length, true);
    });
  });
  select(0, false);
  const tabs = html("div", { class: "tabs", role: "tablist" }, ...pages.map((page) => page.tab));
  return html("div", { class: "side" }, tabs, ...pages.map((page) => page.panel), mismatchList(session));
}

function makePage(title: string, content: HTMLElement) {
  const [tabId, panelId] = [freshId(), freshId()];
  const tab = html(
    "button",
    { type: "button", role: "tab", id: tabId, "aria-controls": panelId, ...OWN_KEYS },
    title,
  );
  const named = { role: "tabpanel", id: panelId, "aria-labelledby": tabId, class: "panel", tabindex: 0 };
  return { tab, panel: html("div", { ...named, ...OWN_KEYS }, content) };
}
