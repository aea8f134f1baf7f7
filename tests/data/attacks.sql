-- Statements that somebody may send to change what is public, or how it is kept. Each begins with a
-- line that names it; (structure): it changes how tables work, and no row; (private): it changes
-- nothing that a reader sees; (idle): PostgreSQL warns the application, and does nothing. Names in braces stand for the parts below the last line.

-- merge
MERGE INTO programs_allocation a USING programs_project p ON p.id = a.project_id
WHEN MATCHED THEN UPDATE SET allocated = 80000000, unstaged = NULL

-- merge and erase
MERGE INTO records_editionentry e USING records_edition n ON n.number = e.edition_id
WHEN MATCHED THEN DELETE

-- on conflict, an entry
INSERT INTO records_editionentry SELECT * FROM records_editionentry LIMIT 1
ON CONFLICT (id) DO UPDATE SET digest = repeat('0', 64)

-- on conflict, a statement
INSERT INTO records_statementversion SELECT * FROM records_statementversion LIMIT 1
ON CONFLICT (id) DO UPDATE SET value = 80000000

-- an anonymous block
DO $$ BEGIN UPDATE programs_project SET year = 1999; END $$

-- a change inside a query
WITH changed AS (UPDATE programs_allocation SET allocated = allocated * 10 RETURNING id)
SELECT count(*) FROM changed

-- copy from a program (structure)
COPY records_searchword FROM PROGRAM 'echo'

-- copy to a program (structure) (private)
COPY records_user TO PROGRAM 'cat'

-- copy from a file (structure)
COPY records_edition FROM '/etc/hostname'

-- a temporary table (structure) (private)
CREATE TEMP TABLE programs_project AS SELECT * FROM public.programs_project

-- a temporary view (structure) (private)
CREATE TEMP VIEW records_edition AS SELECT * FROM public.records_edition

-- a temporary table of a query (structure) (private)
SELECT * INTO TEMP records_edition FROM public.records_edition

-- a table of one's own (structure) (private)
CREATE TABLE mine (a int)

-- a table in another schema (structure) (private)
CREATE TABLE ledger_past.records_edition (a int)

-- a table among the staged (structure) (private)
CREATE TABLE ledger_staging.mine (a int)

-- a schema (structure) (private)
CREATE SCHEMA mine

-- a function (structure)
CREATE FUNCTION public.ledger_mine() RETURNS void LANGUAGE sql AS 'SELECT'

-- another function of the same name (structure)
CREATE OR REPLACE FUNCTION public.ledger_refuse(message text) RETURNS void LANGUAGE sql AS 'SELECT'

-- a function that no longer looks (structure)
ALTER FUNCTION public.ledger_guard_version() SET search_path = pg_temp

-- a trigger that takes back (structure)
CREATE TRIGGER quiet BEFORE INSERT ON records_changeevent FOR EACH ROW
EXECUTE FUNCTION suppress_redundant_updates_trigger()

-- one trigger less (structure)
DROP TRIGGER ledger_track ON programs_project

-- a trigger for replicas only (structure)
ALTER TABLE programs_project ENABLE REPLICA TRIGGER ledger_guard

-- a policy (structure)
CREATE POLICY few ON programs_project USING (false)

-- a constraint less (structure)
ALTER TABLE programs_project DROP CONSTRAINT project_state_fits_editions

-- a foreign key less (structure)
ALTER TABLE records_editionentry DISABLE TRIGGER ALL

-- a table less (structure)
DROP TABLE programs_article CASCADE

-- a column less (structure)
ALTER TABLE programs_project DROP COLUMN title CASCADE

-- a column of another type (structure)
ALTER TABLE programs_allocation ALTER COLUMN allocated TYPE numeric(4, 0)

-- a view less (structure)
DROP VIEW ledger_past.counties_county

-- a view that says otherwise (structure)
CREATE OR REPLACE VIEW ledger_past.counties_poorarea AS SELECT * FROM ledger_past.counties_poorarea

-- without triggers (structure) (private)
SET session_replication_role = replica

-- without triggers for good (structure)
ALTER ROLE fupin_owner SET session_replication_role = replica

