// Body and profile in, payload and findings out, at each keystroke.
import { load } from "../npm/src/browser.js";

const BODY = `{
  "to": "{{ UserAttribute['line_id'] }}",
  "messages": [
    {
      "type": "flex",
      "altText": "Your points, {{ UserAttribute['first_name']|default('friend') }}",
      "contents": {
        "type": "bubble",
        "body": {
          "type": "box",
          "layout": "vertical",
          "contents": [
            { "type": "text", "text": "{{ UserAttribute['first_name']|default('friend') }}さん", "weight": "bold" }
            {%- for item in ProductSet.Recs %},
            { "type": "text", "text": "{{ item.title }} {{ '{:,}'.format(item.price) }}円", "size": "sm" }
            {%- endfor %}
          ]
        },
        "footer": {
          "type": "box",
          "layout": "vertical",
          "contents": [
            { "type": "button", "action": { "type": "uri", "label": "店舗を探す",
              "uri": "https://example.com/shops?near={{ UserAttribute['city']|default('東京') }}" } }
          ]
        }
      }
    }
  ]
}
`;
const PROFILE = `{
  "UserAttribute": {
    "line_id": "U4af4980629d3b0f1b3d3a3b3e3c3d3f3",
    "first_name": "Ana \\"Nana\\" Lima"
  },
  "ProductSet": {
    "Recs": [{ "title": "珈琲", "price": 1200 }, { "title": "お茶", "price": 980 }]
  }
}
`;

const element = (id) => document.getElementById(id);
const [body, profile, payload, findings, explanation, status, time] =
  ["body", "profile", "payload", "findings", "explanation", "status", "time"].map(element);
const OUTCOMES = {
  sent: "can be sent",
  notSent: "cancelled by the template",
  failed: "cannot be sent",
  refused: "does not compile",
  invalidProfile: "the profile is no JSON object",
};

/** Waits for a moment when nobody types. */
let pause;

body.value = BODY;
profile.value = PROFILE;
const lineplate = await load();
body.addEventListener("input", show);
profile.addEventListener("input", show);
show();
performance.mark("first-payload");

/** Renders what stands in the two boxes; looks at all branches of the template when nothing is typed any more. */
function show() {
  const start = performance.now();
  const result = judge(body.value, profile.value, (template) => template.lint());
  write(result, performance.now() - start);
  clearTimeout(pause);
  pause = setTimeout(() => write(judge(body.value, profile.value, (template) => template.check())), 200);
}

function write(result, took) {
  payload.textContent = result.payload === undefined ? "" : JSON.stringify(JSON.parse(result.payload), null, 2);
  findings.replaceChildren(...result.diagnostics.map((finding) => item(finding, result.text)));
  explanation.hidden = true;
  const errors = result.diagnostics.filter((finding) => finding.severity === "error").length;
  const warnings = result.diagnostics.length - errors;
  status.textContent = `${OUTCOMES[result.outcome]} · ${errors} errors · ${warnings} warnings`;
  if (took !== undefined) {
    time.textContent = `${took.toFixed(1)} ms`;
  }
  status.dataset.outcome = result.outcome;
}

function judge(source, attributes, check) {
  const template = lineplate.compile(source);
  if (!template.ok) {
    return { outcome: "refused", text: body, diagnostics: template.diagnostics };
  }
  const rendered = template.render(attributes);
  const checked = rendered.outcome === "invalidProfile" ? [] : check(template);
  template.free();
  const text = rendered.outcome === "invalidProfile" ? profile : body;
  return { ...rendered, text, diagnostics: [...rendered.diagnostics, ...unknown(checked, rendered.diagnostics)] };
}

/** Findings that are not about the same place and matter as others. */
function unknown(findings, others) {
  const same = (a, b) => a.code === b.code && JSON.stringify(a.span) === JSON.stringify(b.span);
  return findings.filter((finding) => !others.some((other) => same(finding, other)));
}

/** A finding in the list; a click leads to its place and says what it means. */
function item(finding, text) {
  const line = document.createElement("li");
  line.dataset.severity = finding.severity;
  line.dataset.code = finding.code;
  const button = document.createElement("button");
  const code = document.createElement("span");
  code.className = "code";
  code.textContent = finding.code;
  const place = finding.span ? ` (line ${finding.span.start.line}, column ${finding.span.start.column})` : "";
  button.append(code, ` ${finding.message}${place}`);
  button.addEventListener("click", () => lead(finding, text));
  line.append(button);
  for (const hint of finding.hints) {
    const small = document.createElement("small");
    small.textContent = hint;
    line.append(small);
  }
  return line;
}

async function lead(finding, text) {
  if (finding.span) {
    text.focus();
    text.setSelectionRange(finding.span.start.offset, finding.span.end.offset);
  }
  explanation.textContent = (await lineplate.explain(finding.code)).explanation;
  explanation.hidden = false;
}
