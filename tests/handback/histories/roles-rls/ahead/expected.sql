CREATE ROLE "dms_auditor";--> statement-breakpoint
ALTER POLICY "documents_read" ON "documents" TO dms_auditor,dms_reader USING ("documents"."org_id" = current_org());