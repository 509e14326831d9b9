-- What is only looked for by age lies in the order of its age: an index of block ranges finds it as well, and costs a row nothing,
-- where each row's entry in a tree of its own was written with every event, delivery and answer.
DROP INDEX outbox_published_at;
CREATE INDEX outbox_published_at ON outbox USING brin (published_at) WITH (autosummarize = on);
DROP INDEX inbox_received_at;
CREATE INDEX inbox_received_at ON inbox USING brin (received_at) WITH (autosummarize = on);
DROP INDEX idempotency_keys_created_at;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys USING brin (created_at) WITH (autosummarize = on);

-- An event is written three times: committed, numbered, published. With room beside it in its page, the numbering needs no new entries
-- in indexes.
ALTER TABLE outbox SET (fillfactor = 60);
