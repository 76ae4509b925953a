-- All flags at one moment.
-- KEYS: flags, meta
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'revision')
return {'loaded', meta[1] or '', meta[2] or '0', redis.call('HGETALL', KEYS[1])}
