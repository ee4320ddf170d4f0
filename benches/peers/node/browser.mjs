// node browser.mjs ENGINE SCHEMA PROFILES TEMPLATES: the same as peer.mjs, but in a page in Chromium.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { inputs } from './inputs.mjs'

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]

const [engine, ...files] = process.argv.slice(2)
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(fs.existsSync)
if (!executablePath) throw new Error('Chromium is missing (Debian: apt-get install chromium)')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'peers-'))
const context = await chromium.launchPersistentContext(folder, { executablePath, args: FLAGS })
try {
  const page = await context.newPage()
  await page.addScriptTag({ content: await bundle() })
  await page.evaluate(([engine, inputs]) => {
    globalThis.answer = peers.session(engine, inputs)
  }, [engine, inputs(...files)])
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await page.evaluate((words) => globalThis.answer(...words), line.split(' '))))
  }
} finally {
  await context.close()
  fs.rmSync(folder, { recursive: true, force: true })
}

async function bundle() {
  const result = await build({
    entryPoints: [path.join(import.meta.dirname, 'session.mjs')],
    bundle: true, write: false, format: 'iife', globalName: 'peers', platform: 'browser', logLevel: 'error',
  })
  return result.outputFiles[0].text
}
