// The document on its way into the notebook: compressed, since a notebook keeps it with each output.

/** The text that Python packed: zlib's format, in base64. Rejects if it is neither. */
export async function unpack(packed: string): Promise<string> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}
