// Doing something as often as the page is painted, and no more.

/** An action that is done at once when `call`ed, and if called again before the next frame, once more in that. */
export class PerFrame {
  #frame: number | null = null;
  #again = false;

  readonly #action: () => void;

  constructor(action: () => void) {
    this.#action = action;
  }

  call(): void {
    if (this.#frame !== null) {
      this.#again = true;
      return;
    }
    this.#frame = requestAnimationFrame(() => this.#next());
    this.#action();
  }

  cancel(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#again = false;
  }

  #next(): void {
    this.#frame = null;
    if (!this.#again) return;
    this.#again = false;
    this.call();
  }
}
