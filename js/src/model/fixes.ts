// Fixes of the source: applied to it, and as diffs. Python's `Fix.apply` and `diff_lines` do the same.

import type { Edit, Fix } from "../document.ts";
import { difference, NOTHING, onLines, type Stretch } from "./changes.ts";

/**
 * A line that a fix takes away (counted in the source) or puts in (counted in the mended source). Where an old line
 * and new ones are alike, `changed` is what differs.
 */
export interface DiffLine {
  readonly sign: "-" | "+";
  readonly line: number;
  readonly text: string;
  readonly changed: Stretch;
}

export const NOT_TRIED = "Not tried.";
/** Beyond these a fix is hardly what was meant. */
export const MOST_FIXES = 3;

/**
 * The source with a fix in it; lines that have moved are found by their text, the nearest first.
 * @throws Error if a line that is to be replaced is no longer there.
 */
export function applyFix(source: string, fix: Fix): string {
  const lines = source.split("\n");
  const fromBelow = [...fix.edits].sort((one, other) => other.line - one.line);
  for (const edit of fromBelow) lines.splice(placeOf(edit, lines), oldLines(edit).length, ...newLines(edit));
  return lines.join("\n");
}

function placeOf({ line, old }: Edit, lines: readonly string[]): number {
  if (old === undefined) return Math.min(line - 1, lines.length);
  const places = lines.flatMap((text, index) => (text === old ? [index] : []));
  const [first, ...others] = places;
  if (first === undefined) throw new Error(`The source has no line '${old.trim()}'.`);
  const distance = (index: number) => Math.abs(index - (line - 1));
  return others.reduce((best, index) => (distance(index) < distance(best) ? index : best), first);
}

function oldLines({ old }: Edit): string[] {
  return old === undefined ? [] : [old];
}

function newLines(edit: Edit): string[] {
  return edit.new === "" && edit.old !== undefined ? [] : edit.new.split("\n");
}

/** The lines that a fix changes, from the top; of neighbouring edits the old lines stand before the new ones. */
export function diffOf(fix: Fix): DiffLine[] {
  const lines: DiffLine[] = [];
  let added: DiffLine[] = [];
  let [shift, end] = [0, 0];
  for (const edit of [...fix.edits].sort((one, other) => one.line - other.line)) {
    if (edit.line > end) lines.push(...added.splice(0));
    const { before, after } = changedLines(edit, edit.line + shift);
    lines.push(...before);
    added = [...added, ...after];
    shift += after.length - before.length;
    end = edit.line + before.length;
  }
  return [...lines, ...added];
}

/** The lines of one edit; its new ones begin at line `first` of the mended source. */
function changedLines(edit: Edit, first: number): { before: DiffLine[]; after: DiffLine[] } {
  const [before, after] = [oldLines(edit), newLines(edit)];
  const both = before.length > 0 && after.length > 0;
  const [gone, come] = both ? difference(edit.old ?? "", edit.new) : [NOTHING, NOTHING];
  const places = onLines(edit.new, come);
  return {
    before: before.map((text) => ({ sign: "-", line: edit.line, text, changed: gone })),
    after: after.map((text, place) => ({
      sign: "+",
      line: first + place,
      text,
      changed: places[place] ?? NOTHING,
    })),
  };
}

/** The same lines without the indentation that they share. */
export function dedent(lines: readonly DiffLine[]): DiffLine[] {
  const written = lines.filter(({ text }) => text.trim() !== "");
  const indents = written.map(({ text }) => text.length - text.trimStart().length);
  const shared = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  const moved = (place: number) => Math.max(place - shared, 0);
  return lines.map(({ text, changed, ...rest }) => ({
    ...rest,
    text: text.slice(shared),
    changed: { from: moved(changed.from), to: moved(changed.to) },
  }));
}

/** What came of trying a fix, or that nobody did. */
export function trialText({ verified, outcome }: Fix): string {
  if (verified) return `Checked. ${outcome}`.trimEnd();
  return outcome === "" ? NOT_TRIED : outcome;
}
