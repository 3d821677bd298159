// The page of our own that asks for notifications: its buttons, and what it says.
const parts = ["yes", "no", "plain", "done", "off", "denied", "unable", "failed"];
// A shop's own template may lack some.
const part = (id) => document.getElementById(id) || document.createElement("p");
const show = (...ids) => {
  for (const id of parts) part(id).hidden = !ids.includes(id);
};
const shown = { on: ["done", "no"], off: ["yes"], denied: ["denied"], unable: ["unable"] };

const client = pushClient({ worker: "/push-worker.js", to: location.pathname });
const press = (id, work) =>
  part(id).addEventListener("click", async () => {
    part(id).disabled = true;
    try {
      await work();
    } catch {
      show("failed", id);
    } finally {
      part(id).disabled = false;
    }
  });
press("yes", async () => show(...shown[await client.subscribe()]));
press("no", async () => {
  const state = await client.unsubscribe();
  show(...(state === "off" ? ["off", "yes"] : shown[state]));
});
client
  .refresh()
  .catch(() => {})
  .then(client.state)
  .then((state) => show(...shown[state]))
  .catch(() => show("failed"));
