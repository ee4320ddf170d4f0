// The one instance of the engine, and what happens when it stops.

import * as glue from "../dist/engine.js";

/** The engine stopped at a fault of its own. `load()` starts a new one. */
export class EngineStopped extends Error {
  name = "EngineStopped";
}

/** What compiled templates depend on: which instance runs, with time zones or without. 0 before the first one. */
let generation = 0;
let stopped = false;

/** The first start, while it lasts: whoever asks in the meantime waits for the same one. */
let starting;

/** The time zones, once they are loaded: each instance gets them. */
let zones;

/**
 * Starts an instance, unless one runs.
 *
 * @param {() => unknown} source finds the file: its bytes, its address, a response or a module, or a promise of one
 */
export async function start(source) {
  if (generation === 0) {
    starting ??= instantiate(source).finally(() => {
      starting = undefined;
    });
    await starting;
  } else if (stopped) {
    glue.__wbg_reset_state();
    stopped = false;
    generation += 1;
    if (zones !== undefined) {
      call((engine) => engine.setZones(zones));
    }
  }
}

async function instantiate(source) {
  await glue.default({ module_or_path: await source() });
  generation = 1;
}

/** Takes the time zones. Templates are compiled again when they are next used, as in a new instance. */
export function takeZones(bytes) {
  call((engine) => engine.setZones(bytes));
  zones = bytes;
  generation += 1;
}

export const hasZones = () => zones !== undefined;

export const currentGeneration = () => generation;

/**
 * Calls the engine. A trap (a panic, a stack that is full) leaves its memory in an unknown state, so nothing is called
 * after it until there is a new instance.
 *
 * @template T
 * @param {(engine: typeof glue) => T} action
 * @returns {T}
 */
export function call(action) {
  if (stopped) {
    throw new EngineStopped("the engine has stopped; call load() to start a new one");
  }
  try {
    return action(glue);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      stopped = true;
      const message = "the engine stopped at a fault of its own; call load() to start a new one";
      throw new EngineStopped(message, { cause: error });
    }
    throw error;
  }
}
