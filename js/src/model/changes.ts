// Which part of a line a fix changes.

/** A stretch of a text; empty where both are equal. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export const NOTHING: Stretch = { from: 0, to: 0 };

const TOKEN = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

/**
 * Where two texts differ: what stands between the words that both begin with and those that both end with. Nothing
 * if they have neither in common, since then all of it is new.
 */
export function difference(before: string, after: string): [Stretch, Stretch] {
  const [old, mended] = [before.match(TOKEN) ?? [], after.match(TOKEN) ?? []];
  const shorter = Math.min(old.length, mended.length);
  const start = countWhile(shorter, (index) => old[index] === mended[index]);
  const end = countWhile(shorter - start, (index) => old.at(-1 - index) === mended.at(-1 - index));
  const shared = [...old.slice(0, start), ...old.slice(old.length - end)].join("");
  if (shared.trim() === "") return [NOTHING, NOTHING];
  const middle = (tokens: readonly string[]) => {
    const from = tokens.slice(0, start).join("").length;
    return { from, to: from + tokens.slice(start, tokens.length - end).join("").length };
  };
  return [middle(old), middle(mended)];
}

function countWhile(limit: number, holds: (index: number) => boolean): number {
  let count = 0;
  while (count < limit && holds(count)) count++;
  return count;
}

/** The parts of a stretch of a text that lie on each of its lines, blanks at their ends aside. */
export function onLines(text: string, { from, to }: Stretch): Stretch[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const within = (place: number) => Math.min(Math.max(place - start, 0), line.length);
    const piece = line.slice(within(from), within(to));
    const first = within(from) + piece.length - piece.trimStart().length;
    start += line.length + 1;
    return { from: first, to: first + piece.trim().length };
  });
}
