// The self-contained HTML page: shows each document that the page holds, with no kernel.

import { NOTHING_AROUND, renderView } from "./view/view.ts";

function start(): void {
  for (const script of document.querySelectorAll<HTMLScriptElement>("script.shapeviz-document")) {
    const target = document.getElementById(script.dataset.target ?? "");
    if (target !== null) renderView(target, script.textContent ?? "", NOTHING_AROUND);
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
