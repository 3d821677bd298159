// A push service and the browser behind it: takes push messages by HTTPS, HTTP/2 where the sender speaks it, decrypts
// them by http_ece and verifies the sender's token by jws, both as npm's web-push uses them. Prints {"port": N, "keys":
// {"p256dh": ..., "auth": ...}}, then one line for each request: {"path", "http", "headers", "text", "claims", "error"}.
// Answers 201; the path says otherwise: /410, /429?retry=SECONDS, /cut (no answer, once it has read all).
//   node push_service.mjs CERTIFICATE KEY
import { createECDH, createPublicKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import { createRequire } from 'node:module'

// What web-push itself depends on, and not another version of it.
const require = createRequire(createRequire(import.meta.url).resolve('web-push'))
const ece = require('http_ece')
const jws = require('jws')

const browser = createECDH('prime256v1')
browser.generateKeys()
const auth = randomBytes(16).toString('base64url')

function claimsOf(authorization) {
  const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization)
  const point = Buffer.from(key, 'base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  if (!jws.verify(token, 'ES256', pem)) throw new Error('the token is not signed by the key beside it')
  return { ...jws.decode(token).payload, key }
}

const [, , certificate, key] = process.argv
const server = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key), allowHTTP1: true }, (request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    const told = { path: request.url, http: request.httpVersion, headers: request.headers, size: body.length }
    try {
      told.text = ece.decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret: auth }).toString()
      told.claims = claimsOf(request.headers.authorization)
    } catch (error) {
      told.error = String(error)
    }
    console.log(JSON.stringify(told))
    const url = new URL(request.url, 'https://localhost')
    if (url.pathname === '/cut') return request.stream.session.destroy()
    const status = Number(url.pathname.split('/')[1]) || (told.error ? 400 : 201)
    const headers = status === 201 ? { location: 'https://localhost/message/1' } : {}
    if (url.searchParams.has('retry')) headers['retry-after'] = url.searchParams.get('retry')
    response.writeHead(status, headers)
    response.end()
  })
})
server.on('sessionError', () => {})
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: server.address().port, keys: { p256dh: browser.getPublicKey('base64url'), auth } }))
})
