/** Median, 95th and 99th percentile and the slowest of times in ms, to a tenth. */
export function figures(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 10) / 10;
  return { messages: times.length, medianMs: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), slowestMs: at(1) };
}
