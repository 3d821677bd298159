// Looks at pages in Chromium. From standard input: {chromium, flags, visits: [{url, width, scheme, javascript, file, pa11y}]}; to
// standard output for each visit {overflow, requests, complaints, cookies}: pixels that stick out to the right, addresses that were
// asked for, what the browser's console said, and how many cookies were set. With a file, the whole page is a picture there. With
// pa11y, complaints are what that finds of WCAG 2 AA instead.
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const told = JSON.parse(readFileSync(0, "utf8"));
const browser = await puppeteer.launch({ executablePath: told.chromium, args: told.flags, headless: true });

async function look(page, visit) {
  const requests = [];
  const complaints = [];
  page.on("request", (request) => request.url().startsWith("data:") || requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.setViewport({ width: visit.width, height: 720 });
  await page.setJavaScriptEnabled(visit.javascript ?? true);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: visit.scheme ?? "light" }]);
  if (visit.pa11y) {
    const { default: pa11y } = await import("pa11y");
    const found = await pa11y(visit.url, { browser, page, standard: "WCAG2AA", ignoreUrl: false });
    return { complaints: found.issues.map((issue) => `${issue.code} ${issue.context}`) };
  }
  await page.goto(visit.url, { waitUntil: "load", timeout: 60_000 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (visit.file) await page.screenshot({ path: visit.file, fullPage: true });
  return { overflow: Math.max(0, overflow), requests, complaints, cookies: (await page.browserContext().cookies()).length };
}

const seen = [];
try {
  for (const visit of told.visits) {
    const context = await browser.createBrowserContext();
    seen.push(await look(await context.newPage(), visit));
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
