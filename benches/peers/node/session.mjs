// Answers the commands of ../README.md, in Node and in a browser.
import { engines, parse, validator } from './engines.mjs'

// How many payloads are compared with those of other engines.
const SAMPLE = 500

// `inputs` has the texts of the files: the schema, the profiles, and the template of each workload.
export function session(engine, inputs) {
  const { read, prepare } = engines[engine]
  const users = inputs.profiles.trimEnd().split('\n').map(read)
  const validate = validator(JSON.parse(inputs.schema))
  const ready = new Map()
  return (command, workload) => {
    if (!ready.has(workload)) ready.set(workload, prepare(inputs.templates[workload], validate))
    return commands[command](ready.get(workload), users)
  }
}

const commands = {
  // Time for one payload, over all users.
  time({ send }, users) {
    let sent = 0
    const start = performance.now()
    for (const user of users) {
      if (send(user) !== undefined) sent++
    }
    return { ns: nanoseconds(performance.now() - start, users), sent }
  },

  // Where the time goes, the mean size, and what is wrong with the payloads.
  counts: ({ render, validate, send }, users) => (render ? parts(render, validate, users) : whole(send, users)),

  payloads: ({ render, send }, users) => users.slice(0, SAMPLE).map(render ?? send),
}

function parts(render, validate, users) {
  const sum = { render: 0, parse: 0, validate: 0, bytes: 0, broken: 0, invalid: 0 }
  for (const user of users) {
    const start = performance.now()
    const text = render(user)
    const rendered = performance.now()
    const payload = parse(text)
    const parsed = performance.now()
    const valid = payload !== undefined && validate(payload)
    const validated = performance.now()
    sum.render += rendered - start
    sum.parse += parsed - rendered
    sum.validate += validated - parsed
    sum.bytes += bytes(text)
    sum.broken += payload === undefined
    sum.invalid += payload !== undefined && !valid
  }
  for (const stage of ['render', 'parse', 'validate']) sum[stage] = nanoseconds(sum[stage], users)
  return { ...sum, bytes: sum.bytes / users.length }
}

function whole(send, users) {
  const payloads = users.map(send).filter((payload) => payload !== undefined)
  const total = payloads.reduce((sum, payload) => sum + bytes(payload), 0)
  return { bytes: total / payloads.length, broken: 0, invalid: users.length - payloads.length }
}

function bytes(text) {
  return new TextEncoder().encode(text).length
}

function nanoseconds(milliseconds, users) {
  return (milliseconds * 1e6) / users.length
}
