declare const __SINGLE__: boolean

/** Keeps the page's own files for use without a network, where the browser allows it. */
export function registerOffline(): void {
  if (__SINGLE__ || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register('sw.js').catch(() => {
    // The page works all the same, with a network.
  })
}
