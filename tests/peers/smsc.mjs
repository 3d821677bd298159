// An operator's message centre made of npm's smpp: takes what a gateway submits, and sends delivery receipts and
// messages of phones. Prints {"port": N}, then one line for each message: {"id", "from", "to", "text", "coding",
// "receipt", "parts"}. Reads commands, one JSON a line:
//   {"do": "receipt", "id": ..., "stat": "DELIVRD", "err": "000"}     {"do": "inbound", "from": ..., "to": ..., "text": ...}
//   {"do": "refuse", "status": 11}: what is submitted from now on is refused with that SMPP status; 0: taken again
//   node smsc.mjs
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const require = createRequire(import.meta.url)
const smpp = require('smpp')

const sessions = new Set()
const submitted = new Map()
let last = 0
let refusal = 0

const say = (told) => process.stdout.write(JSON.stringify(told) + '\n')
const textOf = (message) => (Buffer.isBuffer(message) ? message.toString('utf8') : String(message?.message ?? message ?? ''))

const server = smpp.createServer({}, (session) => {
  session.on('bind_transceiver', (pdu) => {
    sessions.add(session)
    session.send(pdu.response({ system_id: 'smsc' }))
  })
  session.on('enquire_link', (pdu) => session.send(pdu.response()))
  session.on('unbind', (pdu) => session.send(pdu.response()))
  session.on('submit_sm', (pdu) => {
    if (refusal) return session.send(pdu.response({ command_status: refusal }))
    const id = String(++last)
    submitted.set(id, pdu)
    session.send(pdu.response({ message_id: id }))
    say({ id, from: pdu.source_addr, to: pdu.destination_addr, text: textOf(pdu.short_message), coding: pdu.data_coding,
      receipt: pdu.registered_delivery, joined: Boolean(pdu.short_message?.udh) })
  })
  session.on('close', () => sessions.delete(session))
  session.on('error', () => sessions.delete(session))
})
server.listen(0, '127.0.0.1', () => say({ port: server.address().port }))

const commands = {
  receipt({ id, stat, err }) {
    const { source_addr, destination_addr } = submitted.get(id)
    const time = '2601011200'
    return { esm_class: 4, source_addr: destination_addr, source_addr_ton: 1, source_addr_npi: 1, destination_addr: source_addr,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:${time} done date:${time} stat:${stat} err:${err} text:` }
  },
  inbound({ from, to, text, coding = 0 }) {
    return { source_addr: from, source_addr_ton: 1, source_addr_npi: 1, destination_addr: to, short_message: text, data_coding: coding }
  },
}
createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line)
  if (command.do === 'refuse') refusal = command.status
  else for (const session of sessions) session.deliver_sm(commands[command.do](command))
}).on('close', () => process.exit(0))
