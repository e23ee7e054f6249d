// All rules, each scoped under `.shapeviz`.

import base from "./base.css";
import details from "./details.css";
import fixes from "./fixes.css";
import graph from "./graph.css";
import header from "./header.css";
import narrow from "./narrow.css";
import panels from "./panels.css";
import sliders from "./sliders.css";

export const css = [base, header, sliders, panels, details, graph, fixes, narrow].join("");
