/** A pattern of LIKE and ILIKE for texts that contain these words as they stand. */
export const likePattern = (words: string): string => `%${words.replace(/[\\%_]/g, '\\$&')}%`;
