CREATE TABLE "account_ward" (
	"account_id" uuid NOT NULL,
	"ward_id" uuid NOT NULL,
	CONSTRAINT "account_ward_account_id_ward_id_pk" PRIMARY KEY("account_id","ward_id")
);
--> statement-breakpoint
CREATE TABLE "channel_lease" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"epoch" bigint NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_name" (
	"account_id" uuid NOT NULL,
	"name_key" "bytea" NOT NULL,
	"with_key" "bytea" NOT NULL,
	"address" "bytea" NOT NULL,
	CONSTRAINT "chat_name_account_id_name_key_pk" PRIMARY KEY("account_id","name_key")
);
--> statement-breakpoint
CREATE TABLE "device" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ward_id" uuid NOT NULL,
	"name" text NOT NULL,
	"code_index" "bytea",
	"code_expires_at" timestamp (3) with time zone,
	"token_index" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "device_code_index_unique" UNIQUE("code_index"),
	CONSTRAINT "device_token_index_unique" UNIQUE("token_index")
);
--> statement-breakpoint
CREATE TABLE "form_link" (
	"code_index" "bytea" PRIMARY KEY NOT NULL,
	"conversation_id" bigint NOT NULL,
	"nonce" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "link_code" (
	"code_index" "bytea" PRIMARY KEY NOT NULL,
	"conversation_id" bigint NOT NULL,
	"person_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"to_conversation_id" bigint
);
--> statement-breakpoint
CREATE TABLE "wa_key" (
	"account_id" uuid NOT NULL,
	"type" text NOT NULL,
	"key" "bytea" NOT NULL,
	"value" "bytea" NOT NULL,
	"epoch" bigint NOT NULL,
	CONSTRAINT "wa_key_account_id_key_pk" PRIMARY KEY("account_id","key")
);
--> statement-breakpoint
CREATE TABLE "wa_session" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"creds" "bytea" NOT NULL,
	"epoch" bigint NOT NULL,
	"sent_day" text DEFAULT '' NOT NULL,
	"sent_count" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
DROP INDEX "message_external";--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "door" text;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "down_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "ward_chosen" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "muted_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "gone_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "notice_id" bigint;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "status" text;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "status_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "account_ward" ADD CONSTRAINT "account_ward_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_ward" ADD CONSTRAINT "account_ward_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_lease" ADD CONSTRAINT "channel_lease_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_name" ADD CONSTRAINT "chat_name_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device" ADD CONSTRAINT "device_ward_id_ward_id_fk" FOREIGN KEY ("ward_id") REFERENCES "public"."ward"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "form_link" ADD CONSTRAINT "form_link_conversation_id_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_code" ADD CONSTRAINT "link_code_conversation_id_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_code" ADD CONSTRAINT "link_code_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_code" ADD CONSTRAINT "link_code_to_conversation_id_conversation_id_fk" FOREIGN KEY ("to_conversation_id") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wa_key" ADD CONSTRAINT "wa_key_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wa_session" ADD CONSTRAINT "wa_session_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "form_link_chat" ON "form_link" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "link_code_chat" ON "link_code" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "message_external" ON "message" USING btree ("external_id","conversation_id") WHERE external_id is not null;