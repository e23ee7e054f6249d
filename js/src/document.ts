// The JSON document that Python writes: its types, and the guard at the door.

export type * from "./document.generated.ts";

import type { Document } from "./document.generated.ts";

export const VERSION = 1;

/** A document that cannot be shown; its message is a sentence for the reader. */
export class DocumentError extends Error {}

/**
 * The document in a JSON text.
 * @throws DocumentError if the text is no JSON or of a version that this page cannot read.
 */
export function parseDocument(text: string): Document {
  const document = parseJson(text);
  const version = document?.version;
  if (version !== VERSION) {
    const found = version === undefined ? "no version" : `version ${JSON.stringify(version)}`;
    throw new DocumentError(
      `This document has ${found}; this shapeviz reads version ${VERSION}. Run the cell again to make a new one.`,
    );
  }
  return document as unknown as Document;
}

function parseJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text);
  } catch {
    throw new DocumentError("This document cannot be read. Run the cell again to make a new one.");
  }
}
