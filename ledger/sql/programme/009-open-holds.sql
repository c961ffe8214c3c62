-- Open holds are read a page at a time, the next to expire first.
CREATE INDEX holds_by_expiry ON holds (expires COLLATE "C", hold) WHERE is_open;
