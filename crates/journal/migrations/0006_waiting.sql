-- How much waits is told on every screen and after every round, also when a month's records wait: it
-- is counted from the ends of the chain, less what concerns nobody.
CREATE INDEX outbox_checkpoints ON outbox (epoch, seq) WHERE kind = 7;
CREATE INDEX outbox_held_back ON outbox (seq) WHERE reject IS NOT NULL;
