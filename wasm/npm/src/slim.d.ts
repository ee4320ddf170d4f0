export * from "./types.js";
import type { Lineplate } from "./types.js";

/**
 * Starts the engine, unless it runs already, from `lineplate/engine.wasm`: its bytes, where it is, the response with it,
 * or the compiled module.
 */
export declare function load(
  source: BufferSource | URL | string | Response | WebAssembly.Module | Promise<Response>,
): Promise<Lineplate>;
