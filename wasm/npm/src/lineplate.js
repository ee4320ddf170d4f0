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
  explain(code) {
    return JSON.parse(call((engine) => engine.explain(string(code, "a code"))));
  },
  codes() {
    return JSON.parse(call((engine) => engine.codes()));
  },
});

/** Starts the engine from a file that the caller found, unless it runs already. */
export async function load(source) {
  await start(source);
  return lineplate;
}
