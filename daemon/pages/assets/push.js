// The page that asks for notifications: on a press of its button the browser is asked, and its subscription
// is posted to the page's own address.
(() => {
  "use strict";
  const box = document.getElementById("push");
  const part = (id) => document.getElementById(id);
  const show = (id) => {
    for (const other of ["yes", "plain", "done", "denied", "unable", "failed"]) part(other).hidden = other !== id;
  };
  const bytes = (text) => {
    const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  };

  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
    show("unable");
    return;
  }
  if (Notification.permission === "denied") {
    show("denied");
    return;
  }
  show("yes");
  part("yes").addEventListener("click", async () => {
    part("yes").disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        show("denied");
        return;
      }
      await navigator.serviceWorker.register("/push-worker.js");
      const registration = await navigator.serviceWorker.ready;
      const subscription =
        (await registration.pushManager.getSubscription()) ||
        (await registration.pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: bytes(box.dataset.key),
        }));
      const answer = await fetch(location.pathname, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(subscription),
      });
      show(answer.ok ? "done" : "failed");
    } catch {
      show("failed");
    } finally {
      part("yes").disabled = false;
    }
  });
})();
