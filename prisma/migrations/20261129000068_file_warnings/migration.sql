-- What people are warned of before they open a customer's file. Files that were kept before had to agree with what they said.
ALTER TABLE media ADD COLUMN warnings TEXT[] DEFAULT ARRAY[]::TEXT[];
