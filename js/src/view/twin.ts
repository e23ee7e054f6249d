// The static twin of a widget: hidden while the widget lives, shown again when it has gone.

const WAIT = 5000;

/** How many widgets on the page live in the place of each twin. */
const living = new Map<string, number>();

/** Hides the twin, now or when it appears; returns a function that shows it again. */
export function hideTwin(id: string): () => void {
  if (id === "") return () => {};
  living.set(id, (living.get(id) ?? 0) + 1);
  const stopWaiting = setHidden(id, true) ? () => {} : whenItAppears(id);
  return () => {
    stopWaiting();
    const others = (living.get(id) ?? 1) - 1;
    living.set(id, others);
    if (others === 0) setHidden(id, false);
  };
}

function setHidden(id: string, hidden: boolean): boolean {
  const twin = document.getElementById(id);
  if (twin === null) return false;
  const wrapper = twin.closest<HTMLElement>(".jp-OutputArea-child") ?? twin;
  wrapper.style.display = hidden ? "none" : "";
  return true;
}

function whenItAppears(id: string): () => void {
  const observer = new MutationObserver(() => {
    if (setHidden(id, true)) stop();
  });
  const timer = setTimeout(() => stop(), WAIT);
  const stop = () => {
    observer.disconnect();
    clearTimeout(timer);
  };
  observer.observe(document.body, { childList: true, subtree: true });
  return stop;
}
