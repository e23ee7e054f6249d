import { expect, test } from "vitest";
import { DocumentError, parseDocument } from "../src/document.ts";
import { cnn } from "./fixtures.ts";

test("a document of this version is read as it is", () => {
  expect(parseDocument(JSON.stringify(cnn()))).toEqual(cnn());
});

test.each([
  [
    '{"version": 2}',
    "This document has version 2; this shapeviz reads version 1. Run the cell again to make a new one.",
  ],
  [
    "null",
    "This document has no version; this shapeviz reads version 1. Run the cell again to make a new one.",
  ],
  ["{", "This document cannot be read. Run the cell again to make a new one."],
])("%s is refused with a sentence", (text, sentence) => {
  expect(() => parseDocument(text)).toThrow(new DocumentError(sentence));
});
