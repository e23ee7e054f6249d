// A view on a page as anywidget makes it, with a kernel that answers nothing by itself.

import type { Document } from "../../src/document.ts";
import type { WidgetManager } from "../../src/notebook.ts";
import { draw } from "../../src/widget.ts";

type Message = { kind: string; request: number; sizes: Record<string, number>; redrawn?: true };

/** anywidget's model. */
class FakeModel {
  readonly sent: Message[] = [];
  private listeners: ((message: never) => void)[] = [];

  constructor(
    private readonly traits: Record<string, unknown>,
    readonly widget_manager: WidgetManager,
  ) {}

  get(name: string): never {
    return this.traits[name] as never;
  }

  send(message: unknown): void {
    this.sent.push(message as Message);
  }

  on(_: string, callback: (message: never) => void): void {
    this.listeners.push(callback);
  }

  off(_: string, callback: (message: never) => void): void {
    this.listeners = this.listeners.filter((each) => each !== callback);
  }

  tell(message: unknown): void {
    for (const listener of this.listeners) listener(message as never);
  }
}

/** How to end each view that a test has left on the page. */
export const running: (() => void)[] = [];

/** A view of `content`, in a notebook if `manager` knows one. */
export function render(content: Document | string, live = true, manager: WidgetManager = {}) {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const model = new FakeModel({ twin: "twin", live }, manager);
  const el = document.createElement("div");
  document.body.append(el);
  const end = draw({ model, el }, text);
  running.push(end);
  const find = <E extends Element = HTMLElement>(selector: string) => el.querySelector(selector) as E;
  const texts = (selector: string) => [...el.querySelectorAll(selector)].map((each) => each.textContent);
  const type = (name: string, value: string) => {
    const box = find<HTMLInputElement>(`[data-box="${name}"]`);
    box.value = value;
    box.dispatchEvent(new Event("input"));
  };
  return { model, el, end, find, texts, type };
}

export function clearPage(): void {
  for (const end of running.splice(0)) end();
  document.body.replaceChildren();
}
