CREATE SEQUENCE "public"."id_block" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"name" text NOT NULL,
	"cursor" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversation" (
	"id" bigint PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"chat_key" "bytea" NOT NULL,
	"address" "bytea" NOT NULL,
	"person_id" uuid NOT NULL,
	"staff_id" uuid,
	"flow" text NOT NULL,
	"flow_version" text NOT NULL,
	"state" "bytea" NOT NULL,
	"messages" integer NOT NULL,
	"last_in_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"account_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"parked" "bytea",
	"error" text,
	CONSTRAINT "inbox_account_id_external_id_pk" PRIMARY KEY("account_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "message" (
	"conversation_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"account_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"body" "bytea" NOT NULL,
	"external_id" text,
	"request_id" uuid,
	"card" boolean DEFAULT false NOT NULL,
	"edits" bigint,
	"due" timestamp (3) with time zone,
	"leased_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"outcome" text,
	"error" text,
	CONSTRAINT "message_conversation_id_id_pk" PRIMARY KEY("conversation_id","id")
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"id" bigint PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"conversation_id" bigint,
	"kind" text NOT NULL,
	"key" text,
	"due_at" timestamp (3) with time zone NOT NULL,
	"body" "bytea" NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"error" text,
	CONSTRAINT "notice_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "document" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"request_id" uuid,
	"item" text NOT NULL,
	"state" text NOT NULL,
	"source" "bytea" NOT NULL,
	"file" text,
	"mime" text,
	"bytes" integer,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "letter" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"service" text NOT NULL,
	"number" text NOT NULL,
	"year" integer NOT NULL,
	"seq" integer NOT NULL,
	"scope" text NOT NULL,
	"code_index" "bytea" NOT NULL,
	"state" text NOT NULL,
	"data" "bytea" NOT NULL,
	"signed_by" uuid NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"valid_until" timestamp (3) with time zone,
	"file" text,
	"sha256" "bytea",
	"issued_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"revoked_reason" "bytea",
	CONSTRAINT "letter_request_id_unique" UNIQUE("request_id"),
	CONSTRAINT "letter_code_index_unique" UNIQUE("code_index")
);
--> statement-breakpoint
CREATE TABLE "request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"service" text NOT NULL,
	"number" text NOT NULL,
	"task" integer NOT NULL,
	"person_id" uuid NOT NULL,
	"conversation_id" bigint NOT NULL,
	"resident_id" uuid,
	"state" text NOT NULL,
	"context" "bytea" NOT NULL,
	"form" "bytea" NOT NULL,
	"holder_id" uuid,
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"late_since" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"version" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_event" (
	"id" bigint PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"ward_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"actor" text NOT NULL,
	"staff_id" uuid,
	"channel" text NOT NULL,
	"data" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "counter_code" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"resident_id" uuid NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"issued_by" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "counter_code_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "identity_try" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"day" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"resident_id" uuid,
	"level" integer DEFAULT 0 NOT NULL,
	"language" text DEFAULT 'id' NOT NULL,
	"consent_version" text,
	"consent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "resident" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"nik_index" "bytea" NOT NULL,
	"kk_index" "bytea" NOT NULL,
	"phone_index" "bytea",
	"status" text NOT NULL,
	"rt" text NOT NULL,
	"rw" text NOT NULL,
	"data" "bytea" NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invite" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "invite_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"nip" text,
	"rank" text,
	"on_duty" boolean DEFAULT true NOT NULL,
	"batch_tasks" boolean DEFAULT false NOT NULL,
	"tasks_told_at" timestamp (3) with time zone,
	"active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "certificate" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"chain" text NOT NULL,
	"private_key" "bytea" NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"not_after" timestamp (3) with time zone NOT NULL,
	"active" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "counter" (
	"ward_id" uuid NOT NULL,
	"name" text NOT NULL,
	"period" text NOT NULL,
	"value" integer NOT NULL,
	CONSTRAINT "counter_ward_id_name_period_pk" PRIMARY KEY("ward_id","name","period")
);
--> statement-breakpoint
CREATE TABLE "holiday" (
	"day" date NOT NULL,
	"scope" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "holiday_scope_day_pk" PRIMARY KEY("scope","day")
);
--> statement-breakpoint
CREATE TABLE "key_check" (
	"key_id" text PRIMARY KEY NOT NULL,
	"proof" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ward" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"short" text NOT NULL,
	"training" boolean DEFAULT false NOT NULL,
	"clock_ahead_ms" bigint DEFAULT 0 NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_conversation_id_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document" ADD CONSTRAINT "document_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document" ADD CONSTRAINT "document_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document" ADD CONSTRAINT "document_request_id_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letter" ADD CONSTRAINT "letter_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letter" ADD CONSTRAINT "letter_request_id_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letter" ADD CONSTRAINT "letter_signed_by_staff_id_fk" FOREIGN KEY ("signed_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request" ADD CONSTRAINT "request_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request" ADD CONSTRAINT "request_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request" ADD CONSTRAINT "request_resident_id_resident_id_fk" FOREIGN KEY ("resident_id") REFERENCES "public"."resident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request" ADD CONSTRAINT "request_holder_id_staff_id_fk" FOREIGN KEY ("holder_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_event" ADD CONSTRAINT "request_event_request_id_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_event" ADD CONSTRAINT "request_event_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_event" ADD CONSTRAINT "request_event_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "counter_code" ADD CONSTRAINT "counter_code_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "counter_code" ADD CONSTRAINT "counter_code_resident_id_resident_id_fk" FOREIGN KEY ("resident_id") REFERENCES "public"."resident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_try" ADD CONSTRAINT "identity_try_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person" ADD CONSTRAINT "person_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person" ADD CONSTRAINT "person_resident_id_resident_id_fk" FOREIGN KEY ("resident_id") REFERENCES "public"."resident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resident" ADD CONSTRAINT "resident_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invite" ADD CONSTRAINT "invite_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invite" ADD CONSTRAINT "invite_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificate" ADD CONSTRAINT "certificate_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "counter" ADD CONSTRAINT "counter_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "account_name" ON "account" USING btree ("channel","name");--> statement-breakpoint
CREATE UNIQUE INDEX "conversation_chat" ON "conversation" USING btree ("account_id","chat_key");--> statement-breakpoint
CREATE INDEX "conversation_person" ON "conversation" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "conversation_staff" ON "conversation" USING btree ("staff_id") WHERE staff_id is not null;--> statement-breakpoint
CREATE INDEX "message_due" ON "message" USING btree ("account_id","due") WHERE due is not null;--> statement-breakpoint
CREATE INDEX "message_external" ON "message" USING btree ("conversation_id","external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX "message_request" ON "message" USING btree ("request_id") WHERE request_id is not null;--> statement-breakpoint
CREATE INDEX "notice_due" ON "notice" USING btree ("ward_id","due_at","id") WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX "notice_chat" ON "notice" USING btree ("conversation_id","due_at","id") WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX "document_request" ON "document" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "document_person" ON "document" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "letter_seq" ON "letter" USING btree ("ward_id","scope","year","seq");--> statement-breakpoint
CREATE INDEX "letter_sha256" ON "letter" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "request_number" ON "request" USING btree ("ward_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "request_task" ON "request" USING btree ("ward_id","task");--> statement-breakpoint
CREATE INDEX "request_person" ON "request" USING btree ("person_id","submitted_at");--> statement-breakpoint
CREATE INDEX "request_state" ON "request" USING btree ("ward_id","state","submitted_at");--> statement-breakpoint
CREATE INDEX "request_submitted" ON "request" USING btree ("ward_id","submitted_at");--> statement-breakpoint
CREATE INDEX "request_ended" ON "request" USING btree ("ward_id","ended_at");--> statement-breakpoint
CREATE INDEX "request_event_request" ON "request_event" USING btree ("request_id","id");--> statement-breakpoint
CREATE INDEX "request_event_day" ON "request_event" USING btree ("ward_id","at");--> statement-breakpoint
CREATE INDEX "identity_try_day" ON "identity_try" USING btree ("person_id","day");--> statement-breakpoint
CREATE INDEX "person_resident" ON "person" USING btree ("resident_id");--> statement-breakpoint
CREATE UNIQUE INDEX "resident_nik" ON "resident" USING btree ("ward_id","nik_index");--> statement-breakpoint
CREATE INDEX "resident_kk" ON "resident" USING btree ("ward_id","kk_index");--> statement-breakpoint
CREATE INDEX "staff_ward" ON "staff" USING btree ("ward_id","role");--> statement-breakpoint
CREATE UNIQUE INDEX "ward_code" ON "ward" USING btree ("code","training");--> statement-breakpoint
CREATE UNIQUE INDEX "ward_short" ON "ward" USING btree ("short","training");