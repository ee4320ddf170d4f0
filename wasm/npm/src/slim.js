// For those who find dist/engine.wasm themselves.
import { load as loadFrom } from "./lineplate.js";

export { EngineStopped } from "./engine.js";

export const load = (source) => loadFrom(() => source);
