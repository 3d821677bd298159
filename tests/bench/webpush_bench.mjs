// webpush_bench.mjs URL PUSHES AT_ONCE: sends so many push messages by npm's web-push over kept connections and prints how
// long that took, and its processor seconds. NODE_EXTRA_CA_CERTS names the certificate to trust.
import { createECDH, randomBytes } from "node:crypto";
import { Agent } from "node:https";
import { createRequire } from "node:module";

const webPush = createRequire(import.meta.url)("web-push");
const [url, pushes, atOnce] = process.argv.slice(2);
const browser = createECDH("prime256v1");
browser.generateKeys();
const subscription = {
  endpoint: url,
  keys: { p256dh: browser.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") },
};
const payload = JSON.stringify({
  title: "Your parcel is on its way", body: "x".repeat(200), url: "https://shop.example/l/abcdefghijkl", lang: "en",
});
const options = {
  vapidDetails: { subject: "mailto:push@shop.example", ...webPush.generateVAPIDKeys() },
  TTL: 3600, urgency: "normal", agent: new Agent({ keepAlive: true, maxSockets: Number(atOnce) }),
};

let next = 0;
async function worker() {
  while (next < Number(pushes)) {
    next++;
    await webPush.sendNotification(subscription, payload, options);
  }
}
const begun = process.hrtime.bigint();
const cpu = process.cpuUsage();
await Promise.all(Array.from({ length: Number(atOnce) }, worker));
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
const used = process.cpuUsage(cpu);
options.agent.destroy();
console.log(JSON.stringify({ pushes: Number(pushes), seconds, cpu_seconds: (used.user + used.system) / 1e6 }));
