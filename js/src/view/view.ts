// One view of one document: verdict, sizes, graph, code, fixes.

import { DocumentError, parseDocument } from "../document.ts";
import { hasFormulas, LocalModel } from "../model/local.ts";
import type { Kernel } from "../model/resizer.ts";
import { Session } from "../model/session.ts";
import { html } from "./dom.ts";
import { fixesPanel, type PutBelow } from "./fixes.ts";
import { GraphPanel } from "./graph.ts";
import { notationSwitches } from "./notation.ts";
import { searchField } from "./search.ts";
import { sidePanel } from "./side.ts";
import { SizesBar } from "./sliders.ts";
import { css } from "./styles/index.ts";
import { followTheme } from "./theme.ts";
import { verdictLine } from "./verdict.ts";

/** What there is around a view: a kernel to vary the sizes, a notebook that takes new cells. */
export interface Surroundings {
  readonly kernel: Kernel | null;
  readonly putBelow: PutBelow | null;
}

/** A page on its own. */
export const NOTHING_AROUND: Surroundings = { kernel: null, putBelow: null };

/** Shows the document in `text` inside `host`. Returns how to end it. */
export function renderView(host: HTMLElement, text: string, around: Surroundings): () => void {
  const root = html("div", { class: "shapeviz" }, html("style", {}, css));
  host.replaceChildren(root);
  const stopTheme = followTheme(root);
  const stopContent = fillView(root, text, around);
  return () => {
    stopContent();
    stopTheme();
    root.remove();
  };
}

function fillView(root: HTMLElement, text: string, around: Surroundings): () => void {
  try {
    return fillWithSession(root, new Session(parseDocument(text)), around);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    root.append(html("p", { class: "unreadable", role: "alert" }, error.message));
    return () => {};
  }
}

function fillWithSession(root: HTMLElement, session: Session, around: Surroundings): () => void {
  const { kernel, putBelow } = around;
  const { verdict, nodes, source } = session.original;
  const search = searchField(session);
  const header = html(
    "header",
    { class: verdict },
    verdictLine(session),
    notationSwitches(session),
    search.element,
  );
  session.on("sizes", () => {
    header.className = session.document.verdict;
  });
  root.append(header);
  const sizes = sizesBar(root, session, kernel);
  if (sizes) root.append(sizes.element);
  const graph = nodes.length === 0 ? null : new GraphPanel(session);
  if (graph || source.text !== "") {
    root.append(html("div", { class: "main" }, ...(graph ? [graph.element] : []), sidePanel(session)));
  }
  root.append(fixesPanel(session, putBelow));
  root.addEventListener("keydown", (event) => {
    if (
      event.key !== "/" ||
      event.target instanceof HTMLInputElement ||
      event.target instanceof HTMLTextAreaElement
    )
      return;
    event.preventDefault();
    search.open();
  });
  session.start();
  return () => {
    sizes?.dispose();
    graph?.dispose();
  };
}

/** The sizes, if there are any and something can tell what becomes of them. */
function sizesBar(root: HTMLElement, session: Session, kernel: Kernel | null): SizesBar | null {
  const { original } = session;
  const local = hasFormulas(original) ? new LocalModel(original) : null;
  if (original.symbols.length === 0 || (kernel === null && local === null)) return null;
  return new SizesBar(session, { local, kernel }, (request) => {
    root.dataset.request = String(request);
  });
}
