// A session follows the sizes that a person chooses: by the formulas at once, by the kernel as soon as it answers.

import type { LocalModel } from "./local.ts";
import { type Kernel, type ResizeListener, Resizer, type Sizes } from "./resizer.ts";
import type { Session } from "./session.ts";
import { applyUpdate } from "./update.ts";

export interface FollowerListener {
  /** Sizes are shown; `request` is the number of the kernel's answer if they are shown as that says. */
  shown(request: number | null): void;
  /** The sizes chosen cannot be shown; the sentence says why. */
  refused(sentence: string): void;
  /** The sizes chosen want another document, whose text this is. */
  redrawn(document: string, sizes: Sizes): void;
  busy(waiting: boolean): void;
}

/** The sources of answers; with neither, no size can be shown but the recorded ones. */
export interface Sources {
  readonly local: LocalModel | null;
  readonly kernel: Kernel | null;
  /** True where the document shown is not that of the cell. */
  readonly redrawn?: boolean;
}

export class Follower {
  readonly #resizer: Resizer | null;
  /** The sizes chosen, and those for which the session shows an answer of any kind. */
  #chosen: Sizes | null = null;
  #answered: Sizes | null = null;
  readonly #session: Session;
  readonly #sources: Sources;
  readonly #listener: FollowerListener;

  constructor(session: Session, sources: Sources, listener: FollowerListener) {
    this.#session = session;
    this.#sources = sources;
    this.#listener = listener;
    this.#resizer = sources.kernel === null ? null : this.#ask(sources.kernel, sources.redrawn ?? false);
  }

  /** Asks the kernel for these sizes, as soon as it has answered what it was asked before. */
  choose(sizes: Sizes): void {
    this.#chosen = sizes;
    this.#resizer?.resize(sizes);
  }

  /** Shows the sizes chosen as the formulas tell them, unless they are shown already. */
  paint(): void {
    const { local } = this.#sources;
    const chosen = this.#chosen;
    if (local === null || chosen === null || chosen === this.#answered) return;
    const answer = local.answer(chosen);
    if ("update" in answer) {
      this.#answered = chosen;
      this.#session.show(applyUpdate(this.#session.original, answer.update));
      this.#listener.shown(null);
    } else if (this.#resizer === null) {
      this.#listener.refused(answer.reason);
    }
  }

  dispose(): void {
    this.#resizer?.dispose();
  }

  #ask(kernel: Kernel, redrawn: boolean): Resizer {
    const listener: ResizeListener = {
      resized: (update, asked, request) => {
        // While the formulas tell of newer sizes than these, this would be a step back.
        if (asked !== this.#chosen && this.#answered === this.#chosen) return;
        this.#answered = asked;
        this.#session.show(applyUpdate(this.#session.original, update));
        this.#listener.shown(request);
      },
      redrawn: (document, asked) => {
        if (asked === this.#chosen) this.#listener.redrawn(document, asked);
      },
      refused: (message, asked) => {
        if (asked === this.#chosen && this.#answered !== asked) this.#listener.refused(message);
      },
      busy: (waiting) => this.#listener.busy(waiting),
    };
    return new Resizer(kernel, listener, redrawn);
  }
}
