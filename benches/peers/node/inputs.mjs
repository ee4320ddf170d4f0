// The files that an engine is called with.
import fs from 'node:fs'
import path from 'node:path'

export function inputs(schema, profiles, templates) {
  const files = fs.readdirSync(templates).map((file) => [path.basename(file, '.json'), read(path.join(templates, file))])
  return { schema: read(schema), profiles: read(profiles), templates: Object.fromEntries(files) }
}

function read(file) {
  return fs.readFileSync(file, 'utf8')
}
