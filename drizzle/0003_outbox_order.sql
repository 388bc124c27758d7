DROP INDEX "message_due";--> statement-breakpoint
CREATE INDEX "message_due" ON "message" USING btree ("account_id","conversation_id","id") WHERE due is not null;--> statement-breakpoint
-- These rows change soon after they are written: room on the page keeps the indexes out of it (HOT updates).
ALTER TABLE "conversation" SET (fillfactor = 60);--> statement-breakpoint
ALTER TABLE "message" SET (fillfactor = 75);
