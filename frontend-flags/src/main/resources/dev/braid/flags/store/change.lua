-- Compare and set one flag, count it, write it down, tell the others. Either all of it or nothing.
-- KEYS: flags, meta, audit of this flag
-- ARGV: channel, key, expected revision of the flag, its new value, its value if it was never changed,
--       epoch and revision that the caller knows, epoch if there is none yet, actor, reason, entries kept in the audit
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'revision')
local epoch, revision = meta[1] or '', tonumber(meta[2] or '0')

local function answer(outcome)
  return {outcome, epoch, tostring(revision), redis.call('HGETALL', KEYS[1])}
end

-- Redis came back without what it had: the caller restores it before anything is decided on it.
if ARGV[6] ~= '' and (epoch == '' or epoch == ARGV[6]) and revision < tonumber(ARGV[7]) then
  return answer('behind')
end

local current = redis.call('HGET', KEYS[1], ARGV[2])
local at = current and cjson.decode(current)['revision'] or 0
if at ~= tonumber(ARGV[3]) then
  return answer('stale')
end

if epoch == '' then
  epoch = ARGV[8]
  redis.call('HSET', KEYS[2], 'epoch', epoch)
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
revision = redis.call('HINCRBY', KEYS[2], 'revision', 1)
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[11], '*',
  'from', current or ARGV[5], 'to', ARGV[4], 'actor', ARGV[9], 'reason', ARGV[10], 'store_revision', revision)
redis.call('PUBLISH', ARGV[1], revision)
return answer('changed')
