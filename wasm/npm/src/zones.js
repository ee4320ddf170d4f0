// Time zones come in a file of their own, for templates that ask for one.

import { hasZones, takeZones } from "./engine.js";

/** The bytes of what a caller may give: bytes, an address, a response, or a promise of one. */
async function read(source) {
  const given = await source;
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) {
    return new Uint8Array(given.buffer ?? given, given.byteOffset ?? 0, given.byteLength);
  }
  const response = given instanceof Response ? given : await fetch(given);
  if (!response.ok) {
    throw new Error(`the time zones could not be loaded: ${response.status} ${response.url}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** The load that lasts: whoever asks in the meantime waits for the same one. */
let loading;

/** Loads the time zones, unless they are there. */
export async function loadZones(source) {
  if (!hasZones()) {
    loading ??= read(source())
      .then(takeZones)
      .finally(() => {
        loading = undefined;
      });
    await loading;
  }
}
