// The real @segment/analytics-node as a shop's server would use it, for tests.
//
//   segment_client.mjs --host http://127.0.0.1:PORT --write-key KEY [--flush-at 15] [--retries 3] < events.jsonl
//
// Standard input: one call a line, {"type": "track", "userId": "c1", "event": "Order Completed", "properties": {...}};
// type is track, identify, page, screen, group or alias, the rest is what that call takes.
// Standard output: one line a call as it is acknowledged or given up, {"line": 1, "messageId": "...", "ok": true}.
// Exits 1 if one was given up.

import readline from 'node:readline'
import { parseArgs } from 'node:util'
import { Analytics } from '@segment/analytics-node'

const { values: options } = parseArgs({
  options: {
    host: { type: 'string' },
    'write-key': { type: 'string' },
    path: { type: 'string', default: '/v1/batch' },
    'flush-at': { type: 'string', default: '15' },
    retries: { type: 'string', default: '3' },
  },
})
if (!options.host || !options['write-key']) {
  console.error('segment_client.mjs: --host and --write-key are needed')
  process.exit(2)
}

const analytics = new Analytics({
  host: options.host,
  path: options.path,
  writeKey: options['write-key'],
  flushAt: Number(options['flush-at']),
  flushInterval: 50,
  maxRetries: Number(options.retries),
  httpRequestTimeout: 10000,
})
// Each call hears of its own failure; without a listener the client would end the process for the same one.
analytics.on('error', () => {})

let failed = 0
const pending = []
let number = 0
for await (const line of readline.createInterface({ input: process.stdin })) {
  if (!line.trim()) continue
  const { type, ...call } = JSON.parse(line)
  const at = ++number
  if (call.timestamp) call.timestamp = new Date(call.timestamp)
  pending.push(
    new Promise((resolve) => {
      analytics[type](call, (error, context) => {
        if (error) failed += 1
        const answer = { line: at, messageId: context?.event?.messageId, ok: !error }
        if (error) answer.reason = String(error.reason?.message ?? error.reason ?? error.message ?? error)
        console.log(JSON.stringify(answer))
        resolve()
      })
    }),
  )
}
await analytics.closeAndFlush({ timeout: 60000 })
await Promise.all(pending)
process.exit(failed ? 1 : 0)
