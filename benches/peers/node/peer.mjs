// node peer.mjs ENGINE SCHEMA PROFILES TEMPLATES, then commands on standard input: see ../README.md.
import readline from 'node:readline'
import { inputs } from './inputs.mjs'
import { session } from './session.mjs'

const [engine, ...files] = process.argv.slice(2)
const answer = session(engine, inputs(...files))
for await (const line of readline.createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(...line.split(' '))))
}
