// The playground in Chromium, under a policy that allows neither `eval` nor inline scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { POLICY, serve } from "../../playground/serve.js";
import { openPage, withBrowser } from "./support/chromium.js";

let site;
before(async () => {
  site = await serve(fileURLToPath(new URL("../..", import.meta.url)));
});
after(() => site.server.close());

/** Opens the playground, waits for the first payload, and fails on any error of the page. */
async function inPlayground(action) {
  await withBrowser(async (context) => {
    const { page, faults } = await openPage(context, `${site.address}/playground/`);
    await page.locator("#status[data-outcome]").waitFor();
    await action(page, context);
    assert.deepEqual(faults, []);
  });
}

const outcome = (page) => page.locator("#status").getAttribute("data-outcome");
const codes = (page) =>
  page.locator("#findings li").evaluateAll((items) => items.map((item) => item.dataset.code));

test("shows the payload of the first profile", async () => {
  await inPlayground(async (page) => {
    const payload = JSON.parse(await page.locator("#payload").textContent());
    assert.equal(payload.messages[0].altText, 'Your points, Ana "Nana" Lima');
    assert.equal(payload.messages[0].contents.body.contents.length, 3);
  });
});

test("whatever the page starts with is asked for at once", async () => {
  await inPlayground(async (page) => {
    const [loaded, preloaded] = await page.evaluate(() => [
      performance.getEntriesByType("resource").map((entry) => entry.name),
      [...document.querySelectorAll("link[rel$=preload]")].map((link) => link.href),
    ]);
    const started = loaded.filter((name) => /\.wasm$|\/npm\/.*\.js$/.test(name));
    assert.deepEqual(started.sort(), preloaded.sort());
  });
});

test("findings lead to their place and to what they mean", async () => {
  await inPlayground(async (page) => {
    await page.locator("#body").fill(`{"to": "🍎", "messages": [{"type": "text", "text": "{{ UserAttribute['x'] }}"}]}`);
    assert.equal(await outcome(page), "failed");
    assert.ok((await codes(page)).includes("render/missing-attribute"));
    await page.locator('li[data-code="render/missing-attribute"] button').first().click();
    const selected = await page.locator("#body").evaluate((box) => box.value.slice(box.selectionStart, box.selectionEnd));
    assert.equal(selected, "UserAttribute['x']");
    assert.match(await page.locator("#explanation").textContent(), /missing/);
  });
});

test("a half-typed body has findings and no payload", async () => {
  await inPlayground(async (page) => {
    await page.locator("#body").fill('{"to": "{{ UserAttribute[');
    assert.equal(await outcome(page), "refused");
    assert.equal(await page.locator("#payload").textContent(), "");
    assert.ok((await codes(page)).length > 0);
  });
});

test("a profile that is no JSON is found in the profile", async () => {
  await inPlayground(async (page) => {
    await page.locator("#profile").fill('{"a": }');
    assert.deepEqual(await codes(page), ["profile/invalid"]);
  });
});

test("works in a Web Worker", async () => {
  await inPlayground(async (page) => {
    const result = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker("/playground/worker.js", { type: "module" });
          worker.onerror = (event) => reject(new Error(event.message));
          worker.onmessage = ({ data }) => resolve(data);
          worker.postMessage({ id: 1, body: '{"a": "{{ UserAttribute.a }}"}', options: { kind: null }, profile: { a: '"' } });
        }),
    );
    assert.deepEqual(result, { id: 1, result: { outcome: "sent", payload: '{"a":"\\""}', diagnostics: [] } });
  });
});

test("the policy is in force, and nothing is asked of another site", async () => {
  assert.ok(POLICY.includes("script-src 'self' 'wasm-unsafe-eval'"));
  await withBrowser(async (context) => {
    const asked = [];
    context.on("request", (request) => asked.push(new URL(request.url()).origin));
    const { page } = await openPage(context, `${site.address}/playground/`);
    await page.locator("#status[data-outcome]").waitFor();
    const origins = new Set(asked.filter((origin) => origin !== "null"));
    assert.deepEqual([...origins], [site.address]);
    // Whatever builds code from text is refused: on the page itself, not only by the header.
    const refused = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.inline = true";
      document.head.append(script);
      return globalThis.inline === undefined;
    });
    assert.ok(refused);
  });
});
