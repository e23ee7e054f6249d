// The widget in a notebook: the only file that knows the kernel and anywidget, whose front-end module this is.

import type { Kernel, ResizeAnswer } from "./model/resizer.ts";
import { cellsBelow, type WidgetManager } from "./notebook.ts";
import { unpack } from "./packed.ts";
import { hideTwin } from "./view/twin.ts";
import { renderView } from "./view/view.ts";

interface Traits {
  /** The document as JSON text, packed. */
  document: string;
  /** The id of the element that shows the same picture where no widget lives. */
  twin: string;
  /** False where no kernel stands ready to answer. */
  live: boolean;
}

/** The part of anywidget's model that is used here. */
interface WidgetModel {
  get<K extends keyof Traits>(name: K): Traits[K];
  send(content: unknown): void;
  on(event: "msg:custom", callback: (message: ResizeAnswer) => void): void;
  off(event: "msg:custom", callback: (message: ResizeAnswer) => void): void;
  readonly widget_manager?: WidgetManager;
}

function kernelOf(model: WidgetModel): Kernel {
  return {
    send: (message) => model.send(message),
    onMessage(callback) {
      model.on("msg:custom", callback);
      return () => model.off("msg:custom", callback);
    },
  };
}

interface Place {
  model: WidgetModel;
  el: HTMLElement;
}

/** Draw a document's text at a place; what comes back ends it. */
export function draw({ model, el }: Place, text: string): () => void {
  const twin = model.get("twin");
  const endView = renderView(el, text, {
    kernel: model.get("live") ? kernelOf(model) : null,
    putBelow: cellsBelow(model.widget_manager, twin),
  });
  const showTwin = hideTwin(twin);
  return () => {
    endView();
    showTwin();
  };
}

async function render(place: Place): Promise<() => void> {
  return draw(place, await unpack(place.model.get("document")));
}

export default { render };
