// The self-contained HTML page: shows each document that the page holds, with no kernel.

import { unpack } from "./packed.ts";
import { NOTHING_AROUND, renderView } from "./view/view.ts";

/** Where a document cannot be unpacked the static picture stays. */
async function start(): Promise<void> {
  for (const script of document.querySelectorAll<HTMLScriptElement>("script.shapeviz-document")) {
    const target = document.getElementById(script.dataset.target ?? "");
    if (target !== null) renderView(target, await unpack(script.textContent ?? ""), NOTHING_AROUND);
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
