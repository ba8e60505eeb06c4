-- Where agents may take from the line what they choose.
ALTER TABLE "queue" ADD COLUMN "pull" BOOLEAN NOT NULL DEFAULT false;
