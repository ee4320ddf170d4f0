// For browsers and bundlers, which read this form of address and put the file beside their output.
import { load as loadFrom } from "./lineplate.js";

export { EngineStopped } from "./engine.js";

export const load = () =>
  loadFrom(
    () => new URL("../dist/engine.wasm", import.meta.url),
    () => new URL("../dist/zones.bin", import.meta.url),
  );
