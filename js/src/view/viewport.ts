// Zoom and pan of the graph.

import { type Box, centre, clamp, type Point, type Size } from "../layout/geometry.ts";

const ZOOM = { smallest: 0.05, legible: 0.2, largest: 2.5, readable: 0.6, reading: 0.85, step: 1.25 };
export const MARGIN = 14;

/** Where the drawing lies in the panel: first scaled, then moved. */
export class Viewport {
  scale = 1;
  x = 0;
  y = 0;
  panel: Size = { width: 0, height: 0 };
  content: Size = { width: 0, height: 0 };
  /** True as long as nobody has zoomed or moved the graph: then a new size of the panel fits it anew. */
  untouched = true;

  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The part of the drawing that the panel shows; null as long as the panel has no size. */
  sight(): Box | null {
    const { x, y, scale, panel } = this;
    if (panel.width === 0 || panel.height === 0) return null;
    return { x: -x / scale, y: -y / scale, width: panel.width / scale, height: panel.height / scale };
  }

  /** True if the texts in the drawing are too small to be read. */
  get far(): boolean {
    return this.scale < ZOOM.legible;
  }

  /** The part of what is in sight in which texts can be read: all of it, or nothing. */
  legible(): Box | null {
    return this.far ? { x: 0, y: 0, width: 0, height: 0 } : this.sight();
  }

  /** All of the graph, however small. */
  fit(): void {
    this.untouched = true;
    this.#setScale(this.#fittingScale());
    this.#showTop();
  }

  /** As much of the graph as can be read: all, or else the surroundings of `focus`, or else its top. */
  fitReadable(focus: Box | undefined): void {
    const fitting = this.#fittingScale();
    if (fitting >= ZOOM.readable) {
      this.#setScale(fitting);
      this.#showTop();
    } else {
      this.#setScale(clamp(this.#widthScale(), ZOOM.readable, ZOOM.reading));
      if (focus) this.#centreOn(focus);
      else this.#showTop();
    }
  }

  zoom(direction: 1 | -1): void {
    this.zoomAt(ZOOM.step ** direction, { x: this.panel.width / 2, y: this.panel.height / 2 });
  }

  zoomAt(factor: number, fixed: Point): void {
    const scale = clamp(this.scale * factor, ZOOM.smallest, ZOOM.largest);
    const applied = scale / this.scale;
    this.untouched = false;
    this.scale = scale;
    this.#moveTo(fixed.x - (fixed.x - this.x) * applied, fixed.y - (fixed.y - this.y) * applied);
  }

  pan(dx: number, dy: number): void {
    this.untouched = false;
    this.#moveTo(this.x + dx, this.y + dy);
  }

  /** Moves as little as is needed for `box` to be seen. */
  reveal(box: Box): void {
    const shift = (start: number, length: number, room: number) => {
      if (start < MARGIN) return MARGIN - start;
      return Math.min(0, room - MARGIN - start - length);
    };
    const dx = shift(this.x + box.x * this.scale, box.width * this.scale, this.panel.width);
    const dy = shift(this.y + box.y * this.scale, box.height * this.scale, this.panel.height);
    if (dx !== 0 || dy !== 0) this.#moveTo(this.x + dx, this.y + dy);
  }

  /** The height at which the panel shows the whole graph at the scale that its width allows. */
  naturalHeight(): number {
    const scale = clamp(this.#widthScale(), ZOOM.readable, 1);
    return this.content.height * scale + 2 * MARGIN;
  }

  #fittingScale(): number {
    const { panel, content } = this;
    return Math.min(1, this.#widthScale(), (panel.height - 2 * MARGIN) / Math.max(1, content.height));
  }

  #widthScale(): number {
    return (this.panel.width - 2 * MARGIN) / Math.max(1, this.content.width);
  }

  #setScale(scale: number): void {
    this.scale = clamp(scale, ZOOM.smallest, ZOOM.largest);
  }

  #showTop(): void {
    const { panel, content, scale } = this;
    const spare = panel.height - content.height * scale;
    this.#moveTo((panel.width - content.width * scale) / 2, Math.max(MARGIN, spare / 2));
  }

  /** Brings the middle of `box` to the middle of the panel, as far as no room is left empty beyond the graph. */
  #centreOn(box: Box): void {
    const { panel, content, scale } = this;
    const { x, y } = centre(box);
    const along = (room: number, length: number, at: number) => {
      const spare = room - length * scale;
      return spare >= 2 * MARGIN ? spare / 2 : clamp(room / 2 - at * scale, spare - MARGIN, MARGIN);
    };
    this.#moveTo(along(panel.width, content.width, x), along(panel.height, content.height, y));
  }

  #moveTo(x: number, y: number): void {
    this.x = x;
    this.y = y;
    this.#onChange();
  }
}
