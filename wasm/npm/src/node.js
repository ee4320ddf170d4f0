// For Node, where `fetch` reads no files.
import { readFile } from "node:fs/promises";
import { load as loadFrom } from "./lineplate.js";

export { EngineStopped } from "./engine.js";

const engine = new URL("../dist/engine.wasm", import.meta.url);
const zones = new URL("../dist/zones.bin", import.meta.url);

export const load = () =>
  loadFrom(
    () => readFile(engine),
    () => readFile(zones),
  );
