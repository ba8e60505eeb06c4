/** Calls the simulator. @throws with what it says when it refuses. */
export async function call(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? `HTTP ${answer.status}`);
  return body;
}

/** Calls the simulator with JSON. */
export const tell = (method, path, body) =>
  call(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** The message type of a file, as a phone chooses it: images, audio and video as such, everything else a document. */
function kindOf(type) {
  if (type === 'image/webp') return 'sticker';
  const family = type.split('/')[0];
  return ['image', 'audio', 'video'].includes(family) ? family : 'document';
}

/** Uploads a file. @returns the message that shows it. */
export async function fileMessage(file, { caption = '', voice = false } = {}) {
  const mime = file.type || 'application/octet-stream';
  const { id, sha256 } = await call('/control/media', {
    method: 'POST',
    headers: { 'content-type': mime },
    body: file,
  });
  const kind = kindOf(mime);
  return {
    type: kind,
    [kind]: {
      id,
      mime_type: mime,
      sha256,
      ...(voice ? { voice } : {}),
      ...(kind === 'document' ? { filename: file.name } : {}),
      ...(caption === '' || !['image', 'video', 'document'].includes(kind) ? {} : { caption }),
    },
  };
}
