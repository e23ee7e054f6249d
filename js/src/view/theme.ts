// Light or dark, after the notebook around, or else after the system.

const WATCHED = ["data-jp-theme-light", "class"];

/** Keeps `data-theme` of `root` true to its surroundings; returns a function that stops it. */
export function followTheme(root: HTMLElement): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    root.dataset.theme = isDark(document.body, system.matches) ? "dark" : "light";
  };
  const observer = new MutationObserver(apply);
  observer.observe(document.body, { attributes: true, attributeFilter: WATCHED });
  system.addEventListener("change", apply);
  apply();
  return () => {
    observer.disconnect();
    system.removeEventListener("change", apply);
  };
}

/** JupyterLab and VS Code say it on the body; where nobody does, the system's wish counts. */
export function isDark(body: HTMLElement, system: boolean): boolean {
  if (body.dataset.jpThemeLight !== undefined) return body.dataset.jpThemeLight === "false";
  if (body.classList.contains("vscode-dark") || body.classList.contains("vscode-high-contrast")) return true;
  if (body.classList.contains("vscode-light")) return false;
  return system;
}
