// The files that an engine is called with.
import fs from 'node:fs'
import path from 'node:path'

const ENGINE = path.join(import.meta.dirname, '../../../wasm/npm/dist/engine.wasm')

export function inputs(schema, profiles, templates) {
  const files = fs.readdirSync(templates).map((file) => [path.basename(file, '.json'), read(path.join(templates, file))])
  const wasm = fs.existsSync(ENGINE) ? fs.readFileSync(ENGINE, 'base64') : undefined
  return { schema: read(schema), profiles: read(profiles), templates: Object.fromEntries(files), wasm }
}

function read(file) {
  return fs.readFileSync(file, 'utf8')
}
