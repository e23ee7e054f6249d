// The search field: Enter goes from one node that is called so to the next.

import { search } from "../model/search.ts";
import type { Session } from "../model/session.ts";
import { button, html, OWN_KEYS } from "./dom.ts";

export interface SearchField {
  readonly element: HTMLElement;
  open(): void;
}

export function searchField(session: Session): SearchField {
  const label = "Search by name, path or operation";
  const input = html("input", {
    type: "search",
    placeholder: label,
    "aria-label": label,
    hidden: true,
    ...OWN_KEYS,
  });
  const count = html("span", { class: "muted", role: "status" });
  let [found, position]: [string[], number] = [[], -1];
  const show = (visible: boolean) => {
    input.hidden = !visible;
    if (visible) input.focus();
    else input.value = "";
    input.dispatchEvent(new Event("input"));
  };
  input.addEventListener("input", () => {
    [found, position] = [search(session.document, input.value), -1];
    count.textContent =
      input.value.trim() === "" ? "" : found.length === 0 ? "nothing found" : `${found.length} found`;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show(false);
    if (event.key !== "Enter" || found.length === 0) return;
    position = (position + (event.shiftKey ? -1 : 1) + found.length) % found.length;
    count.textContent = `${position + 1} of ${found.length}`;
    session.select(found[position] ?? null);
  });
  const toggle = button("⌕", "Search ( / )", () => show(input.hidden === true), { class: "icon" });
  return { element: html("span", { class: "tools" }, count, input, toggle), open: () => show(true) };
}
