// Whether a person holds something with the pointer that must not be taken out of their hand.

export class Grip {
  #held = false;
  #waiting: (() => void) | null = null;
  readonly #element: HTMLElement;

  constructor(element: HTMLElement) {
    this.#element = element;
    element.addEventListener("pointerdown", this.#take);
    for (const type of ENDS) element.ownerDocument.addEventListener(type, this.#release);
  }

  /** Does this as soon as nothing is held; of several, the last. */
  whenFree(action: () => void): void {
    if (this.#held) this.#waiting = action;
    else action();
  }

  dispose(): void {
    this.#waiting = null;
    for (const type of ENDS) this.#element.ownerDocument.removeEventListener(type, this.#release);
  }

  readonly #take = (): void => {
    this.#held = true;
  };

  readonly #release = (): void => {
    const action = this.#waiting;
    this.#held = false;
    this.#waiting = null;
    action?.();
  };
}

const ENDS = ["pointerup", "pointercancel"] as const;
