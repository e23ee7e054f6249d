// What was found, mismatches and warnings alike: what to say of it, where it is, what to change.

import type { Cause, Document, Edit, ErrorText, Fix } from "../document.ts";

export interface Finding {
  readonly kind: "mismatch" | "warning";
  /** Absent where no call could be drawn, as for a constructor that refuses its arguments. */
  readonly node?: string;
  readonly line?: number;
  readonly message: string;
  readonly blame: string;
  readonly causes: readonly Cause[];
  readonly fixes: readonly Fix[];
  readonly error?: ErrorText;
}

/** Mismatches first, each kind in the order in which the calls ran. */
export function findingsOf(document: Document): Finding[] {
  return [
    ...document.mismatches.map((mismatch) => ({ kind: "mismatch" as const, ...mismatch })),
    ...document.warnings.map((warning) => ({ kind: "warning" as const, blame: "", ...warning })),
  ];
}

/** The nodes that have a warning. */
export function warnedNodes({ warnings }: Document): string[] {
  return warnings.flatMap(({ node }) => node ?? []);
}

/** "fc1 · line 11": what a finding is called where there are several. */
export function nameOf(finding: Finding, labels: (node: string) => string | undefined): string {
  const label = finding.node === undefined ? undefined : (labels(finding.node) ?? finding.node);
  return [label ?? "", lineText(finding)].filter((part) => part !== "").join(" · ") || "show it";
}

export function lineText({ line }: Finding): string {
  return line === undefined ? "" : `line ${line}`;
}

export interface ChangeMark {
  readonly text: string;
  readonly kind: Finding["kind"];
  /** False for the further lines of a fix that changes several. */
  readonly first: boolean;
}

/** The lines that the first fix of each finding changes, and the words that mark them in the code. */
export function changeMarks(findings: readonly Finding[]): Map<number, ChangeMark> {
  const marks = new Map<number, ChangeMark>();
  const mark = (line: number, finding: Finding, first: boolean) => {
    if (!marks.has(line))
      marks.set(line, { text: changeText(finding, line, first), kind: finding.kind, first });
  };
  for (const finding of findings) {
    const line = finding.causes[0]?.line;
    if (line !== undefined) mark(line, finding, true);
  }
  for (const finding of findings) for (const { line } of firstEdits(finding)) mark(line, finding, false);
  return marks;
}

function firstEdits({ fixes }: Finding): readonly Edit[] {
  return fixes[0]?.edits ?? [];
}

function changeText(finding: Finding, line: number, first: boolean): string {
  const edits = firstEdits(finding).filter((edit) => edit.line === line);
  const inserts = edits.length > 0 && edits.every((edit) => edit.old === undefined);
  if (first) return inserts ? "◂ add a line above" : "◂ change here";
  return inserts ? "◂ and above" : "◂ and here";
}
