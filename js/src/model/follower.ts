// A session follows the sizes that a person chooses: by the formulas at once, by the kernel as soon as it answers.

import type { LocalModel } from "./local.ts";
import { type Kernel, Resizer, type Sizes } from "./resizer.ts";
import type { Session } from "./session.ts";
import { applyUpdate } from "./update.ts";

export interface FollowerListener {
  /** Sizes are shown; `request` is the number of the kernel's answer if they are shown as that says. */
  shown(request: number | null): void;
  /** The sizes chosen cannot be shown; the sentence says why. */
  refused(sentence: string): void;
  busy(waiting: boolean): void;
}

/** The sources of answers; with neither, no size can be shown but the recorded ones. */
export interface Sources {
  readonly local: LocalModel | null;
  readonly kernel: Kernel | null;
}

export class Follower {
  private readonly resizer: Resizer | null;
  /** The sizes chosen, and those for which the session shows an answer of any kind. */
  private chosen: Sizes | null = null;
  private answered: Sizes | null = null;

  constructor(
    private readonly session: Session,
    private readonly sources: Sources,
    private readonly listener: FollowerListener,
  ) {
    this.resizer = sources.kernel === null ? null : this.ask(sources.kernel);
  }

  /** Asks the kernel for these sizes, as soon as it has answered what it was asked before. */
  choose(sizes: Sizes): void {
    this.chosen = sizes;
    this.resizer?.resize(sizes);
  }

  /** Shows the sizes chosen as the formulas tell them, unless they are shown already. */
  paint(): void {
    const { chosen, answered } = this;
    const { local } = this.sources;
    if (local === null || chosen === null || chosen === answered) return;
    const answer = local.answer(chosen);
    if ("update" in answer) {
      this.answered = chosen;
      this.session.show(applyUpdate(this.session.original, answer.update), answer.unknown);
      this.listener.shown(null);
    } else if (this.resizer === null) {
      this.listener.refused(answer.reason);
    }
  }

  dispose(): void {
    this.resizer?.dispose();
  }

  private ask(kernel: Kernel): Resizer {
    return new Resizer(kernel, {
      resized: (update, asked, request) => {
        // While the formulas tell of newer sizes than these, this would be a step back.
        if (asked !== this.chosen && this.answered === this.chosen) return;
        this.answered = asked;
        this.session.show(applyUpdate(this.session.original, update));
        this.listener.shown(request);
      },
      refused: (message, asked) => {
        if (asked === this.chosen && this.answered !== asked) this.listener.refused(message);
      },
      busy: (waiting) => this.listener.busy(waiting),
    });
  }
}
