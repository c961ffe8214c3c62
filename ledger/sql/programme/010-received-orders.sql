-- An order keeps what it is called in the ledger, and the minor unit of its amounts: a mapping may change,
-- and the orders before go on as they began. A delivery keeps whose it is, so that it can be told and erased.

-- Null where the order was called off before it was paid: then it is not in the ledger.
ALTER TABLE received_orders ADD ledger_order text COLLATE "C";
ALTER TABLE received_orders ADD minor_unit integer NOT NULL DEFAULT 2;
-- Why the ledger does not let it complete; null again when it does.
ALTER TABLE received_orders ADD refusal text;

UPDATE received_orders o
SET ledger_order = coalesce(r.mapping::json -> 'order' ->> 'prefix', '') || o."order",
  minor_unit = coalesce((r.mapping::json ->> 'minorUnit')::integer, 2)
FROM receivers r WHERE r.receiver = o.receiver;

CREATE INDEX received_orders_refused ON received_orders (receiver, completes_at)
  WHERE refusal IS NOT NULL AND completed_at IS NULL;

-- The holder's id, as in people; null of what is about nobody.
ALTER TABLE deliveries ADD holder text COLLATE "C";
CREATE INDEX deliveries_of_holder ON deliveries (holder) WHERE holder IS NOT NULL;
DROP INDEX deliveries_of_order;
CREATE INDEX deliveries_of_order ON deliveries (receiver, "order");
