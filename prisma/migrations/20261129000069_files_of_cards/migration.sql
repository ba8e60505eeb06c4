-- A template with a carousel shows a file on each of its cards. Of a message with one file, as all were until now, the place is 0.
ALTER TABLE "media" ADD COLUMN "place" INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX "media_tenant_id_message_id_place_key" ON "media"("tenant_id", "message_id", "place");
DROP INDEX "media_tenant_id_message_id_key";
