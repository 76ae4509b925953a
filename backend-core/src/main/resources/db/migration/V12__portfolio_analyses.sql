-- Step 3: analyses that do not say which project they are of are given it.

SELECT braid_backfill_analyses();
