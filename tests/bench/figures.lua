-- For wrk: prints what came of any load as name=value lines.
function done(summary, latency)
  local errors = summary.errors
  print("requests=" .. summary.requests)
  print("microseconds=" .. summary.duration)
  print(string.format("requests_per_second=%.1f", summary.requests / summary.duration * 1e6))
  print("p50_microseconds=" .. latency:percentile(50))
  print("p99_microseconds=" .. latency:percentile(99))
  print("max_microseconds=" .. latency.max)
  print("non_2xx=" .. errors.status)
  print("socket_errors=" .. errors.connect + errors.read + errors.write + errors.timeout)
end
