// nodemailer_bench.mjs MAIL.json PORT CONNECTIONS MAILS: sends so many mails by nodemailer's pool and prints how long
// that took. MAIL.json is what nodemailer calls a message, without its recipient.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const nodemailer = createRequire(import.meta.url)("nodemailer");
const [file, port, connections, mails] = process.argv.slice(2);
const mail = JSON.parse(readFileSync(file, "utf8"));
const transport = nodemailer.createTransport({
  host: "127.0.0.1", port: Number(port), secure: false, ignoreTLS: true, pool: true,
  maxConnections: Number(connections), maxMessages: Infinity,
});

// So many at once as keep every connection busy; a promise for each mail from the start would measure the heap.
let next = 0;
async function worker() {
  while (next < Number(mails)) {
    const number = next++;
    await transport.sendMail({ ...mail, to: `customer-${number}@customers.example` });
  }
}
const begun = process.hrtime.bigint();
const cpu = process.cpuUsage();
await Promise.all(Array.from({ length: 2 * Number(connections) }, worker));
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
const used = process.cpuUsage(cpu);
transport.close();
console.log(JSON.stringify({ mails: Number(mails), seconds, cpu_seconds: (used.user + used.system) / 1e6 }));
