// For pages of the shop's own: <script src="https://DAEMON/push.js" data-worker="/push-worker.js" defer></script>.
// Offers window.lifecycledPush, and serves buttons with data-lifecycled-push="subscribe" or "unsubscribe": each is shown
// while it can do something. What the person is asked is the text of the element that data-text names, or the button's.
const settings = document.currentScript.dataset;

const anonymousId = () => {
  if (settings.anonymousId) return settings.anonymousId;
  // Segment's own client has one already: what it has told of this visitor stays theirs.
  const segments = (localStorage.getItem("ajs_anonymous_id") || "").replace(/^"|"$/g, "");
  if (segments) return segments;
  const known = localStorage.getItem("lifecycled_anonymous_id") || crypto.randomUUID();
  localStorage.setItem("lifecycled_anonymous_id", known);
  return known;
};
const visitor = () =>
  settings.userId && settings.userProof
    ? { user_id: settings.userId, proof: settings.userProof, anonymous_id: anonymousId() }
    : { anonymous_id: anonymousId() };

const client = pushClient({
  worker: settings.worker || "/push-worker.js",
  to: "/push/subscribe",
  who: isSecureContext ? visitor() : {},
});

const buttons = () => [...document.querySelectorAll("[data-lifecycled-push]")];
const show = (state) => {
  for (const button of buttons()) {
    const does = button.dataset.lifecycledPush;
    button.hidden = !(does === "subscribe" ? state === "off" : state === "on");
  }
  document.dispatchEvent(new CustomEvent("lifecycled-push", { detail: { state } }));
  return state;
};
const textOf = (button) => {
  const named = button.dataset.text && document.querySelector(button.dataset.text);
  return (named || button).textContent.trim();
};

const shown = (work) => async (...given) => show(await work(...given));
window.lifecycledPush = {
  state: client.state,
  subscribe: shown(client.subscribe),
  unsubscribe: shown(client.unsubscribe),
};

const start = async () => {
  for (const button of buttons()) {
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await (button.dataset.lifecycledPush === "subscribe"
          ? window.lifecycledPush.subscribe({ text: textOf(button) })
          : window.lifecycledPush.unsubscribe());
      } catch (error) {
        console.warn("lifecycled push:", error);
      } finally {
        button.disabled = false;
      }
    });
  }
  await client.refresh().catch((error) => console.warn("lifecycled push:", error));
  show(await client.state());
};
if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", start);
} else {
  start();
}
