// One view of one document: verdict, sizes, graph, code, fixes.

import { DocumentError, parseDocument } from "../document.ts";
import { LocalModel } from "../model/local.ts";
import { hasFormulas } from "../model/notation.ts";
import type { Kernel, Sizes } from "../model/resizer.ts";
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
  const content = new Content(root, text, around);
  return () => {
    content.end();
    stopTheme();
    root.remove();
  };
}

/** The view's content: the document of the cell, or another one where other numbers make other calls. */
class Content {
  #stop: () => void;
  readonly #root: HTMLElement;
  readonly #original: string;
  readonly #around: Surroundings;

  constructor(root: HTMLElement, original: string, around: Surroundings) {
    this.#root = root;
    this.#original = original;
    this.#around = around;
    this.#stop = this.#fill(original, null);
  }

  end(): void {
    this.#stop();
  }

  #fill(text: string, sizes: Sizes | null): () => void {
    const redrawn = text !== this.#original;
    return fillView(this.#root, text, this.#around, { sizes, redrawn, draw: this.#redraw });
  }

  readonly #redraw = (text: string, sizes: Sizes): void => {
    const { size, box } = this.#root.querySelector<HTMLElement>(":focus")?.dataset ?? {};
    this.#stop();
    this.#root.replaceChildren(...this.#root.querySelectorAll(":scope > style"));
    this.#stop = this.#fill(text, sizes);
    if (size !== undefined) focusOn(this.#root, "data-size", size);
    if (box !== undefined) focusOn(this.#root, "data-box", box);
  };
}

function focusOn(element: HTMLElement, attribute: string, name: string): void {
  const inputs = [...element.querySelectorAll<HTMLElement>(`[${attribute}]`)];
  inputs.find((input) => input.getAttribute(attribute) === name)?.focus();
}

/** What the sizes bar begins with: the sizes of a redrawn document, and who draws another one. */
interface Drawing {
  readonly sizes: Sizes | null;
  readonly redrawn: boolean;
  draw(text: string, sizes: Sizes): void;
}

function fillView(root: HTMLElement, text: string, around: Surroundings, drawing: Drawing): () => void {
  try {
    return fillWithSession(root, new Session(parseDocument(text)), around, drawing);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    root.append(html("p", { class: "unreadable", role: "alert" }, error.message));
    return () => {};
  }
}

function fillWithSession(
  root: HTMLElement,
  session: Session,
  around: Surroundings,
  drawing: Drawing,
): () => void {
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
  const sizes = sizesBar(root, session, kernel, drawing);
  if (sizes) root.append(sizes.element);
  const graph = nodes.length === 0 ? null : new GraphPanel(session);
  if (graph || source.text !== "") {
    root.append(html("div", { class: "main" }, ...(graph ? [graph.element] : []), sidePanel(session)));
  }
  root.append(fixesPanel(session, putBelow));
  const onKey = (event: KeyboardEvent) => {
    if (
      event.key !== "/" ||
      event.target instanceof HTMLInputElement ||
      event.target instanceof HTMLTextAreaElement
    )
      return;
    event.preventDefault();
    search.open();
  };
  root.addEventListener("keydown", onKey);
  session.start();
  return () => {
    root.removeEventListener("keydown", onKey);
    sizes?.dispose();
    graph?.dispose();
  };
}

/** The sizes, if there are any and something can tell what becomes of them. */
function sizesBar(
  root: HTMLElement,
  session: Session,
  kernel: Kernel | null,
  drawing: Drawing,
): SizesBar | null {
  const { original } = session;
  const local = hasFormulas(original) ? new LocalModel(original, session.graph) : null;
  if (original.symbols.length === 0 || (kernel === null && local === null)) return null;
  const { sizes, redrawn, draw } = drawing;
  const bar = new SizesBar(
    session,
    { local, kernel, redrawn },
    {
      answered: (request) => {
        root.dataset.request = String(request);
      },
      redrawn: draw,
    },
  );
  if (redrawn && sizes !== null) bar.show(sizes);
  else if (sizes !== null) bar.choose(sizes);
  return bar;
}
