-- How contacts are asked, after a conversation, how satisfied they are: the settings, and the part of them that closings read.
ALTER TABLE "tenant" ADD COLUMN "survey" JSONB, ADD COLUMN "survey_rules" JSONB;
ALTER TABLE tenant ADD CONSTRAINT tenant_survey CHECK (survey_rules IS NULL OR survey IS NOT NULL);
-- What was asked in a conversation, and what the contact said.
ALTER TABLE "conversation" ADD COLUMN "survey" JSONB;
