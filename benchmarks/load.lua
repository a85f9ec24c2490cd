-- Prints the median and the 95th percentile, which wrk itself does not, and how many answers were errors.
done = function(summary, latency, requests)
  io.write(string.format("RESULT p50=%.2f p95=%.2f rps=%.1f errors=%d\n",
    latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    summary.requests / (summary.duration / 1e6),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
