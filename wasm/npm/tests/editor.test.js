// The services for editors. What they answer is tested with the engine; here it is offsets and shapes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "lineplate";

const lineplate = await load();

test("completes behind characters of two code units", () => {
  const text = '{"messages": [{"type": "text", "text": "🍎日 {{ UserAttribute[\'fi';
  const { span, items } = lineplate.complete(text, text.length, { first_name: "花子" });
  assert.deepEqual(items.map(({ label, kind, detail }) => [label, kind, detail]), [["first_name", "attribute", "string"]]);
  assert.equal(text.slice(span.start.offset, span.end.offset), "fi");
});

test("a profile that is being typed is no hindrance", () => {
  const text = "{{ x|upp";
  assert.deepEqual(lineplate.complete(text, text.length, '{"a": ').items.map(({ insert }) => insert), ["upper"]);
});

test("hover names the thing and where it is", () => {
  const text = '{"🍎": "{{ x|title }}"}';
  const hover = lineplate.hover(text, text.indexOf("title") + 2);
  assert.equal(text.slice(hover.span.start.offset, hover.span.end.offset), "title");
  assert.match(hover.text, /each word/);
  assert.equal(lineplate.hover(text, 0), undefined);
});

test("findings of a broken text, of a template, and of what it makes", () => {
  const codes = (...input) => lineplate.diagnostics(...input).map(({ code }) => code);
  assert.deepEqual(codes('{"a": {{'), ["syntax/template"]);
  const body = `{"messages": [{"type": "text", "text": "{{ UserAttribute['x']|e }}"}]}`;
  assert.ok(codes(body).includes("lint/html-escape"));
  assert.ok(codes(body, { x: "" }).includes("schema/empty"));
});
