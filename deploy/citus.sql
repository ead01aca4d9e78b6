-- Spreads the front of a centre over the nodes of Citus: once, as the owner of the database, after
-- the front has been started for the first time (that makes the tables) and stopped again.
--
--   psql URL -v ON_ERROR_STOP=1 -f deploy/citus.sql
--
-- Everything that a kiosk's request reads and writes lies on one node: kiosk is the distribution
-- column everywhere, and the tables are colocated. Kiosks are many and speak evenly, so that no
-- shard is hot; time and record ids would be, for both rise. The vault stays on one server.
--
-- What does not distribute, and what takes its place:
--   * A key that must be unique has to hold the kiosk. A record is unique with its kiosk then; its
--     name is sealed into the record, so that another kiosk cannot pass it off as its own.
--   * A look-up by record alone (a receipt that is asked after at another kiosk, a record that comes
--     again under a new epoch) asks each shard. It is rare, and an index answers it.
--   * A signing key is unique with its kiosk; enrolment looks for the key before it adds a kiosk.

BEGIN;
SET LOCAL search_path TO front;

ALTER TABLE kiosks DROP CONSTRAINT kiosks_signing_key;
CREATE UNIQUE INDEX kiosks_by_signing ON kiosks (signing, id);
ALTER TABLE envelopes DROP CONSTRAINT envelopes_record_key;
CREATE UNIQUE INDEX envelopes_by_record ON envelopes (record, kiosk);

SELECT create_distributed_table('kiosks', 'id', shard_count => 64);
SELECT create_distributed_table('machines', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('envelopes', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('rechained', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('forks', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('recoveries', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('backups', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('down', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('contacts', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('versions', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('alarms', 'kiosk', colocate_with => 'kiosks');
SELECT create_distributed_table('enquiries', 'kiosk', colocate_with => 'kiosks');

-- Small, written by operators, read with every answer.
SELECT create_reference_table('meta');
SELECT create_reference_table('tokens');
SELECT create_reference_table('successions');

COMMIT;
