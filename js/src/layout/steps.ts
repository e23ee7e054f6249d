// A link cut at the borders of the open groups that it crosses: one step for each group that it runs through.

import { ancestors, type Graph } from "../model/graph.ts";
import type { Link } from "../model/links.ts";

/** A stretch of a link inside one group. An end is a node directly inside the group, or a port on its border. */
export interface Step {
  readonly level: string;
  readonly from: string;
  readonly to: string;
  readonly trunk: string;
  /** True for the one step, at the level where source and target meet, that carries the label. */
  readonly labelled: boolean;
}

const ENTRY = "in:";
const EXIT = "out:";

export const isEntry = (end: string) => end.startsWith(ENTRY);
export const isExit = (end: string) => end.startsWith(EXIT);
export const isPort = (end: string) => isEntry(end) || isExit(end);

/** Within its level a step is known by this; links of one trunk share it. */
export function stepKey(step: Step): string {
  return JSON.stringify([step.from, step.to, step.trunk]);
}

/** The steps of a link from its source to its target. */
export function stepsOf(graph: Graph, link: Link): Step[] {
  const { trunk, level } = link;
  const exit = `${EXIT}${trunk}`;
  const entry = `${ENTRY}${trunk}`;
  return [
    ...crossed(graph, link.source, level).map(([group, from]) => step(group, from, exit, trunk)),
    { level, from: link.from, to: link.to, trunk, labelled: true },
    ...crossed(graph, link.target, level)
      .reverse()
      .map(([group, to]) => step(group, entry, to, trunk)),
  ];
}

function step(level: string, from: string, to: string, trunk: string): Step {
  return { level, from, to, trunk, labelled: false };
}

/** The groups around a node up to but excluding `level`, innermost first, each with what it holds of the node. */
function crossed(graph: Graph, id: string, level: string): [group: string, inside: string][] {
  const groups = ancestors(graph, id);
  const end = groups.indexOf(level);
  const inner = end === -1 ? groups : groups.slice(0, end);
  return inner.map((group, position) => [group, position === 0 ? id : (inner[position - 1] as string)]);
}
