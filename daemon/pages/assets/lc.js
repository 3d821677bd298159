// For pages of the shop's own: <script src="https://DAEMON/lc.js" data-key="BROWSER KEY" defer></script>. Offers
// window.lifecycled. Before consent(true), and where the browser asks not to be tracked, nothing is kept and nothing leaves;
// what is kept lies in the page's own storage, never in a cookie.
const settings = document.currentScript.dataset;
const CONSENT = "lifecycled_consent", VISITOR = "lifecycled_anonymous_id", WHO = "lifecycled_who";
const AT_ONCE = 50, SOON = 1000, LATER = 30000, MOST = 500, MOST_BYTES = 60000;

const store = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* as with a full or forbidden one */ } },
  remove: (key) => { try { localStorage.removeItem(key); } catch { /* there is none */ } },
};
const asksNotToBeTracked = () =>
  navigator.globalPrivacyControl === true || navigator.doNotTrack === "1" || window.doNotTrack === "1";
const mayTell = () => !asksNotToBeTracked() && store.get(CONSENT) === "yes";

let waiting = [], timer = 0, sending = false;
const visitor = () => {
  if (settings.anonymousId) return settings.anonymousId;
  // Segment's own client has one already: what it has told of this visitor stays theirs.
  const segments = (store.get("ajs_anonymous_id") || "").replace(/^"|"$/g, "");
  if (segments.length >= 16) return segments;
  const known = store.get(VISITOR) || [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  store.set(VISITOR, known);
  return known;
};
const signedIn = () => {
  if (settings.userId && settings.userProof) return { user_id: settings.userId, proof: settings.userProof };
  try { return JSON.parse(store.get(WHO)) || {}; } catch { return {}; }
};
const body = (events) =>
  JSON.stringify({ key: settings.key, anonymous_id: visitor(), ...signedIn(), sent_at: new Date().toISOString(), events });
const later = (milliseconds) => { timer ||= setTimeout(flush, milliseconds); };

// Text, so that a browser need not ask first whether it may.
const flush = async () => {
  clearTimeout(timer);
  timer = 0;
  if (sending || waiting.length === 0 || !mayTell()) return;
  sending = true;
  const events = waiting.slice(0, AT_ONCE);
  try {
    const answer = await fetch(DAEMON + "/browser/events",
      { method: "POST", body: body(events), headers: { "Content-Type": "text/plain" }, credentials: "omit" });
    const said = await answer.json();
    if (said.refused) console.warn(`lifecycled: ${said.refused} events cannot be told by a page`);
    if (!answer.ok) console.warn("lifecycled:", said.detail);
    const isStale = answer.status === 403 && said.field === "proof" && !settings.userId && store.get(WHO);
    if (isStale) store.remove(WHO); // tell it again, as a visitor
    const again = isStale || answer.status === 429 || answer.status >= 500;
    if (!again) waiting = waiting.filter((event) => !events.includes(event));
    if (waiting.length > 0) later(isStale || !again ? SOON : LATER);
  } catch {
    later(LATER);
  }
  sending = false;
};
// The page may be gone in a moment. What was on its way already comes twice and counts once, by its id.
const lastWords = () => {
  while (waiting.length > 0 && mayTell()) {
    let events = waiting.slice(0, AT_ONCE), text = body(events);
    while (text.length > MOST_BYTES && events.length > 1) text = body(events = events.slice(0, events.length >> 1));
    if (!navigator.sendBeacon(DAEMON + "/browser/events", new Blob([text], { type: "text/plain" }))) return;
    waiting = waiting.slice(events.length);
  }
};
addEventListener("pagehide", lastWords);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") lastWords(); });

const track = (event, properties = {}) => {
  if (!mayTell() || waiting.length >= MOST) return;
  // The time first: ids of one time lie side by side where they are kept.
  const id = Date.now() + "-" + [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  waiting.push({ event, id, at: new Date().toISOString(), properties });
  if (waiting.length >= AT_ONCE) flush(); else later(SOON);
};
const viewed = () => {
  track("Page Viewed", { url: location.origin + location.pathname, title: document.title });
  const product = productOnPage();
  if (product) track("Product Viewed", product);
};
// Most shops say what a page shows in the form of schema.org, for search engines.
const productOnPage = () => {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    let told;
    try { told = JSON.parse(script.textContent); } catch { continue; }
    const product = [told, told["@graph"]].flat(2).find((thing) => thing && [thing["@type"]].flat().includes("Product"));
    if (!product) continue;
    const offer = [product.offers].flat()[0] || {};
    const found = { product_id: product.productID || product.sku, sku: product.sku, name: product.name, price: offer.price,
      currency: offer.priceCurrency, url: location.origin + location.pathname, image_url: [product.image].flat()[0] };
    if (found.product_id) return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && typeof value !== "object"));
  }
  return null;
};

window.lifecycled = {
  // true: the visitor has agreed. false: no more of it, and what was kept is forgotten. Says whether anything is told.
  consent(given) {
    const before = mayTell();
    if (given && !asksNotToBeTracked()) {
      store.set(CONSENT, "yes");
      if (!before) viewed();
    } else {
      waiting = [];
      for (const key of [CONSENT, VISITOR, WHO]) store.remove(key);
    }
    return mayTell();
  },
  track,
  page: viewed,
  product: (properties) => track("Product Viewed", properties),
  cart: {
    add: (product) => track("Product Added", product),
    remove: (product) => track("Product Removed", product),
    view: (cart) => track("Cart Viewed", cart),
    empty: (cart) => track("Cart Emptied", cart),
  },
  // Who is signed in, with the word of the shop's server for it; without a word, nobody.
  identify(userId, proof) {
    if (userId && proof && mayTell()) store.set(WHO, JSON.stringify({ user_id: String(userId), proof }));
    else store.remove(WHO);
  },
  flush,
};
if (mayTell()) viewed();
