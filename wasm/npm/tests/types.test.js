// The types are written by hand; what they list is what the engine knows.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "lineplate";

const lineplate = await load();

async function union(file, name) {
  const text = await readFile(new URL(`../src/${file}`, import.meta.url), "utf8");
  const [, body] = text.match(new RegExp(`export type ${name} =\\n((?: +\\| "[^"]+";?\\n?)+)`));
  return [...body.matchAll(/"([^"]+)"/g)].map(([, word]) => word);
}

test("codes", async () => {
  const codes = await lineplate.codes();
  assert.deepEqual(await union("codes.d.ts", "Code"), codes.map(({ code }) => code));
});

test("kinds", async () => {
  const kinds = await union("types.d.ts", "Kind");
  assert.throws(
    () => lineplate.validate("none", {}),
    (error) => error.message === `there is no kind \`none\` of document; there are ${kinds.join(", ")}`,
  );
});
