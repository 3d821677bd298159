-- How a wait for an event ended, in the words of the campaign's file: "heard Order Delivered", "timed out after 10d". Of a
-- journey: of the wait that is over while its step is still to be taken (a daily limit, a pause). '' = no such wait, or one
-- of before this was written down.
ALTER TABLE journeys ADD COLUMN waited TEXT NOT NULL DEFAULT '';
ALTER TABLE journey_steps ADD COLUMN waited TEXT NOT NULL DEFAULT '';
