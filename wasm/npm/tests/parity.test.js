// The package says what the library and the command line say, byte for byte: `cargo test --test parity` wrote it down.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "lineplate";
import { serve } from "../../playground/serve.js";
import { openPage, withBrowser } from "./support/chromium.js";
import { renderAll, studyAll, validateAll } from "./support/parity.js";

async function cases(name) {
  const file = new URL(`../../../target/parity/${name}.ndjson`, import.meta.url);
  const text = await readFile(file, "utf8").catch(() => {
    throw new Error(`${file.pathname} is missing: run \`cargo test --test parity\` first`);
  });
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

function assertSame(found, expected) {
  assert.equal(found.length, expected.length);
  for (const [index, entry] of expected.entries()) {
    assert.deepEqual(found[index], entry.expected, entry.name);
  }
}

const render = await cases("render");
const validate = await cases("validate");
const study = await cases("study");

test("the pages on codes", async () => {
  const lineplate = await load();
  const pages = await Promise.all((await lineplate.codes()).map(({ code }) => lineplate.explain(code)));
  assert.deepEqual(pages, await cases("codes"));
});

test("in Node", async () => {
  const lineplate = await load();
  assertSame(renderAll(lineplate, render), render);
  assertSame(validateAll(lineplate, validate), validate);
  assertSame(studyAll(lineplate, study), study);
});

test("in Chromium", async () => {
  const { server, address } = await serve(fileURLToPath(new URL("../..", import.meta.url)));
  try {
    const [rendered, validated, studied] = await withBrowser(async (context) => {
      const { page } = await openPage(context, `${address}/playground/`);
      return page.evaluate(
        async ([render, validate, study]) => {
          const { load } = await import("/npm/src/browser.js");
          const { renderAll, studyAll, validateAll } = await import("/npm/tests/support/parity.js");
          const lineplate = await load();
          return [renderAll(lineplate, render), validateAll(lineplate, validate), studyAll(lineplate, study)];
        },
        [render, validate, study],
      );
    });
    assertSame(rendered, render);
    assertSame(validated, validate);
    assertSame(studied, study);
  } finally {
    server.close();
  }
});
