// Visits pages of a shop in Chromium. From standard input: {chromium, flags, steps: [{open}, {run}, {wait}, {close}, {signal}]}: opens an
// address, evaluates an expression of the page, waits so many milliseconds, closes the tab as a visitor does, or asks
// not to be tracked ("gpc", "dnt", "none") on the pages opened from then on. To standard output {ran, cookies, requests, complaints, kept}: what the expressions
// were, how many cookies there are, which addresses were asked for, what the console said, what lies in the page's storage.
import { text } from "node:stream/consumers";
import puppeteer from "puppeteer-core";

const told = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({ executablePath: told.chromium, args: told.flags, headless: true, protocolTimeout: 120_000 });
const found = { ran: [], cookies: 0, requests: [], complaints: [], kept: {} };
let page = null;
let signal = "none";
const open = async () => {
  page = await browser.newPage();
  page.on("request", (request) => found.requests.push(`${request.method()} ${request.url()}`));
  page.on("console", (message) => found.complaints.push(message.text()));
  page.on("pageerror", (error) => found.complaints.push(String(error)));
  await page.evaluateOnNewDocument((asked) => {
    if (asked === "gpc") Object.defineProperty(navigator, "globalPrivacyControl", { get: () => true });
    if (asked === "dnt") Object.defineProperty(navigator, "doNotTrack", { get: () => "1" });
  }, signal);
};
const look = async () => {
  found.cookies += (await (await page.createCDPSession()).send("Network.getAllCookies")).cookies.length;
  found.kept = await page.evaluate(() => ({ ...localStorage }));
};
for (const step of told.steps) {
  if (step.signal) signal = step.signal;
  if (step.open) {
    if (!page || step.signal) await open();
    await page.goto(step.open, { waitUntil: "load" });
  }
  if (step.run) found.ran.push(await page.evaluate(step.run));
  if (step.wait) await new Promise((resolve) => setTimeout(resolve, step.wait));
  if (step.close) {
    await look();
    await page.close({ runBeforeUnload: true });
    page = null;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
if (page) await look();
await browser.close();
process.stdout.write(JSON.stringify(found));
