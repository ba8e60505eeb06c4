-- conversation_by_agent begins with the same columns.
DROP INDEX "conversation_of_agent";
