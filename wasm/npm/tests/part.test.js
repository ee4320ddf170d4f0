// Of a profile that is an object, only what a template reads crosses to the engine: nobody may notice.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { load } from "lineplate";
import { partOf } from "../src/part.js";

const LINE_ID = "U8189cf6745fc0d808977bdb0b9f22995";

let lineplate;
before(async () => {
  lineplate = await load();
});

const body = (text) => `{"to": "{{ UserAttribute['line_id'] }}", "messages": [{"type": "text", "text": "${text}"}]}`;

const profiles = {
  "attributes without a root": { line_id: LINE_ID, name: "花子", orders: [{ id: 1 }], other: { deep: [1, 2] } },
  "attributes below roots": {
    UserAttribute: { line_id: LINE_ID, name: 'a "quote"', age: 3 },
    EventAttribute: { name: "event" },
    ProductSet: [{ title: "A" }, { title: "B" }],
  },
  "a root that is no object": { UserAttribute: [LINE_ID], line_id: LINE_ID, name: "x" },
  "a name that differs a little": { UserAttribute: { line_id: LINE_ID, Name: "x" } },
  "null and nothing": { line_id: LINE_ID, name: null, other: undefined },
  "no users' identifier": { name: "x" },
  "a value that says how it is written": { line_id: LINE_ID, name: { toJSON: () => "written" }, at: new Date(0) },
  "a profile that says how it is written": { toJSON: () => ({ line_id: LINE_ID, name: "x" }) },
  "an instance of a class": new (class {
    line_id = LINE_ID;
    name = "x";
  })(),
  "inherited attributes": Object.assign(Object.create({ name: "inherited" }), { line_id: LINE_ID }),
  "attributes that are not enumerable": Object.defineProperty({ line_id: LINE_ID }, "name", { value: "hidden" }),
  "a name of the language": JSON.parse(`{"line_id": "${LINE_ID}", "__proto__": {"name": "x"}, "name": "x"}`),
  "no object": 5,
  "an array": [1, 2],
  null: null,
};

const bodies = {
  "an attribute": body("Hi {{ UserAttribute['name'] }}"),
  "an attribute with a fallback": body("Hi {{ UserAttribute['name']|default('you') }}"),
  "a name of the language": body("{{ UserAttribute['__proto__']['name']|default('none') }}"),
  "a root as a whole": body("{{ UserAttribute|length }}"),
  "a loop over another root": body("x{% for item in ProductSet %}{{ item.title }}{% endfor %}"),
  "the kind of a root": body("{% if EventAttribute is defined %}event{% else %}none{% endif %}"),
};

for (const [what, source] of Object.entries(bodies)) {
  for (const [whose, profile] of Object.entries(profiles)) {
    test(`${what}, for ${whose}: an object gives what its text gives`, () => {
      const template = lineplate.compile(source);
      assert.ok(template.ok, JSON.stringify(template.diagnostics));
      assert.deepEqual(template.render(profile), template.render(JSON.stringify(profile)));
      template.free();
    });
  }
}

test("what is not read does not cross", () => {
  const reads = { UserAttribute: { a: true, b: { c: true } }, ProductSet: false, EventAttribute: false };
  const profile = { UserAttribute: { a: [1], b: { c: 2, d: 3 }, e: 4 }, ProductSet: [1], EventAttribute: { f: 5 }, g: 6 };
  assert.equal(
    JSON.stringify(partOf(profile, reads)),
    '{"UserAttribute":{"a":[1],"b":{"c":2}},"ProductSet":[],"EventAttribute":{}}',
  );
});
