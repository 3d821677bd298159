// Asks, subscribes, renews and unsubscribes, for a page. `worker` is the worker's address on the page's own origin,
// `to` where a yes is posted, `who` who says it: {user_id, proof} or {anonymous_id}, or nothing where `to` knows.
const pushClient = ({ worker, to, who = {} }) => {
  const isAble =
    KEY !== "" && isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  // A scope of its own, in which no page lies: the shop's own worker, if it has one, stays what it is.
  const script = new URL(worker, location.href);
  const scope = new URL("lifecycled-push/", script).href;

  const registered = async () => (isAble ? navigator.serviceWorker.getRegistration(scope) : undefined);
  const activated = async () => {
    const registration = await navigator.serviceWorker.register(script.href, { scope });
    const waiting = registration.installing || registration.waiting;
    if (registration.active || !waiting) return registration;
    await new Promise((resolve, reject) =>
      waiting.addEventListener("statechange", () => {
        if (waiting.state === "activated") resolve();
        if (waiting.state === "redundant") reject(new Error("the worker was not taken"));
      }),
    );
    return registration;
  };
  const hasKey = (subscription) => {
    const theirs = subscription.options && subscription.options.applicationServerKey;
    const ours = bytes(KEY);
    return !theirs || (theirs.byteLength === ours.length && new Uint8Array(theirs).every((byte, at) => byte === ours[at]));
  };
  // A subscription by our key: one by another that the shop had before is given up.
  const subscribed = async () => {
    const registration = await activated();
    const known = await registration.pushManager.getSubscription();
    if (known && hasKey(known)) return known;
    if (known) await known.unsubscribe();
    return subscribeBy(registration);
  };

  // "unable", "denied" (the browser's own settings say no), "on" or "off".
  const state = async () => {
    if (!isAble) return "unable";
    if (Notification.permission === "denied") return "denied";
    const registration = await registered();
    const subscription = registration && (await registration.pushManager.getSubscription());
    return subscription && Notification.permission === "granted" && (await recall()) ? "on" : "off";
  };

  // After a press of the shop's own button, else browsers do not ask. `text`: what the person was asked, as evidence.
  const subscribe = async ({ text, language } = {}) => {
    if (!isAble) return "unable";
    const permission = await Notification.requestPermission();
    if (permission !== "granted") return permission === "denied" ? "denied" : "off";
    const subscription = (await subscribed()).toJSON();
    const answer = await tell(to, {
      subscription,
      ...who,
      text,
      language: language || document.documentElement.lang || navigator.language,
    });
    if (!answer.ok) throw new Error(`the shop answered ${answer.status}`);
    await remember({ subscription, user: who.user_id });
    return "on";
  };

  // The shop is told first: once the browser has forgotten its subscription, nobody could say which one it was.
  const unsubscribe = async () => {
    const registration = await registered();
    const subscription = registration && (await registration.pushManager.getSubscription());
    const told = await recall();
    const gone = subscription ? subscription.toJSON() : told && told.subscription;
    if (gone) {
      const answer = await tell("/push/unsubscribe", { subscription: gone });
      if (!answer.ok) throw new Error(`the shop answered ${answer.status}`);
    }
    if (subscription) await subscription.unsubscribe();
    await forget();
    return state();
  };

  // On every load, for a browser that has said yes: what changed since is told.
  const refresh = async () => {
    if (!isAble) return;
    const told = await recall();
    if (!told) return;
    if (Notification.permission !== "granted") {
      await unsubscribe();
      return;
    }
    const subscription = await subscribed();
    if (subscription.endpoint !== told.subscription.endpoint) await replace(told, subscription);
    if (who.user_id && who.user_id !== told.user && (await recall())) await subscribe();
  };

  return { state, subscribe, unsubscribe, refresh };
};
