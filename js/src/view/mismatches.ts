// What is wrong, in sentences, with the framework's own words folded beneath.

import type { ErrorText } from "../document.ts";
import type { Session } from "../model/session.ts";
import { html, OWN_KEYS } from "./dom.ts";

export function mismatchList(session: Session): HTMLElement {
  const list = html("div", { class: "mismatches" });
  const repaint = () => {
    const { mismatches, warnings, error } = session.document;
    list.replaceChildren(
      ...mismatches.map(({ message, error }) => entry("✗", message, error)),
      ...(mismatches.length === 0 && error ? [entry("!", `${error.type}: ${error.text}`, undefined)] : []),
      ...warnings.map(({ message }) => entry("!", message, undefined)),
    );
    list.hidden = list.childElementCount === 0;
  };
  session.on("sizes", repaint);
  repaint();
  return list;
}

function entry(mark: string, message: string, error: ErrorText | undefined): HTMLElement {
  const sentence = html("p", {}, html("span", { class: "mark", "aria-hidden": true }, mark), ` ${message}`);
  if (error === undefined) return html("section", {}, sentence);
  const text = html("code", {}, `${error.type}: ${error.text}`);
  const summary = html("summary", { ...OWN_KEYS }, "The error as it was raised");
  return html("section", {}, sentence, html("details", {}, summary, text));
}
