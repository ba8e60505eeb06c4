-- A model of the tenant's own that writes down what is said in voice messages, at the address of the other one; its price is for a
-- minute. It is used once it has answered.
ALTER TABLE "ai_endpoint" ADD COLUMN "transcription_model" TEXT,
  ADD COLUMN "transcription_micros" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "transcription_problem" TEXT,
  ADD COLUMN "transcription_works" BOOLEAN NOT NULL DEFAULT false;

-- What a customer says in a voice message, as a model heard it. It stands with the file, and goes with it.
ALTER TABLE "media" ADD COLUMN "transcript_state" TEXT,
  ADD COLUMN "transcript_round" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "transcript_reason" TEXT,
  ADD COLUMN "transcript" TEXT,
  ADD COLUMN "transcript_language" TEXT;
