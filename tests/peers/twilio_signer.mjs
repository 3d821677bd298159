// Signs as Twilio does, by npm's twilio: reads {"token", "url", "fields"}, prints the X-Twilio-Signature.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const { getExpectedTwilioSignature } = createRequire(import.meta.url)('twilio')
const { token, url, fields } = JSON.parse(readFileSync(0, 'utf8'))
process.stdout.write(getExpectedTwilioSignature(token, url, fields))
