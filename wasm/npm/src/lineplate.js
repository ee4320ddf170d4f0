import { call, start } from "./engine.js";
import { compile, jsonText, optionsText, string } from "./template.js";

const lineplate = Object.freeze({
  get version() {
    return call((engine) => engine.version());
  },
  compile,
  validate(kind, payload, options) {
    const text = jsonText(payload, "a payload");
    return JSON.parse(call((engine) => engine.validate(string(kind, "a kind"), text, optionsText(options))));
  },
  diagnostics(text, profile, options) {
    const [attributes, settings] = editorInput(text, profile, options);
    return JSON.parse(call((engine) => engine.diagnostics(text, attributes, settings)));
  },
  complete(text, offset, profile, options) {
    const [attributes, settings] = editorInput(text, profile, options);
    return JSON.parse(call((engine) => engine.complete(text, offset, attributes, settings)));
  },
  hover(text, offset, profile, options) {
    const [attributes, settings] = editorInput(text, profile, options);
    const found = call((engine) => engine.hover(text, offset, attributes, settings));
    return found === undefined ? undefined : JSON.parse(found);
  },
  explain(code) {
    return JSON.parse(call((engine) => engine.explain(string(code, "a code"))));
  },
  codes() {
    return JSON.parse(call((engine) => engine.codes()));
  },
});

function editorInput(text, profile, options) {
  string(text, "a text");
  return [profile === undefined ? undefined : jsonText(profile, "a profile"), optionsText(options)];
}

/** Starts the engine from a file that the caller found, unless it runs already. */
export async function load(source) {
  await start(source);
  return lineplate;
}
