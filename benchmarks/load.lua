-- Given "anew", every request has a query of its own, so that no page that was kept can answer it.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(args)
  if args[1] ~= "anew" then return end
  local join = wrk.path:find("?", 1, true) and "&" or "?"
  local path, asked = wrk.path, 0
  math.randomseed(os.time() + number)
  local seed = math.random(1e9)
  request = function()
    asked = asked + 1
    return wrk.format(nil, path .. join .. "x=" .. number .. "-" .. seed .. "-" .. asked)
  end
end

-- Prints the median and the 95th percentile, which wrk itself does not, and how many answers were errors.
done = function(summary, latency, requests)
  io.write(string.format("RESULT p50=%.2f p95=%.2f rps=%.1f errors=%d requests=%d\n",
    latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    summary.requests / (summary.duration / 1e6),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,
    summary.requests))
end
