import { call, currentGeneration } from "./engine.js";
import { partOf } from "./part.js";

/** A profile or payload as the engine reads it. */
export function jsonText(value, what) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError(`${what} is a JSON value or JSON text, not ${typeof value}`);
  }
  return text;
}

export function string(value, what) {
  if (typeof value !== "string") {
    throw new TypeError(`${what} is a string, not ${value === null ? "null" : typeof value}`);
  }
  return value;
}

/** What `JSON.stringify` makes of options: a `Date` becomes a moment with its offset. */
export const optionsText = (options) => JSON.stringify(options ?? {});

/** Compiles a body: a template, or why it is none. */
export function compile(source, options) {
  string(source, "a body");
  const settings = optionsText(options);
  const body = call((engine) => new engine.Body(source, settings));
  const refusal = call(() => body.refusal());
  if (refusal === undefined) {
    return new Template(source, settings, body);
  }
  body.free();
  return { ok: false, source, diagnostics: JSON.parse(refusal) };
}

class Template {
  ok = true;
  diagnostics = [];
  #settings;
  #body;
  #reads;
  #generation = currentGeneration();

  constructor(source, settings, body) {
    this.source = source;
    this.#settings = settings;
    this.#body = body;
  }

  get asksForTimeZones() {
    const body = this.#compiled();
    return call(() => body.asksForZones());
  }

  render(profile) {
    const body = this.#compiled();
    const part = typeof profile === "string" ? profile : partOf(profile, this.#readsOf(body));
    let payload = call(() => body.render(jsonText(part, "a profile")));
    if (payload === undefined && part !== profile) {
      // There is something to say, and that may be about the rest.
      payload = call(() => body.render(jsonText(profile, "a profile")));
    }
    if (payload !== undefined) {
      return { outcome: "sent", payload, diagnostics: [] };
    }
    return JSON.parse(call(() => body.outcome()));
  }

  lint() {
    const body = this.#compiled();
    return JSON.parse(call(() => body.lint()));
  }

  check() {
    const body = this.#compiled();
    return JSON.parse(call(() => body.check()));
  }

  contract() {
    const body = this.#compiled();
    return JSON.parse(call(() => body.contract()));
  }

  sample({ hostile = false } = {}) {
    const body = this.#compiled();
    return JSON.parse(call(() => body.sample(Boolean(hostile))));
  }

  free() {
    if (this.#body !== undefined && this.#generation === currentGeneration()) {
      this.#body.free();
    }
    this.#body = undefined;
  }

  /** What it reads of a profile: asked for once, and only if a profile is no text. */
  #readsOf(body) {
    this.#reads ??= JSON.parse(call(() => body.reads()));
    return this.#reads;
  }

  /** The body in the running instance: one that was compiled in an earlier one, or without zones, is compiled again. */
  #compiled() {
    if (this.#body === undefined) {
      throw new Error("the template was freed");
    }
    if (this.#generation !== currentGeneration()) {
      this.#body = call((engine) => new engine.Body(this.source, this.#settings));
      this.#generation = currentGeneration();
    }
    return this.#body;
  }
}

if (Symbol.dispose !== undefined) {
  Template.prototype[Symbol.dispose] = Template.prototype.free;
}
