/** These texts without the spaces and line breaks that come with what is pasted. */
export const trimmed = <V extends Readonly<Record<string, string>>>(values: V): V =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()])) as V;
