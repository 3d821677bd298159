// A real Chromium with the push service of its kind behind it: it checks in, registers for subscriptions, holds the
// connection by which messages come (MCS), and is posted what a sender has encrypted for it, which Chromium alone can
// decrypt. A sender reaches the service through the proxy of the same port, whatever its name.
//   node push_browser.mjs CHROMIUM CERTIFICATE KEY FLAG...
// Prints {"port": N}, then answers each line of standard input, {"do": ..., ...}, with a line: {"answer": ...} or {"error": ...}.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { createServer as createTlsServer } from 'node:tls'
import puppeteer from 'puppeteer-core'

const [, , chromium, certificateFile, keyFile, ...flags] = process.argv
const identity = { cert: readFileSync(certificateFile), key: readFileSync(keyFile) }
const listening = async (server) => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address().port
}
const bodyOf = async (request) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

// Protocol buffers, as far as these messages need them.
const varint = (number) => (number < 128 ? [number] : [(number % 128) | 128, ...varint(Math.floor(number / 128))])
const field = (number, value) => {
  const data = Buffer.from(value)
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(data.length)]), data])
}
const message = (tag, ...fields) => {
  const data = Buffer.concat(fields)
  return Buffer.concat([Buffer.from([tag, ...varint(data.length)]), data])
}

// MCS: version 41, then tag, size and message; 3 answers a login, 8 carries what was pushed.
let line = null
const mcs = createTlsServer(identity, (socket) => {
  socket.on('error', () => {})
  socket.once('data', () => {
    socket.write(Buffer.concat([Buffer.from([41]), message(3, field(1, 'login'))]))
    line = socket
  })
})
const subscriptions = new Map() // by token: {app, sender}
const received = []
let count = 0
const push = createSecureServer({ ...identity, allowHTTP1: true }, async (request, response) => {
  const body = await bodyOf(request)
  const known = subscriptions.get(request.url.split('/').pop())
  received.push({ path: request.url, headers: request.headers, size: body.length, status: known ? 201 : 410 })
  response.writeHead(known ? 201 : 410, known ? { location: `https://jmt17.google.com/message/${++count}` } : {}).end()
  if (!known) return
  const data = (key, value) => field(7, Buffer.concat([field(1, key), field(2, value)]))
  line.write(message(8, field(2, `${count}`), field(3, known.sender), field(5, 'org.chromium.linux'), data('subtype', known.app),
    data('content-encoding', 'aes128gcm'), field(9, `persistent-${count}`), field(21, body)))
})
push.on('sessionError', () => {})
const pushPort = await listening(push)

const service = createServer(async (request, response) => {
  const body = await bodyOf(request)
  if (request.url === '/checkin') {
    const told = Buffer.alloc(20)
    told.set([8, 1, 0x39], 0) // it went well; a device's id, and its token
    told.writeBigUInt64LE(1234567890123n, 3)
    told[11] = 0x41
    told.writeBigUInt64LE(987654321n, 12)
    return response.writeHead(200, { 'content-type': 'application/x-protobuffer' }).end(told)
  }
  const form = new URLSearchParams(body.toString())
  const app = form.get('X-subtype')
  if (form.get('delete') === 'true') {
    for (const [token, known] of subscriptions) if (known.app === app) subscriptions.delete(token)
    return response.writeHead(200).end(`token=${app}`)
  }
  const token = `token-${subscriptions.size + 1}-${Math.random().toString(36).slice(2)}`
  if (app) subscriptions.set(token, { app, sender: form.get('sender') })
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`token=${token}`)
})
service.on('connect', (request, socket, head) => {
  const through = connect(pushPort, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    through.write(head)
    through.pipe(socket).pipe(through)
  })
  for (const end of [socket, through]) end.on('error', () => end.destroy())
})
const port = await listening(service)

const browser = await puppeteer.launch({
  executablePath: chromium,
  headless: true,
  ignoreDefaultArgs: ['--disable-background-networking'],
  args: [...flags.filter((flag) => flag !== '--disable-background-networking'), '--ignore-certificate-errors',
    `--gcm-checkin-url=http://127.0.0.1:${port}/checkin`, `--gcm-registration-url=http://127.0.0.1:${port}/register`,
    `--gcm-mcs-endpoint=https://127.0.0.1:${await listening(mcs)}`],
})
const page = await browser.newPage()
await page.setCacheEnabled(false)
const complaints = []
page.on('console', (told) => complaints.push(told.text()))
page.on('pageerror', (error) => complaints.push(String(error)))
const devtools = await page.createCDPSession()
const registrations = new Map()
devtools.on('ServiceWorker.workerRegistrationUpdated', (event) => {
  for (const one of event.registrations) registrations.set(one.scopeURL, one.registrationId)
})
await devtools.send('ServiceWorker.enable')

// The worker's own world; it is started first, should the browser have put it to sleep. While it wakes it has no registration.
async function inWorker(scope, code, tries = 20) {
  await devtools.send('ServiceWorker.startWorker', { scopeURL: scope })
  const origin = new URL(scope).origin
  const target = await browser.waitForTarget((one) => one.type() === 'service_worker' && one.url().startsWith(origin), { timeout: 20_000 })
  const session = await target.createCDPSession()
  const evaluate = (expression) => session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  const isAwake = (await evaluate('Boolean(self.registration && self.registration.active)')).result.value
  const told = isAwake ? await evaluate(code) : null
  await session.detach()
  if (!isAwake) {
    if (tries === 0) throw new Error('the worker does not wake')
    await new Promise((resolve) => setTimeout(resolve, 200))
    return inWorker(scope, code, tries - 1)
  }
  if (told.exceptionDetails) throw new Error(told.exceptionDetails.exception?.description ?? told.exceptionDetails.text)
  return told.result.value
}
const acts = {
  open: async ({ url }) => void (await page.goto(url, { waitUntil: 'load' })),
  evaluate: ({ code }) => page.evaluate(code),
  press: async ({ selector }) => {
    await page.waitForSelector(selector, { visible: true, timeout: 20_000 })
    await page.click(selector)
  },
  permit: async ({ origin, setting }) =>
    void (await devtools.send('Browser.setPermission', { origin, permission: { name: 'notifications' }, setting })),
  // Past the push service, as DevTools does it: the text as it is.
  deliver: async ({ scope, text }) =>
    void (await devtools.send('ServiceWorker.deliverPushMessage', {
      origin: new URL(scope).origin, registrationId: registrations.get(scope), data: text })),
  notifications: ({ scope }) =>
    page.evaluate(async (scope) => {
      const registration = await navigator.serviceWorker.getRegistration(scope)
      return (await registration.getNotifications()).map((one) => ({
        title: one.title, body: one.body, tag: one.tag, lang: one.lang, dir: one.dir, icon: one.icon,
        actions: one.actions.map((action) => action.title) }))
    }, scope),
  worker: ({ scope, code }) => inWorker(scope, code),
  received: () => received,
  complaints: () => complaints,
  picture: async ({ file, width, scheme }) => {
    await page.setViewport({ width, height: 720 })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    await page.screenshot({ path: file, fullPage: true })
    return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  },
}
console.log(JSON.stringify({ port }))
for await (const asked of createInterface({ input: process.stdin })) {
  const told = JSON.parse(asked)
  try {
    console.log(JSON.stringify({ answer: (await acts[told.do](told)) ?? null }))
  } catch (error) {
    console.log(JSON.stringify({ error: String(error?.stack ?? error) }))
  }
}
await browser.close()
process.exit(0)
