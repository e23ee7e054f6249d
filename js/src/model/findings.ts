// What was found, mismatches and warnings alike: what to say of it, where it is, what to change.

import type { Cause, Document, ErrorText, Fix } from "../document.ts";

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
}

/** The lines to change, the first of each finding, and the words that mark them in the code. */
export function changeMarks(findings: readonly Finding[]): Map<number, ChangeMark> {
  const marks = new Map<number, ChangeMark>();
  for (const { causes, fixes, kind } of findings) {
    const line = causes[0]?.line;
    if (line === undefined || marks.has(line)) continue;
    const edits = fixes[0]?.edits.filter((edit) => edit.line === line) ?? [];
    const inserts = edits.length > 0 && edits.every((edit) => edit.old === undefined);
    marks.set(line, { text: inserts ? "◂ add a line above" : "◂ change here", kind });
  }
  return marks;
}