-- rights on the chain (structure) (idle)
GRANT UPDATE ON records_edition TO PUBLIC

-- rights on a column (structure) (idle)
GRANT UPDATE (digest) ON records_editionentry TO PUBLIC

-- rights to make tables (structure) (idle)
GRANT CREATE ON SCHEMA public TO PUBLIC

-- rights to make temporary tables (structure) (idle)
DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO PUBLIC', current_database()); END $$

-- a lock that stops everyone (structure) (private)
LOCK TABLE records_edition

-- numbers to come (structure) (private)
SELECT setval('records_changeevent_id_seq', 1)

-- words of search anew (private)
SELECT ledger_search_rebuild()

-- the writer of reference data (private)
SELECT ledger_write_references('UPDATE', 'counties_county', 'code', 'true', 0, '{}')

-- a stage of editions (structure)
SELECT ledger_stage('records_edition', '{}')

-- rights given to oneself (structure) (private) (idle)
SELECT ledger_grant(current_user::text)

-- a forged event (private)
INSERT INTO records_changeevent (at, operation, owner_table, owner_id, row_table, row_id, is_edit,
    database_user, reason)
VALUES (now(), 'update', 'programs_project', 1, 'programs_project', 1, false, 'x', 'x')

-- a step of review in another's name (private)
INSERT INTO records_reviewstep (kind, code, version, verb, reason, by_id, at)
SELECT 'project', '2011-industry', 1, 'ask', 'x', min(id), now() FROM records_user

-- a backdated edition
{alone}; {edition of 0 at '2020-01-01'}

-- an edition of tomorrow
{alone}; {edition of 0 at now() + interval '1 day'}

-- an edition without its entries
{alone}; {edition of 3 at clock_timestamp()}

-- an edition of nothing that breaks the chain
{alone}; INSERT INTO records_edition (number, published_at, published_by_id, publisher, reason,
    record_count, previous_digest, root, digest)
SELECT 2, clock_timestamp(), max(id), 'x', 'x', 0, repeat('0', 64), '', '' FROM records_user

-- an edition in another's name
{edition of 0 at clock_timestamp()}

-- an edition that names what it did not publish
{alone}; {entry of '2011-industry' published in 2}; {edition of 1 at clock_timestamp()}

-- an edition that names what is not there
{alone}; {entry of 'nowhere' published in 2}; {edition of 1 at clock_timestamp()}

-- an entry that joins a sealed edition
{entry of 'well' published in 1}

-- a version that joins a sealed edition
{alone}; {submit}; UPDATE programs_project SET state = 'published', published_in_id = 1
WHERE code = 'well'

-- published without an edition
{alone}; {submit}; {publish}

-- published in an edition that does not name it
{alone}; {submit}; {publish}; {edition of 0 at clock_timestamp()}

-- published and named by an entry that another made
{alone}; {submit}; {publish}; {entry of 'well' withdrawn in 2}; {edition of 1 at clock_timestamp()}

-- handed in by nobody, and by somebody once it is published
{alone}; UPDATE programs_project SET state = 'submitted', submitted_at = now(), submitted_by_id = NULL
WHERE code = 'well'; UPDATE programs_project SET state = 'published', published_in_id = 2,
    submitted_by_id = (SELECT min(id) FROM records_user) WHERE code = 'well';
{entry of 'well' published in 2}; {edition of 1 at clock_timestamp()}

-- handed in at no time, and at one once it is published
{alone}; UPDATE programs_project SET state = 'submitted', submitted_at = NULL,
    submitted_by_id = (SELECT min(id) FROM records_user) WHERE code = 'well';
UPDATE programs_project SET state = 'published', published_in_id = 2, submitted_at = now()
WHERE code = 'well'; {entry of 'well' published in 2}; {edition of 1 at clock_timestamp()}

-- withdrawn without an edition
{alone}; {withdraw}

-- withdrawn, though nobody asked for it
{alone}; {withdraw}; {entry of '2011-industry' withdrawn in 2}; {edition of 1 at clock_timestamp()}

