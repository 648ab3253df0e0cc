// Keeps the page for the next visit, with or without a network, and shows a newer one.

/** @param isIdle whether nobody works with the page, so that it may load itself again. @param onKept called once it is kept. */
export function workOffline({ isIdle, onKept }) {
  if (!("serviceWorker" in navigator) || !location.protocol.startsWith("http")) return;
  const hadOne = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => hadOne && isIdle() && location.reload());
  navigator.serviceWorker
    .register("service_worker.js")
    .then(() => navigator.serviceWorker.ready)
    .then(onKept)
    .catch(() => {});
}
