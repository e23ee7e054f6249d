import { readFileSync } from "node:fs";
import { test } from "vitest";
import { Layouter } from "/work/main/js/src/layout/layout.ts";
import { estimate } from "/work/main/js/src/layout/measure.ts";
import { indexGraph } from "/work/main/js/src/model/graph.ts";
import { initiallyOpen } from "/work/main/js/src/model/folding.ts";
test("bench", () => {
  for (const n of ["cnn","unet","gpt2","gpt_bad","chain300","chain2000"]) {
    const d = JSON.parse(readFileSync(`/tmp/fe/docs/${n}.json`,"utf8")); const g = indexGraph(d);
    for (const open of [initiallyOpen(d,g), new Set([...g.nodes.keys()].filter(i=>g.children.has(i)))]) {
      const t=performance.now(); const l=new Layouter(d,g,estimate).layout(open); console.log(n, open.size, l.boxes.size, Math.round(performance.now()-t)+"ms", Math.round(l.width), Math.round(l.height));
    }
  }
}, 60000);
