-- A journey's messages are found among its customer's, who has dozens: an index of their own cost each decided message a page
-- of it, read and written.
DROP INDEX messages_by_journey;
