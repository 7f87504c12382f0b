-- wrk script: POSTs BODY to TARGET, with the bearer tokens of the file TOKENS in turn.
local body = os.getenv("BODY") or "{}"
local path = os.getenv("TARGET") or "/"
local requests = {}
local next_request = 0

function init(args)
  local file = io.open(os.getenv("TOKENS") or "/dev/null", "r")
  for token in file:lines() do
    local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token }
    requests[#requests + 1] = wrk.format("POST", path, headers, body)
  end
  if #requests == 0 then requests[1] = wrk.format("POST", path, { ["Content-Type"] = "application/json" }, body) end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency, all)
  io.write(string.format(
    "RESULT {\"requests\":%d,\"seconds\":%.3f,\"failed\":%d,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}\n",
    summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
