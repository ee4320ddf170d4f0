// lineplate's own package, beside the engines of engines.mjs. It reads a profile from its JSON text, each time.
import { load } from '../../../wasm/npm/src/slim.js'

export async function lineplate(wasm) {
  const { compile } = await load(wasm)
  return {
    read: (line) => line,
    prepare(source) {
      const template = compile(source)
      return { send: (user) => template.render(user).payload }
    },
  }
}
