// Asking the kernel for the document at other sizes: one question at a time, the newest wins.

import type { Update } from "../document.ts";

export type Sizes = Readonly<Record<string, number>>;

export interface ResizeRequest {
  readonly kind: "resize";
  readonly request: number;
  readonly sizes: Sizes;
  /** The page shows another document than that of the cell, and wants a document again. */
  readonly redrawn?: true;
}

export type ResizeAnswer =
  | { readonly kind: "resized"; readonly request: number; readonly update: Update }
  | { readonly kind: "redrawn"; readonly request: number; readonly document: string }
  | { readonly kind: "refused"; readonly request: number; readonly message: string };

/** The far end of the wire; `onMessage` returns a function that stops listening. */
export interface Kernel {
  send(message: ResizeRequest): void;
  onMessage(callback: (message: ResizeAnswer) => void): () => void;
}

/**
 * What becomes of a question; `asked` are the sizes that were asked for. `busy` is told when an answer is slow and again
 * when it has come.
 */
export interface ResizeListener {
  resized(update: Update, asked: Sizes, request: number): void;
  /** Other calls run at these sizes: the text of the document that tells of them. */
  redrawn(document: string, asked: Sizes): void;
  refused(message: string, asked: Sizes): void;
  busy(waiting: boolean): void;
}

export const NO_KERNEL = "No kernel answers: run the cell again to vary the sizes.";

const BUSY_AFTER = 150;
const GIVE_UP_AFTER = 3000;

/** Shared by all resizers of the page, since every view of a widget hears the answers to all of them. */
let lastRequest = 0;

export class Resizer {
  readonly #sent = new Map<number, Sizes>();
  #inFlight: number | null = null;
  #newestAnswer = 0;
  #wanted: Sizes | null = null;
  #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #stopListening: () => void;
  readonly #kernel: Kernel;
  readonly #listener: ResizeListener;
  readonly #redrawn: boolean;

  constructor(kernel: Kernel, listener: ResizeListener, redrawn = false) {
    this.#kernel = kernel;
    this.#listener = listener;
    this.#redrawn = redrawn;
    this.#stopListening = kernel.onMessage((answer) => this.#receive(answer));
  }

  /** Asks for these sizes: at once, or as soon as the question before is answered. */
  resize(sizes: Sizes): void {
    this.#wanted = sizes;
    if (this.#inFlight === null) this.#sendWanted();
  }

  dispose(): void {
    this.#stopListening();
    this.#stopTimers();
  }

  #sendWanted(): void {
    if (this.#wanted === null) return;
    const [sizes, request] = [this.#wanted, ++lastRequest];
    this.#wanted = null;
    this.#inFlight = request;
    this.#sent.set(request, sizes);
    this.#timers = [
      setTimeout(() => this.#listener.busy(true), BUSY_AFTER),
      setTimeout(() => this.#giveUp(sizes), GIVE_UP_AFTER),
    ];
    this.#kernel.send({ kind: "resize", request, sizes, ...(this.#redrawn ? { redrawn: true } : {}) });
  }

  #receive(answer: ResizeAnswer): void {
    const asked = this.#sent.get(answer.request);
    if (asked === undefined) return;
    this.#sent.delete(answer.request);
    if (answer.request === this.#inFlight) this.#settle();
    if (answer.request < this.#newestAnswer) return;
    this.#newestAnswer = answer.request;
    if (answer.kind === "resized") this.#listener.resized(answer.update, asked, answer.request);
    else if (answer.kind === "redrawn") this.#listener.redrawn(answer.document, asked);
    else this.#listener.refused(answer.message, asked);
    if (this.#inFlight === null) this.#sendWanted();
  }

  #giveUp(asked: Sizes): void {
    this.#settle();
    this.#listener.refused(NO_KERNEL, asked);
    this.#sendWanted();
  }

  #settle(): void {
    this.#inFlight = null;
    this.#stopTimers();
    this.#listener.busy(false);
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
