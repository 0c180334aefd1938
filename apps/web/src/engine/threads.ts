/** Threads for long works of the page: not more than four, so that the machine stays responsive. */
export function pageThreads(): number {
  return Math.max(1, Math.min(4, navigator.hardwareConcurrency || 1))
}
