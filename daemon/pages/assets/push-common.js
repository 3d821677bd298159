// What the page and the worker share: the browser's push services by this shop's key, what the shop was last told of
// this browser (in IndexedDB, which both can reach), and the way to tell it more. DAEMON and KEY stand before this.
const bytes = (text) => {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
};

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
const inStore = async (mode, work) => {
  const opening = indexedDB.open("lifecycled-push", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("told");
  const database = await asked(opening);
  try {
    return await asked(work(database.transaction("told", mode).objectStore("told")));
  } finally {
    database.close();
  }
};
// {subscription, user}, or nothing: this browser has not said yes.
const recall = () => inStore("readonly", (store) => store.get("browser"));
const remember = (told) => inStore("readwrite", (store) => store.put(told, "browser"));
const forget = () => inStore("readwrite", (store) => store.delete("browser"));

const tell = (to, what) =>
  fetch(DAEMON + to, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(what),
    referrerPolicy: "no-referrer",
  });

const subscribeBy = (registration) =>
  registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(KEY) });

// The browser's new subscription in the place of the old one. Where the shop no longer knows the old one, this
// browser is not subscribed any more, and may be asked again.
const replace = async (told, subscription) => {
  const fresh = subscription.toJSON();
  const answer = await tell("/push/renew", { old: told.subscription, subscription: fresh });
  if (answer.ok) await remember({ ...told, subscription: fresh });
  if (answer.status === 404) await forget();
};
