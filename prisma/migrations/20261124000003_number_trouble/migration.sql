-- What WhatsApp says is wrong with a number. While it is paused nothing is sent over it.
ALTER TABLE "business_number" ADD COLUMN "sending_paused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "trouble_at" TIMESTAMPTZ(3),
ADD COLUMN "trouble_cleared_at" TIMESTAMPTZ(3),
ADD COLUMN "trouble_code" INTEGER,
ADD COLUMN "trouble_text" TEXT;
