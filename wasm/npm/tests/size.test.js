// Whoever opens a page waits for the engine. The limit may go down, never up without a reason in the commit.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const LIMIT = 457_000;

test("the engine is small", async () => {
  const file = await readFile(fileURLToPath(new URL("../dist/engine.wasm", import.meta.url)));
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: file.length };
  const size = brotliCompressSync(file, { params }).length;
  assert.ok(size <= LIMIT, `${size} bytes with brotli, at most ${LIMIT} are allowed`);
});
