import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineStopped, load } from "lineplate";
import { call } from "../src/engine.js";

const lineplate = await load();

const BODY = `{
  "to": "{{ UserAttribute['line_id'] }}",
  "messages": [{ "type": "text", "text": "🍎 {{ UserAttribute['name'] }}" }]
}`;
const USER = { line_id: "U4af4980629d3b0f1b3d3a3b3e3c3d3f3", name: 'Ana "Nana" Lima' };
const PAYLOAD = `{"to":"${USER.line_id}","messages":[{"type":"text","text":"🍎 Ana \\"Nana\\" Lima"}]}`;

function compile(body, options) {
  const template = lineplate.compile(body, options);
  assert.ok(template.ok, JSON.stringify(template.diagnostics));
  return template;
}

const codes = (findings) => findings.map((finding) => finding.code);
const marked = (text, { span }) => text.slice(span.start.offset, span.end.offset);

test("renders a profile, given as a value or as text", () => {
  const template = compile(BODY);
  for (const profile of [USER, JSON.stringify(USER), { UserAttribute: USER }]) {
    assert.deepEqual(template.render(profile), { outcome: "sent", payload: PAYLOAD, diagnostics: [] });
  }
});

test("says why a message cannot be sent, and where", () => {
  const rendered = compile(BODY).render({ line_id: USER.line_id });
  assert.equal(rendered.outcome, "failed");
  assert.deepEqual(codes(rendered.diagnostics), ["render/missing-attribute"]);
  assert.equal(marked(BODY, rendered.diagnostics[0]), "UserAttribute['name']");
  assert.deepEqual(rendered.diagnostics[0].span.start, { offset: BODY.indexOf("UserAttribute['name']"), line: 3, column: 49 });
});

test("a body that does not compile is a value with findings", () => {
  const text = '{"🍎": 1 "b": 2}';
  const refused = lineplate.compile(text);
  assert.equal(refused.ok, false);
  assert.deepEqual(codes(refused.diagnostics), ["json/missing-comma"]);
  assert.equal(refused.source, text);
});

test("a cancelled message has reasons", () => {
  const template = compile(`{% MOE_NOT_SEND("no name") %}{}`, { kind: null });
  assert.deepEqual(template.render({}), { outcome: "notSent", reasons: ["no name"], diagnostics: [] });
});

test("warnings accompany a payload", () => {
  const rendered = compile("[{% for i in [1, 2] %}{{ i }},{% endfor %}]", { kind: null }).render({});
  assert.equal(rendered.payload, "[1,2]");
  assert.deepEqual(codes(rendered.diagnostics), ["json/extra-comma"]);
});

test("a profile that is none is a value with places in its own text", () => {
  const rendered = compile(BODY).render('{"name": }');
  assert.equal(rendered.outcome, "invalidProfile");
  assert.deepEqual(codes(rendered.diagnostics), ["profile/invalid"]);
  assert.equal(rendered.diagnostics[0].span.start.offset, 9);
});

test("options arrive", () => {
  const none = { line_id: USER.line_id };
  assert.equal(compile(BODY, { missing: "empty" }).render(none).outcome, "sent");
  const now = new Date("2026-08-01T20:30:00Z");
  const today = compile(`"{{ '%Y-%m-%d'|today }}"`, { kind: null, now, timeZone: "Asia/Tokyo" });
  assert.equal(today.render({}).payload, '"2026-08-02"');
  const endless = compile("[{% for i in range(1000) %}{% endfor %}]", { kind: null, limits: { steps: 100 } });
  assert.deepEqual(codes(endless.render({}).diagnostics), ["limit/steps"]);
});

test("values are shown only when asked for", () => {
  const secret = { ...USER, line_id: "not-an-id-🍎" };
  const hidden = compile(BODY).render(secret);
  assert.ok(hidden.diagnostics.length > 0);
  assert.ok(!JSON.stringify(hidden).includes("not-an-id"));
  const shown = compile(BODY, { showValues: true }).render(secret);
  assert.ok(shown.diagnostics.some((finding) => finding.value?.includes("not-an-id")));
});

