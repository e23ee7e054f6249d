// What is wrong, and why, in sentences, with the framework's own words folded beneath.

import type { ErrorText } from "../document.ts";
import type { Finding } from "../model/findings.ts";
import type { Session } from "../model/session.ts";
import { classes, html, OWN_KEYS, scrollInside } from "./dom.ts";

export function mismatchList(session: Session): HTMLElement {
  const list = html("div", { class: "mismatches" });
  const showCurrent = () => {
    const entries = list.querySelectorAll<HTMLElement>(".finding");
    if (entries.length < 2) return;
    session.findings.forEach((finding, position) => {
      const element = entries[position];
      element?.classList.toggle("current", finding === session.finding);
      if (element && finding === session.finding) scrollInside(list, element);
    });
  };
  const repaint = () => {
    const { mismatches, error } = session.document;
    const untold = mismatches.length === 0 && error ? [sentence("!", `${error.type}: ${error.text}`)] : [];
    const entries = session.findings.map((finding) => entry(session, finding));
    list.replaceChildren(...untold.map((each) => html("section", {}, each)), ...entries);
    list.hidden = list.childElementCount === 0;
    showCurrent();
  };
  session.on("sizes", repaint);
  session.on("selection", showCurrent);
  repaint();
  return list;
}

/** A click anywhere on an entry is a short cut; the chip in the verdict does the same, and takes the focus. */
function entry(session: Session, finding: Finding): HTMLElement {
  const warns = finding.kind === "warning";
  const element = html(
    "section",
    { class: classes("finding", finding.kind) },
    warns ? sentence("⚠", `Warning: ${finding.message}`) : sentence("✗", finding.message),
    ...why(session, finding),
    ...(finding.error === undefined ? [] : [raised(finding.error)]),
  );
  element.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("details") === null) session.turnTo(finding);
  });
  return element;
}

/** How the numbers came about; where no fix gives the reason, the line to change too. */
function why(session: Session, { blame, causes, fixes }: Finding): HTMLElement[] {
  if (!session.atRecordedSizes) return [];
  const [cause] = fixes.length === 0 ? causes : [];
  const texts = [blame, cause === undefined ? "" : `Change line ${cause.line}. ${cause.reason}`];
  return texts.filter((text) => text !== "").map((text) => html("div", { class: "blame" }, text));
}

function sentence(mark: string, message: string): HTMLElement {
  return html("p", {}, html("span", { class: "mark", "aria-hidden": true }, mark), ` ${message}`);
}

function raised(error: ErrorText): HTMLElement {
  const text = html("code", {}, `${error.type}: ${error.text}`);
  const summary = html("summary", { ...OWN_KEYS }, "The error as it was raised");
  return html("details", {}, summary, text);
}
