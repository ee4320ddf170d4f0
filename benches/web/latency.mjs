// node latency.mjs: how long the package's playground lets one wait in Chromium, as a table in Markdown.
//
// From a keystroke to findings and the new payload: characters are typed into a text of a flex body of 10 KB, and each
// time the body is compiled, linted and rendered, as the playground does. From navigation to the first payload: a new
// browser opens the page, which fetches and compiles the engine and renders.
import fs from 'node:fs'
import path from 'node:path'
import { withBrowser, openPage } from '../../wasm/npm/tests/support/chromium.js'
import { serve } from '../../wasm/playground/serve.js'

const ROOT = path.resolve(import.meta.dirname, '../..')
const KEYSTROKES = 400
const VISITS = 15

const { server, address } = await serve(path.join(ROOT, 'wasm'))
try {
  const { bytes, times } = await keystrokes(`${address}/playground/`)
  const rows = [
    [`keystroke in a flex body of ${(bytes / 1000).toFixed(1)} KB to findings and payload`, times],
    ['navigation to the first payload', await visits(`${address}/playground/`)],
  ]
  console.log('| from … to … | times | median | 95th percentile |\n| --- | ---: | ---: | ---: |')
  for (const [name, times] of rows) {
    times.sort((a, b) => a - b)
    const at = (share) => `${times[Math.ceil(times.length * share) - 1].toFixed(1)} ms`
    console.log(`| ${name} | ${times.length} | ${at(0.5)} | **${at(0.95)}** |`)
  }
} finally {
  server.close()
}

// A carousel of bubbles like the one of the workload w2.
function flexBody() {
  const body = JSON.parse(fs.readFileSync(path.join(ROOT, 'benches/inputs/workloads/w2_receipt.json'), 'utf8'))
  const [message] = body.messages
  message.contents = { type: 'carousel', contents: Array(5).fill(message.contents) }
  return JSON.stringify(body)
}

function keystrokes(page) {
  const body = flexBody()
  return withBrowser(async (context) => {
    const opened = await openPage(context, page)
    const times = await opened.page.evaluate(
      async ([body, keystrokes]) => {
        const { load } = await import('/npm/src/browser.js')
        const lineplate = await load()
        const profile = JSON.stringify(lineplate.compile(body).sample()[0].profile)
        const place = body.lastIndexOf('READY FOR') + 'READY'.length
        const times = []
        for (let count = 0; count < keystrokes; count += 1) {
          const typed = body.slice(0, place) + 'a nice text '.repeat(4).slice(0, count % 40) + body.slice(place)
          const start = performance.now()
          const template = lineplate.compile(typed)
          const { payload, diagnostics } = template.render(profile)
          const findings = [...diagnostics, ...template.lint()]
          times.push(performance.now() - start)
          template.free()
          if (payload === undefined) throw new Error(JSON.stringify(findings))
          await new Promise((resolve) => setTimeout(resolve, 1))
        }
        return times
      },
      [body, KEYSTROKES],
    )
    return { bytes: new TextEncoder().encode(body).length, times }
  })
}

async function visits(page) {
  const times = []
  for (let count = 0; count < VISITS; count += 1) {
    await withBrowser(async (context) => {
      const opened = await openPage(context, page)
      await opened.page.locator('#status[data-outcome]').waitFor()
      times.push(await opened.page.evaluate(() => performance.getEntriesByName('first-payload')[0].startTime))
    })
  }
  return times
}
