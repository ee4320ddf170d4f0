// What the package says of the fixtures. Runs in Node and in a page.

/** The lines of one file of `target/parity`, with what is said instead of what was expected. */
export function renderAll(lineplate, cases) {
  return cases.map((entry) => renderOne(lineplate, entry));
}

function renderOne(lineplate, { template: body, settings, profile }) {
  const template = lineplate.compile(body, options(settings));
  if (!template.ok) {
    return said({ outcome: "refused", diagnostics: template.diagnostics }, body);
  }
  const rendered = template.render(profile);
  template.free();
  return said(rendered, rendered.outcome === "invalidProfile" ? profile : body);
}

/** Findings, contract and samples without data. */
export function studyAll(lineplate, cases) {
  return cases.map(({ template: body }) => {
    const template = lineplate.compile(body);
    if (!template.ok) {
      return { check: inBytes(template.diagnostics, body) };
    }
    const said = {
      check: inBytes(template.check(), body),
      ...template.contract(),
      samples: template.sample(),
      hostile: template.sample({ hostile: true }),
    };
    template.free();
    return said;
  });
}

export function validateAll(lineplate, cases) {
  return cases.map(({ kind, payload }) => inBytes(lineplate.validate(kind, payload), payload));
}

/** Options as the fixtures name them. */
function options(settings) {
  const flag = (name) => (settings[name] === undefined ? undefined : settings[name] === "true");
  return {
    kind: settings.kind ?? null,
    missing: settings.missing,
    nullIsMissing: flag("null_is_missing"),
    emptyIsMissing: flag("empty_is_missing"),
    defaultFiresOnNull: flag("default_fires_on_null"),
  };
}

function said({ outcome, payload = null, reasons = [], diagnostics }, text) {
  return { outcome, payload, reasons, diagnostics: inBytes(diagnostics, text) };
}

/** Findings with places as the library has them: bytes of UTF-8. */
function inBytes(diagnostics, text) {
  const encoder = new TextEncoder();
  const bytes = ({ offset }) => encoder.encode(text.slice(0, offset)).length;
  const narrow = (finding) => {
    const narrowed = { ...finding };
    if (finding.span) narrowed.span = [bytes(finding.span.start), bytes(finding.span.end)];
    for (const list of ["edits", "related"]) {
      if (finding[list]) narrowed[list] = finding[list].map(narrow);
    }
    return narrowed;
  };
  return diagnostics.map(narrow);
}
