// Making elements. All text goes in as text: names and code of a model are never read as markup.

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string;

const SVG = "http://www.w3.org/2000/svg";

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

export function classes(...names: (string | false)[]): string {
  return names.filter((name) => name !== false).join(" ");
}

/** For each element that takes the focus: keeps JupyterLab's shortcuts from taking its keys. */
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

export function button(label: string, title: string, onClick: () => void, attributes: Attributes = {}) {
  const element = html(
    "button",
    { type: "button", title, "aria-label": title, ...OWN_KEYS, ...attributes },
    label,
  );
  element.addEventListener("click", onClick);
  return element;
}

/** Scrolls a panel to an element and what is `around` it, and nothing but the panel: the page stays where it is. */
export function scrollInside(panel: HTMLElement, element: HTMLElement, around = 0): void {
  const top = element.offsetTop - panel.offsetTop - around;
  const bottom = element.offsetTop - panel.offsetTop + element.offsetHeight + around;
  if (top < panel.scrollTop) panel.scrollTop = top;
  else if (bottom > panel.scrollTop + panel.clientHeight) panel.scrollTop = bottom - panel.clientHeight;
}

let lastId = 0;

/** An id that no other element of the page has. */
export function freshId(): string {
  return `shapeviz-${++lastId}`;
}
