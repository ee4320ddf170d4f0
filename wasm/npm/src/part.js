// Profiles of which only what a template reads crosses to the engine.

const isEnumerable = Object.prototype.propertyIsEnumerable;

/**
 * The part of a value that is read, as far as it is a plain object, such as `JSON.parse` makes; of anything else, all.
 *
 * @param {unknown} value
 * @param {boolean | Record<string, unknown>} reads `true` for all of it, `false` for its kind, or what is read of its members
 */
export function partOf(value, reads) {
  if (reads === false && Array.isArray(value)) {
    return [];
  }
  if (reads === true || !isPlain(value)) {
    return value;
  }
  // Without a prototype, `__proto__` is a name like others.
  const part = { __proto__: null };
  for (const name in reads) {
    if (isEnumerable.call(value, name)) {
      part[name] = partOf(value[name], reads[name]);
    }
  }
  return part;
}

/** Whether JSON text of it has its own members and nothing else. */
function isPlain(value) {
  if (value === null || typeof value !== "object" || value.toJSON !== undefined) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