test("checks a template without data", () => {
  const template = compile(`{"text": "{{ UserAttribute['points'] + '円' }}{{ UserAttribute['x']|e }}"}`, { kind: null });
  const findings = template.check();
  assert.deepEqual(codes(template.lint()), ["lint/add-number", "lint/html-escape"]);
  assert.ok(codes(findings).includes("lint/html-escape"), JSON.stringify(findings));
});

test("says what a template asks, and makes up profiles that answer", () => {
  const template = compile(BODY);
  const { complete, schema, unknown } = template.contract();
  assert.equal(complete, true);
  assert.deepEqual(unknown, []);
  assert.deepEqual(schema.required, ["line_id", "name"]);
  const samples = template.sample();
  assert.ok(samples.length > 0);
  for (const { label, profile } of samples) {
    assert.equal(template.render(profile).outcome, "sent", label);
  }
  assert.ok(template.sample({ hostile: true }).length > samples.length);
});

test("validates finished JSON", () => {
  assert.deepEqual(codes(lineplate.validate("message", { type: "text", text: "" })), ["schema/empty"]);
  assert.deepEqual(codes(lineplate.validate("message", "{")), ["json/syntax"]);
  assert.deepEqual(lineplate.validate("message", { type: "text", text: "hi" }), []);
});

test("validates the retry key that goes with a request", () => {
  const text = { messages: [{ type: "text", text: "hi" }] };
  const key = "123e4567-e89b-12d3-a456-426614174000";
  assert.deepEqual(lineplate.validate("broadcast", text, { retryKey: key }), []);
  const [finding] = lineplate.validate("broadcast", text, { retryKey: "order-5" });
  assert.deepEqual([finding.code, finding.property], ["schema/pattern", "X-Line-Retry-Key"]);
});

test("deeply nested JSON is checked, or refused, and stops nothing", () => {
  const open = '{"type":"box","layout":"vertical","contents":[';
  const boxes = (depth, text) => {
    const box = open.repeat(depth) + JSON.stringify({ type: "text", text }) + "]}".repeat(depth);
    return `{"type":"flex","altText":"deep","contents":{"type":"bubble","body":${box}}}`;
  };
  assert.deepEqual(lineplate.validate("message", boxes(600, "deep")), []);
  const [empty, ...others] = lineplate.validate("message", boxes(620, ""));
  assert.deepEqual([empty.code, others], ["schema/empty", []]);
  assert.equal(empty.pointer, `/contents/body${"/contents/0".repeat(620)}/text`);

  const options = { kind: "message" };
  const body = boxes(620, "{{ UserAttribute['name'] }}");
  for (const [name, outcome] of [["Ana", "sent"], ["花子", "sent"], ["", "failed"]]) {
    assert.equal(compile(body, options).render({ name }).outcome, outcome);
  }
  compile(body, options).check();
  lineplate.diagnostics(body, { profile: { name: "Ana" }, ...options });
  for (const text of [boxes(700, "deep"), "[".repeat(1_000_000)]) {
    assert.deepEqual(codes(lineplate.validate("message", text)), ["json/too-deep"]);
    assert.deepEqual(codes(compile("{}", options).render(text).diagnostics), ["profile/invalid"]);
  }
  assert.deepEqual(codes(lineplate.compile(boxes(700, "deep"), options).diagnostics), ["json/too-deep"]);
});

test("time zones are loaded when a template asks for one", async () => {
  const now = "2026-08-01T10:30:00Z";
  const time = (zone) => compile(`"{{ '%H:%M %z %Z'|today('${zone}') }}"`, { kind: null, now });
  const tokyo = time("Asia/Tokyo");
  assert.equal(tokyo.asksForTimeZones, false);
  assert.equal(tokyo.render({}).payload, '"19:30 +0900 JST"');
  const berlin = time("Europe/Berlin");
  assert.equal(berlin.asksForTimeZones, true);
  const [finding] = berlin.render({}).diagnostics;
  assert.equal(finding.code, "render/missing-option");
  assert.match(finding.hints[0], /loadTimeZones/);
  await Promise.all([lineplate.loadTimeZones(), lineplate.loadTimeZones()]);
  assert.equal(berlin.render({}).payload, '"12:30 +0200 CEST"');
  assert.equal(time("america/st_johns").render({}).payload, '"08:00 -0230 NDT"');
  assert.deepEqual(codes(time("Europe/Nowhere").render({}).diagnostics), ["render/range"]);
});

