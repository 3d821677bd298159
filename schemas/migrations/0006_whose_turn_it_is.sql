-- The queue knows whose messages they are, so that those that compete for one customer can be seen, and marketing has
-- classes by its campaign's priority (store/queue_class.hpp; 3265 is the class of the usual priority).
CREATE TABLE delivery_queue_new (
  channel     TEXT    NOT NULL,
  priority    INTEGER NOT NULL,
  due_at      INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  PRIMARY KEY (channel, priority, due_at, delivery_id)
) STRICT, WITHOUT ROWID;
INSERT INTO delivery_queue_new (channel, priority, due_at, delivery_id, customer_id)
  SELECT q.channel, iif(q.priority = 2, 3265, q.priority), q.due_at, q.delivery_id, m.customer_id
  FROM delivery_queue q JOIN deliveries d ON d.id = q.delivery_id JOIN messages m ON m.id = d.message_id;
UPDATE deliveries SET priority = 3265 WHERE priority = 2;
DROP TABLE delivery_queue;
ALTER TABLE delivery_queue_new RENAME TO delivery_queue;
CREATE INDEX delivery_queue_by_customer ON delivery_queue (customer_id, priority, delivery_id);

-- A slot is also one of its channel's cap, and a message does not stand in its own way.
CREATE TABLE cap_slots_new (
  customer_id INTEGER NOT NULL,
  taken_at    INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL,
  message_id  INTEGER NOT NULL,
  channel     TEXT    NOT NULL,
  PRIMARY KEY (customer_id, taken_at, delivery_id)
) STRICT, WITHOUT ROWID;
INSERT INTO cap_slots_new (customer_id, taken_at, delivery_id, message_id, channel)
  SELECT s.customer_id, s.taken_at, s.delivery_id, d.message_id, d.channel
  FROM cap_slots s JOIN deliveries d ON d.id = s.delivery_id;
DROP TABLE cap_slots;
ALTER TABLE cap_slots_new RENAME TO cap_slots;
