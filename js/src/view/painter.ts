// Painting what is in sight at once, and all else once the slider rests: a slider that moves must not wait for the
// labels of a large graph that nobody sees at the moment.

import { type Box, overlap } from "../layout/geometry.ts";

/** Something drawn at a fixed place. */
export interface Part {
  readonly box: Box;
  paint(): void;
}

/** A slider rests if it has not moved for so many milliseconds. */
const REST = 50;
/** So many parts are then painted in each frame. */
const EACH_FRAME = 250;

export class Painter {
  #waiting: readonly Part[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  readonly #parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** Paints the parts in `sight` now, the others in the frames after a rest; all of them now if it is null. */
  paint(sight: Box | null): void {
    this.stop();
    this.#waiting = this.#parts;
    this.paintInSight(sight);
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#paintSome(), REST);
  }

  /** Paints at once what still waits and has come into sight. */
  paintInSight(sight: Box | null): void {
    const isSeen = ({ box }: Part) => sight === null || overlap(box, sight);
    const seen = this.#waiting.filter(isSeen);
    this.#waiting = this.#waiting.filter((part) => !isSeen(part));
    for (const part of seen) part.paint();
  }

  stop(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
  }

  #paintSome(): void {
    const now = this.#waiting.slice(0, EACH_FRAME);
    this.#waiting = this.#waiting.slice(EACH_FRAME);
    for (const part of now) part.paint();
    if (this.#waiting.length > 0) this.#frame = requestAnimationFrame(() => this.#paintSome());
  }
}