test("findings are allowed and denied", () => {
  const body = '{"type": "text", "text": "hi", "colour": "red"}';
  assert.deepEqual(codes(lineplate.validate("message", body)), ["schema/unknown-property"]);
  assert.deepEqual(lineplate.validate("message", body, { allow: ["schema/unknown-property"] }), []);
  const options = { kind: "message", deny: ["schema/unknown-property"] };
  assert.equal(compile(body, options).render({}).outcome, "failed");
});

test("explains each code", async () => {
  for (const { code, summary } of await lineplate.codes()) {
    const page = await lineplate.explain(code);
    assert.equal(page.summary, summary);
    assert.ok(page.explanation.startsWith(summary), code);
  }
});

test("misuse throws, and says what was wrong", async () => {
  assert.throws(() => lineplate.compile(1), /a body is a string, not number/);
  assert.throws(() => lineplate.compile(BODY, { kind: "pull" }), /there is no kind `pull`/);
  assert.throws(() => lineplate.compile(BODY, { colour: 1 }), /there is no option `colour`/);
  assert.throws(() => lineplate.compile(BODY, { limits: { steps: -1 } }), /the limit `steps` is a number/);
  assert.throws(() => lineplate.compile(BODY, { allow: ["json/syntax"] }), /`json\/syntax` cannot be allowed/);
  assert.throws(() => lineplate.compile(BODY, { deny: ["no/code"] }), /there is no code `no\/code`/);
  assert.throws(() => lineplate.compile(BODY, { now: "yesterday" }), /`now` is a moment/);
  assert.throws(() => lineplate.validate("pull", {}), /there is no kind `pull`/);
  await assert.rejects(lineplate.explain("no/code"), /there is no code `no\/code`/);
  assert.throws(() => compile(BODY).render(undefined), /a profile is a JSON value/);
});

test("texts of every kind come back as they were", () => {
  const template = compile(`{"text": "{{ UserAttribute['text'] }}"}`, { kind: null });
  for (const text of ["", "ä", "日本語", "👨‍👩‍👧", "\u0000\u2028\u007f", '"\\/', "a".repeat(100_000)]) {
    assert.deepEqual(JSON.parse(template.render({ text }).payload), { text });
  }
  // A half of a surrogate pair has no form in UTF-8.
  assert.equal(template.render({ text: "\ud83c" }).outcome, "invalidProfile");
});

test("a template that was freed says so", () => {
  const template = compile(BODY);
  template.free();
  template.free();
  assert.throws(() => template.render(USER), /was freed/);
});

test("many templates do not fill the memory", () => {
  for (let i = 0; i < 20_000; i += 1) {
    const template = compile(BODY);
    template.render(USER);
    template.free();
  }
});

test("after a fault of the engine a new instance takes over", async () => {
  const template = compile(BODY);
  // (module (func (export "trap") unreachable))
  const trap = new WebAssembly.Module(
    Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11),
  );
  assert.throws(() => call(() => new WebAssembly.Instance(trap).exports.trap()), EngineStopped);
  assert.throws(() => template.render(USER), /call load\(\)/);
  assert.throws(() => lineplate.compile(BODY), EngineStopped);
  await load();
  assert.equal(template.render(USER).payload, PAYLOAD);
  const zone = compile(`"{{ '%Z'|today('Europe/Berlin') }}"`, { kind: null, now: "2026-01-01T00:00:00Z" });
  assert.equal(zone.render({}).payload, '"CET"');
  assert.equal(compile(BODY).render(USER).payload, PAYLOAD);
});

test("load starts the engine once", async () => {
  const [first, second] = await Promise.all([load(), load()]);
  assert.equal(first, second);
});
