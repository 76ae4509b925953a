-- Step 1 of adopting what sprints and issues there are: a workstream for each project, and each issue's own. Counted by a dry run
-- (db/dry-run/portfolio.sql), taken back with the others by db/down/portfolio.sql.

SELECT braid_adopt_workstreams();
