-- The history of a request is append-only: what happened is never changed or removed.
CREATE FUNCTION "request_event_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'request_event is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;--> statement-breakpoint
CREATE TRIGGER "request_event_no_change" BEFORE UPDATE OR DELETE ON "request_event" FOR EACH ROW EXECUTE FUNCTION "request_event_append_only"();--> statement-breakpoint
CREATE TRIGGER "request_event_no_truncate" BEFORE TRUNCATE ON "request_event" FOR EACH STATEMENT EXECUTE FUNCTION "request_event_append_only"();
