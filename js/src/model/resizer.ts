// Asking the kernel for the document at other sizes: one question at a time, the newest wins.

import type { Update } from "../document.ts";

export type Sizes = Readonly<Record<string, number>>;

export interface ResizeRequest {
  readonly kind: "resize";
  readonly request: number;
  readonly sizes: Sizes;
}

export type ResizeAnswer =
  | { readonly kind: "resized"; readonly request: number; readonly update: Update }
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
  refused(message: string, asked: Sizes): void;
  busy(waiting: boolean): void;
}

export const NO_KERNEL = "No kernel answers: run the cell again to vary the sizes.";

const BUSY_AFTER = 150;
const GIVE_UP_AFTER = 3000;

/** Shared by all resizers of the page, since every view of a widget hears the answers to all of them. */
let lastRequest = 0;

export class Resizer {
  private readonly sent = new Map<number, Sizes>();
  private inFlight: number | null = null;
  private newestAnswer = 0;
  private wanted: Sizes | null = null;
  private timers: ReturnType<typeof setTimeout>[] = [];
  private readonly stopListening: () => void;

  constructor(
    private readonly kernel: Kernel,
    private readonly listener: ResizeListener,
  ) {
    this.stopListening = kernel.onMessage((answer) => this.receive(answer));
  }

  /** Asks for these sizes: at once, or as soon as the question before is answered. */
  resize(sizes: Sizes): void {
    this.wanted = sizes;
    if (this.inFlight === null) this.sendWanted();
  }

  dispose(): void {
    this.stopListening();
    this.stopTimers();
  }

  private sendWanted(): void {
    if (this.wanted === null) return;
    const [sizes, request] = [this.wanted, ++lastRequest];
    this.wanted = null;
    this.inFlight = request;
    this.sent.set(request, sizes);
    this.timers = [
      setTimeout(() => this.listener.busy(true), BUSY_AFTER),
      setTimeout(() => this.giveUp(sizes), GIVE_UP_AFTER),
    ];
    this.kernel.send({ kind: "resize", request, sizes });
  }

  private receive(answer: ResizeAnswer): void {
    const asked = this.sent.get(answer.request);
    if (asked === undefined) return;
    this.sent.delete(answer.request);
    if (answer.request === this.inFlight) this.settle();
    if (answer.request < this.newestAnswer) return;
    this.newestAnswer = answer.request;
    if (answer.kind === "resized") this.listener.resized(answer.update, asked, answer.request);
    else this.listener.refused(answer.message, asked);
    if (this.inFlight === null) this.sendWanted();
  }

  private giveUp(asked: Sizes): void {
    this.settle();
    this.listener.refused(NO_KERNEL, asked);
    this.sendWanted();
  }

  private settle(): void {
    this.inFlight = null;
    this.stopTimers();
    this.listener.busy(false);
  }

  private stopTimers(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }
}
