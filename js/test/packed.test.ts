import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { unpack } from "../src/packed.ts";

const fixture = JSON.parse(
  readFileSync(new URL("../../tests/fixtures/packed.json", import.meta.url), "utf8"),
);

test("a text that Python packed comes out as it was", async () => {
  expect(await unpack(fixture.packed)).toBe(fixture.text);
});

test("what is not packed is refused", async () => {
  await expect(unpack("{}")).rejects.toThrow();
});
