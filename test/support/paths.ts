/** The API path of a conversation or of something below it: `conversationPath(id, '/messages')`. */
export function conversationPath<const Rest extends string = ''>(
  id: string,
  rest?: Rest,
): `/api/v1/conversations/${string}${Rest}` {
  return `/api/v1/conversations/${id}${rest ?? ''}` as `/api/v1/conversations/${string}${Rest}`;
}
