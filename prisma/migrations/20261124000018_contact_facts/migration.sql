-- What people and the company's programs know about a contact: routing rules ask for it.
ALTER TABLE "contact" ADD COLUMN "vip" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "language" TEXT,
ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "attributes" JSONB NOT NULL DEFAULT '{}';
