export * from "./types.js";
import type { Lineplate } from "./types.js";

/** Starts the engine, unless it runs already. */
export declare function load(): Promise<Lineplate>;
