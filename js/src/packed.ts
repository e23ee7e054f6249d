// The document as a notebook or a page keeps it: compressed.

/** The text that Python packed: zlib's format, in base64. Rejects if it is neither. */
export async function unpack(packed: string): Promise<string> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}
