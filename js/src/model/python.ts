// Python source cut into pieces for colouring: enough for reading, no parser.

export type TokenKind = "keyword" | "number" | "string" | "comment" | "plain";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const KEYWORDS =
  "False None True and as assert async await break class continue def del elif else except finally for from " +
  "global if import in is lambda nonlocal not or pass raise return try while with yield";

const STRING_BODIES = [
  /"""(?:\\[\s\S]|[^\\])*?(?:"""|$)/,
  /'''(?:\\[\s\S]|[^\\])*?(?:'''|$)/,
  /"(?:\\.|[^"\\\n])*"?/,
  /'(?:\\.|[^'\\\n])*'?/,
].map((body) => body.source);

const PATTERN = new RegExp(
  [
    "(?<comment>#[^\\n]*)",
    `(?<string>[rRbBfFuU]{0,2}(?:${STRING_BODIES.join("|")}))`,
    "(?<number>\\b\\d[\\w.]*(?:(?<=\\d[eE])[+-]\\d+)?)",
    `(?<keyword>\\b(?:${KEYWORDS.replaceAll(" ", "|")})\\b)`,
    "(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)",
  ].join("|"),
  "gu",
);

/** The source as lines of tokens; the tokens of a line, joined, are that line. */
export function tokenize(source: string): Token[][] {
  const lines: Token[][] = [[]];
  const add = (kind: TokenKind, text: string) => {
    text.split("\n").forEach((piece, position) => {
      if (position > 0) lines.push([]);
      if (piece !== "") lines.at(-1)?.push({ kind, text: piece });
    });
  };
  let end = 0;
  for (const match of source.matchAll(PATTERN)) {
    add("plain", source.slice(end, match.index));
    add(kindOf(match.groups ?? {}), match[0]);
    end = match.index + match[0].length;
  }
  add("plain", source.slice(end));
  return lines;
}

function kindOf(groups: Record<string, string | undefined>): TokenKind {
  const kinds = ["comment", "string", "number", "keyword"] as const;
  return kinds.find((kind) => groups[kind] !== undefined) ?? "plain";
}