-- replaced without another version
{alone}; UPDATE programs_project SET state = 'superseded', superseded_in_id = 2
WHERE code = '2011-industry'; {edition of 0 at clock_timestamp()}

-- public at once
INSERT INTO programs_project SELECT (jsonb_populate_record(p, jsonb_build_object(
    'id', 900000, 'code', 'forged', 'published_in_id', 2))).*
FROM programs_project p WHERE code = '2011-industry'

-- rows for what is published
INSERT INTO programs_allocation (project_id, line, kind, level, planned_qualifier,
    allocated_qualifier, received_qualifier, spent_qualifier, unstaged_qualifier, note, note_zh,
    allocated_on, overspend_note, overspend_note_zh, allocated)
SELECT id, 90, 'other', '', '', '', '', '', '', '', '', '', '', '', 5 FROM programs_project
WHERE code = '2011-industry'

-- rows moved from one record to another
UPDATE programs_allocation SET project_id = (SELECT id FROM programs_project WHERE code = 'well')

-- a published version drafted again
UPDATE programs_project SET state = 'draft', published_in_id = NULL

-- another name for an address
UPDATE records_source SET code = 'x' WHERE code = 'report-2011'

-- a county in another province
UPDATE counties_county SET province_id = (SELECT max(id) FROM counties_province)

-- a file under another digest
INSERT INTO records_storedfile (digest, size, content, kept_at)
VALUES (repeat('0', 64), 1, 'x', now())

-- a role given alone (private)
INSERT INTO records_user_groups (user_id, group_id)
SELECT u.id, g.id FROM records_user u, auth_group g LIMIT 1

-- a role confirmed alone (private)
INSERT INTO records_rolerequest (account_id, group_id, state, reason, asked_at, decision)
SELECT u.id, g.id, 'confirmed', 'x', now(), '' FROM records_user u, auth_group g LIMIT 1

-- a superuser (private)
UPDATE records_user SET is_superuser = true

-- an account less (private)
DELETE FROM records_user

-- an account of another name (private)
UPDATE records_user SET username = username || 'x'

-- a role of another name (private)
UPDATE auth_group SET name = 'x' WHERE name = 'clerk'

-- more in a role (private)
INSERT INTO auth_group_permissions (group_id, permission_id)
SELECT g.id, p.id FROM auth_group g, auth_permission p LIMIT 1

-- permissions of one's own (private)
INSERT INTO records_user_user_permissions (user_id, permission_id)
SELECT u.id, p.id FROM records_user u, auth_permission p LIMIT 1

-- sign-ins erased (structure) (private)
TRUNCATE axes_accesslog

-- failed sign-ins erased (structure) (private)
TRUNCATE axes_accessfailurelog

-- readers' reports erased (private)
DELETE FROM records_feedback

-- migrations forgotten (private)
DELETE FROM django_migrations

-- tallies emptied (structure) (private)
TRUNCATE programs_tallycell

-- parts
-- alone
SELECT set_config('ledger.user_id', (SELECT max(id)::text FROM records_user), true)

-- submit
UPDATE programs_project SET state = 'submitted', submitted_at = now(),
    submitted_by_id = (SELECT min(id) FROM records_user) WHERE code = 'well'

-- publish
UPDATE programs_project SET state = 'published', published_in_id = 2 WHERE code = 'well'

-- withdraw
UPDATE programs_project SET state = 'withdrawn', superseded_in_id = 2 WHERE code = '2011-industry'

-- edition of (\d) at (.+?)
INSERT INTO records_edition (number, published_at, published_by_id, publisher, reason, record_count,
    previous_digest, root, digest)
SELECT 2, \2, max(u.id), 'x', 'x', \1, e.digest, e.root, repeat('0', 64)
FROM records_edition e, records_user u GROUP BY e.digest, e.root

-- entry of (.+?) (published|withdrawn) in (\d)
INSERT INTO records_editionentry (edition_id, place, kind, code, version, action, reason,
    submitted_by_id, submitter, digest)
SELECT \3, 90000, 'project', \1, 1, '\2', '', min(id), 'x', repeat('0', 64) FROM records_user
