-- Step 2: which projects take part in which sprints.

SELECT braid_adopt_associations();
