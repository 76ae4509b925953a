-- Gives back to a Redis that lost them the flags that a replica remembers, unless another replica remembered more.
-- KEYS: flags, meta
-- ARGV: channel, epoch, revision, then key and value of each flag
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'revision')
local epoch, revision = meta[1] or '', tonumber(meta[2] or '0')
if (epoch == '' or epoch == ARGV[2]) and revision < tonumber(ARGV[3]) then
  epoch, revision = ARGV[2], tonumber(ARGV[3])
  redis.call('DEL', KEYS[1])
  for i = 4, #ARGV, 2 do
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
  redis.call('HSET', KEYS[2], 'epoch', epoch, 'revision', ARGV[3])
  redis.call('PUBLISH', ARGV[1], ARGV[3])
end
return {'restored', epoch, tostring(revision), redis.call('HGETALL', KEYS[1])}
