// Shows what the shop sends, opens its page when it is pressed, and tells the shop when the browser changes its
// subscription. The message is JSON: title, body, icon, image, badge, tag, lang, dir, url, actions (action, title, url,
// icon); or plain text. Addresses are the shop's own short links where clicks are counted.
const isWeb = (url) => typeof url === "string" && /^https?:\/\//.test(url);
const text = (value) => (typeof value === "string" ? value : "");

const messageOf = (data) => {
  if (!data) return {};
  try {
    const message = data.json();
    return message && typeof message === "object" ? message : { title: data.text() };
  } catch {
    return { title: data.text() };
  }
};

const show = (message) => {
  const tag = text(message.tag);
  const options = {
    body: text(message.body),
    lang: text(message.lang),
    dir: ["ltr", "rtl"].includes(message.dir) ? message.dir : "auto",
    tag,
    // One that takes another's place is news as well.
    renotify: tag !== "",
    data: { url: message.url, urls: {} },
  };
  for (const name of ["icon", "image", "badge"]) if (isWeb(message[name])) options[name] = message[name];
  const actions = Array.isArray(message.actions) ? message.actions : [];
  options.actions = actions
    .filter((action) => action && text(action.title) && isWeb(action.url))
    .slice(0, 2)
    .map((action, at) => {
      const name = text(action.action) || `action-${at}`;
      options.data.urls[name] = action.url;
      return isWeb(action.icon) ? { action: name, title: action.title, icon: action.icon } : { action: name, title: action.title };
    });
  return self.registration.showNotification(text(message.title) || self.location.hostname, options);
};

self.addEventListener("push", (event) => event.waitUntil(show(messageOf(event.data))));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const data = event.notification.data || {};
  const url = (event.action && data.urls && data.urls[event.action]) || data.url;
  event.waitUntil(self.clients.openWindow(isWeb(url) ? url : self.location.origin));
});

const renew = async (event) => {
  const told = await recall();
  if (!told) return;
  await replace(told, event.newSubscription || (await subscribeBy(self.registration)));
};
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

// A newer worker need not wait: it has no pages.
self.addEventListener("install", () => self.skipWaiting());
