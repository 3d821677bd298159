// A receiver of Standard Webhooks, by the specification's own library. Prints {"port": N}, then one line for each
// request: {"verified": true|false, "id": ..., "headers": ..., "body": ...}. Answers 200 to what it verifies, 401 to
// what it does not; the path says otherwise: /500, /410, /429?retry=SECONDS.
//   node standard_webhooks.mjs whsec_...
import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.argv[2])

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString()
    let body = null
    let verified = false
    try {
      body = webhook.verify(text, request.headers)
      verified = true
    } catch (error) {
      body = text
    }
    console.log(JSON.stringify({ verified, id: request.headers['webhook-id'], headers: request.headers, body }))
    const url = new URL(request.url, 'http://localhost')
    const forced = Number(url.pathname.slice(1))
    if (url.searchParams.has('retry')) response.setHeader('Retry-After', url.searchParams.get('retry'))
    response.statusCode = forced >= 200 ? forced : verified ? 200 : 401
    response.end()
  })
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })))
