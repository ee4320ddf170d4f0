// The package as it is published: packed, installed in an empty project, and used from there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { build } from "vite";
import { serve } from "../../playground/serve.js";
import { openPage, withBrowser } from "./support/chromium.js";

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const TOOLS = join(PACKAGE, "node_modules");

const PROGRAM = `import { load } from "lineplate";
const lineplate = await load();
const template = lineplate.compile('{"text": "{{ UserAttribute.name }}"}', { kind: null });
const text = template.ok ? template.render({ name: '"' }) : template;
`;
const EXPECTED = { outcome: "sent", payload: '{"text":"\\""}', diagnostics: [] };

let project;
before(async () => {
  project = await mkdtemp(join(tmpdir(), "lineplate-project-"));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", project], { cwd: PACKAGE });
  const [{ filename }] = JSON.parse(stdout);
  await writeFile(join(project, "package.json"), '{"type": "module", "private": true}');
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(project, filename)], { cwd: project });
});
after(() => rm(project, { recursive: true, force: true }));

test("holds what it needs and nothing else", async () => {
  const root = join(project, "node_modules/lineplate");
  const names = (await readdir(root)).sort();
  assert.deepEqual(names, ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "dist", "package.json", "src"]);
  assert.deepEqual((await readdir(join(root, "dist"))).sort(), ["codes.js", "engine.js", "engine.wasm", "zones.bin"]);
  const { messages } = await publint({ pkgDir: root, strict: true });
  assert.deepEqual(messages, []);
});

test("its version is that of the engine", async () => {
  const manifest = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8"));
  await writeFile(join(project, "version.js"), `${PROGRAM}console.log(lineplate.version);`);
  const { stdout } = await run("node", ["version.js"], { cwd: project });
  assert.equal(stdout.trim(), manifest.version);
});

test("works in Node", async () => {
  await writeFile(join(project, "main.js"), `${PROGRAM}console.log(JSON.stringify(text));`);
  const { stdout } = await run("node", ["main.js"], { cwd: project });
  assert.deepEqual(JSON.parse(stdout), EXPECTED);
});

test("works in Node with an engine that the caller reads", async () => {
  const program = PROGRAM.replace('"lineplate"', '"lineplate/slim"').replace(
    "load()",
    'load(readFileSync(fileURLToPath(import.meta.resolve("lineplate/engine.wasm"))))',
  );
  const imports = 'import { readFileSync } from "node:fs";\nimport { fileURLToPath } from "node:url";\n';
  await writeFile(join(project, "slim.js"), `${imports}${program}console.log(JSON.stringify(text));`);
  const { stdout } = await run("node", ["slim.js"], { cwd: project });
  assert.deepEqual(JSON.parse(stdout), EXPECTED);
});

test("the example in the README has types that tsc --strict accepts, and runs", async () => {
  const readme = await readFile(join(PACKAGE, "README.md"), "utf8");
  const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  assert.ok(examples.length > 0);
  const compiler = join(TOOLS, "typescript/bin/tsc");
  const options = ["--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", "nodenext"];
  for (const [index, code] of examples.entries()) {
    const file = `example${index}.ts`;
    await writeFile(join(project, file), code);
    await run("node", [compiler, ...options, "--exactOptionalPropertyTypes", file], { cwd: project }).catch(
      ({ stdout }) => assert.fail(stdout),
    );
    const { stdout } = await run("node", [`example${index}.js`], { cwd: project });
    assert.ok(stdout.includes('Hello, Ana \\"Nana\\" Lima!'), stdout);
  }
});

test("types refuse what the engine refuses", async () => {
  const wrong = `import { load } from "lineplate";
const lineplate = await load();
// @ts-expect-error: a body is text
lineplate.compile(1);
// @ts-expect-error: no such kind
lineplate.compile("{}", { kind: "pull" });
// @ts-expect-error: no such code
await lineplate.explain("no/code");
const template = lineplate.compile("{}");
// @ts-expect-error: it may not have compiled
template.render({});
if (template.ok) {
  const rendered = template.render("{}");
  // @ts-expect-error: there may be no payload
  rendered.payload;
}
`;
  await writeFile(join(project, "wrong.ts"), wrong);
  const compiler = join(TOOLS, "typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", "nodenext"];
  await run("node", [compiler, ...options, "wrong.ts"], { cwd: project }).catch(({ stdout }) => assert.fail(stdout));
});

test("works from a Vite build in Chromium, with one .wasm file", async () => {
  await mkdir(join(project, "site"), { recursive: true });
  await writeFile(join(project, "site/index.html"), '<link rel="icon" href="data:,"><script type="module" src="main.js"></script>');
  await writeFile(join(project, "site/main.js"), `${PROGRAM}document.body.append(JSON.stringify(text));`);
  const outDir = join(project, "built");
  await build({
    root: join(project, "site"),
    configFile: false,
    logLevel: "error",
    build: { outDir, target: "es2022", emptyOutDir: true },
  });
  const assets = await readdir(join(outDir, "assets"));
  assert.equal(assets.filter((name) => name.endsWith(".wasm")).length, 1, assets.join(" "));
  const { server, address } = await serve(outDir);
  try {
    await withBrowser(async (context) => {
      const { page, faults } = await openPage(context, `${address}/`);
      await page.waitForFunction(() => document.body.textContent !== "");
      assert.deepEqual(JSON.parse(await page.locator("body").textContent()), EXPECTED);
      assert.deepEqual(faults, []);
    });
  } finally {
    server.close();
  }
});
