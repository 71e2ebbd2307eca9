-- For wrk: sends the requests that presign.py wrote, each of them once, and prints what came of it
-- as name=value lines.
-- Arguments after the URL and "--": FILE REQUEST_BYTES FIRST COUNT THREADS. COUNT requests from
-- number FIRST on are divided evenly between wrk's threads.

local threads = {}

function setup(thread)
  thread:set("thread_index", #threads)
  table.insert(threads, thread)
end

-- Sent by connections whose thread has nothing left, in the moment before it stops.
local kFiller = "GET /_fake-ice/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

local kBlockRequests = 256

local file, size, left
local block, next_byte = "", 1

function init(args)
  size = tonumber(args[2])
  left = math.floor(tonumber(args[4]) / tonumber(args[5]))
  taken, used_up = 0, 0
  file = assert(io.open(args[1], "rb"))
  file:seek("set", (tonumber(args[3]) + left * thread_index) * size)
end

local function read_block()
  local count = math.min(left, kBlockRequests)
  if count == 0 then return false end
  block = file:read(count * size)
  next_byte = 1
  left = left - count
  return true
end

function request()
  if next_byte > #block and not read_block() then
    used_up = 1
    wrk.thread:stop()
    return kFiller
  end
  taken = taken + 1
  local start = next_byte
  next_byte = start + size
  return string.sub(block, start, next_byte - 1)
end

dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "figures.lua")
local print_figures = done

function done(summary, latency)
  local taken_requests, used_up_threads = 0, 0
  for _, thread in ipairs(threads) do
    taken_requests = taken_requests + thread:get("taken")
    used_up_threads = used_up_threads + thread:get("used_up")
  end
  print_figures(summary, latency)
  print("taken=" .. taken_requests)
  print("used_up_threads=" .. used_up_threads)
end
