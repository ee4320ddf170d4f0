// node peer.mjs ENGINE SCHEMA PROFILES TEMPLATES, then commands on standard input: see ../README.md.
import fs from 'node:fs'
import readline from 'node:readline'
import { engines, parse, validator } from './engines.mjs'

const [engine, schemaFile, profileFile, templates] = process.argv.slice(2)
const validate = validator(JSON.parse(fs.readFileSync(schemaFile, 'utf8')))
const users = fs.readFileSync(profileFile, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))
const ready = new Map()

const commands = {
  // Time for one payload, over all users.
  time(render) {
    let valid = 0
    const start = process.hrtime.bigint()
    for (const user of users) {
      const payload = parse(render(user))
      if (payload !== undefined && validate(payload)) valid++
    }
    return { ns: Number(process.hrtime.bigint() - start) / users.length, valid }
  },

  // Where the time goes, the mean size, and what is wrong with the payloads.
  counts(render) {
    const sum = { render: 0, parse: 0, validate: 0, bytes: 0, broken: 0, invalid: 0 }
    for (const user of users) {
      const start = process.hrtime.bigint()
      const text = render(user)
      const rendered = process.hrtime.bigint()
      const payload = parse(text)
      const parsed = process.hrtime.bigint()
      const valid = payload !== undefined && validate(payload)
      const validated = process.hrtime.bigint()
      sum.render += Number(rendered - start)
      sum.parse += Number(parsed - rendered)
      sum.validate += Number(validated - parsed)
      sum.bytes += Buffer.byteLength(text)
      sum.broken += payload === undefined
      sum.invalid += payload !== undefined && !valid
    }
    for (const key of ['render', 'parse', 'validate', 'bytes']) sum[key] /= users.length
    return sum
  },

  payloads: (render) => users.slice(0, 500).map(render),
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [command, workload] = line.split(' ')
  if (!ready.has(workload)) {
    ready.set(workload, engines[engine](fs.readFileSync(`${templates}/${workload}.json`, 'utf8')))
  }
  console.log(JSON.stringify(commands[command](ready.get(workload))))
}
