// Mouse, touch and wheel on the graph.

import type { Viewport } from "./viewport.ts";

/** A press that moves less than this is a click. */
const CLICK = 4;
const WHEEL_SPEED = 0.0015;

/** Drag to move; turn the wheel to zoom, with Ctrl or ⌘, or once the graph has the focus. */
export function listenToGestures(
  element: SVGSVGElement,
  viewport: Viewport,
  onClick: (target: Element) => void,
): void {
  let press: { x: number; y: number; moved: boolean } | null = null;
  element.addEventListener("pointerdown", (event) => {
    if (event.button === 0) press = { x: event.clientX, y: event.clientY, moved: false };
  });
  element.addEventListener("pointermove", (event) => {
    if (press === null) return;
    const [dx, dy] = [event.clientX - press.x, event.clientY - press.y];
    if (!press.moved && Math.hypot(dx, dy) < CLICK) return;
    if (!press.moved) element.setPointerCapture(event.pointerId);
    press = { x: event.clientX, y: event.clientY, moved: true };
    viewport.pan(dx, dy);
  });
  element.addEventListener("pointerup", (event) => {
    if (press !== null && !press.moved && event.target instanceof Element) onClick(event.target);
    press = null;
  });
  element.addEventListener("pointercancel", () => {
    press = null;
  });
  element.addEventListener("wheel", (event) => zoomByWheel(element, viewport, event), { passive: false });
}

function zoomByWheel(element: SVGSVGElement, viewport: Viewport, event: WheelEvent): void {
  const focused = (element.getRootNode() as Document | ShadowRoot).activeElement === element;
  if (!event.ctrlKey && !event.metaKey && !focused) return;
  event.preventDefault();
  const corner = element.getBoundingClientRect();
  const at = { x: event.clientX - corner.left, y: event.clientY - corner.top };
  viewport.zoomAt(Math.exp(-event.deltaY * WHEEL_SPEED), at);
}

/** The id in the nearest `data-…` attribute of that name around an element. */
export function dataAround(target: Element, name: string): string | null {
  return target.closest(`[data-${name}]`)?.getAttribute(`data-${name}`) ?? null;
}
