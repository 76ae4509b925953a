-- Step 4: what each day of each sprint left, and what closed ones delivered.

SELECT braid_adopt_metrics();
