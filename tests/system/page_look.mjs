// Looks at pages in Chromium. From standard input: {chromium, flags, visits: [{url, own, language, width, scheme, javascript, press,
// file, pa11y}]}; to standard output for each visit {overflow, requests, complaints, cookies, lonely}: pixels that stick out to the
// right, addresses that were asked for, what the browser's console said, how many cookies were set, and which heads and dates have
// a sign or a number alone on their last line. With `press`, the first button
// of a form is pressed, and what is seen is the answer. With a file, the whole page is a picture there. With pa11y, complaints are what
// that finds of WCAG 2 AA instead.
import { text } from "node:stream/consumers";
import puppeteer from "puppeteer-core";

const told = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({
  executablePath: told.chromium,
  args: told.flags,
  headless: true,
  protocolTimeout: 300_000,
});
// What stands in for the shop's own site and for all others: nothing is asked of the network. A square of teapot red.
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOcYW7+HwAExwIJxsIP2gAAAABJRU5ErkJggg==",
  "base64",
);

async function look(page, visit) {
  const requests = [];
  const complaints = [];
  // pa11y opens the page itself, and would wait for ever for a request that is held here.
  if (!visit.pa11y) {
    await page.setRequestInterception(true);
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith("data:")) requests.push(url);
      if (url.startsWith("data:") || url.startsWith(visit.own)) return request.continue();
      return request.respond({ contentType: "image/png", body: picture });
    });
  }
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.setViewport({ width: visit.width ?? 1280, height: 720 });
  await page.setJavaScriptEnabled(visit.javascript ?? true);
  await page.setExtraHTTPHeaders({ "Accept-Language": visit.language });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: visit.scheme ?? "light" }]);
  if (visit.pa11y) {
    // A mail that is looked at is in a sandbox without scripts, of which pa11y is one.
    await page.setBypassCSP(true);
    const { default: pa11y } = await import("pa11y");
    const found = await pa11y(visit.url, { browser, page, standard: "WCAG2AA", ignoreUrl: false, timeout: 120_000 });
    return { complaints: found.issues.map((issue) => `${issue.code} ${issue.context}`) };
  }
  await page.goto(visit.url, { waitUntil: "load", timeout: 120_000 });
  if (visit.press) {
    await Promise.all([page.waitForNavigation({ timeout: 120_000 }), page.click("form button")]);
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const lonely = visit.javascript === false ? [] : await page.evaluate(findLonely);
  if (visit.file) await page.screenshot({ path: visit.file, fullPage: true });
  const cookies = (await page.browserContext().cookies()).length;
  // A status of 404 is what a bad link is answered with, and the console says so.
  const said = complaints.filter((text) => !/status of 404/.test(text));
  return { overflow: Math.max(0, overflow), requests, complaints: said, cookies, lonely };
}

// In the page: the texts whose last word has at most two letters and a line of its own.
function findLonely() {
  const found = [];
  for (const element of document.querySelectorAll("h1, .expected strong, .ends span")) {
    const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
    const words = node?.data.trimEnd() ?? "";
    const last = /[\s\u00a0\u202f](\S{1,2})$/u.exec(words);
    if (!last || last.index === 0) continue;
    const top = (from) => {
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, from + 1);
      return range.getBoundingClientRect().top;
    };
    if (top(words.length - 1) > top(last.index - 1) + 4) found.push(words);
  }
  return found;
}

const seen = [];
try {
  for (const visit of told.visits) {
    const context = await browser.createBrowserContext();
    // As if the browser had not been asked yet: without a head, Chromium refuses at once.
    await context.overridePermissions(visit.own, ["notifications"]);
    seen.push(await look(await context.newPage(), visit));
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
