import { call, start } from "./engine.js";
import { codes, explain } from "./explain.js";
import { compile, jsonText, optionsText, string } from "./template.js";
import { loadZones } from "./zones.js";

/** Where the entry that was imported finds the time zones. */
let zoneFile;

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
  explain,
  codes,
  async loadTimeZones(source) {
    if (source === undefined && zoneFile === undefined) {
      throw new TypeError("say where lineplate/zones.bin is");
    }
    await loadZones(() => source ?? zoneFile());
  },
});

function editorInput(text, profile, options) {
  string(text, "a text");
  return [profile === undefined ? undefined : jsonText(profile, "a profile"), optionsText(options)];
}

/** Starts the engine from a file that the caller found, unless it runs already. */
export async function load(source, zones) {
  zoneFile ??= zones;
  await start(source);
  return lineplate;
}
