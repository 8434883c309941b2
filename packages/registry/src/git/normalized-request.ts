/** Packets of git's protocol: four digits of length, which count themselves, or a mark without content. */
const LENGTH = 4;

/**
 * A request of `git upload-pack` without what tells only who asks (`agent`, `session-id`): those who ask for the same are then
 * answered by one git. What is no request of git stays as it is, for git to refuse.
 */
export function plainRequest(input: Buffer): Buffer {
  const kept: Buffer[] = [];
  let at = 0;
  while (at < input.length) {
    const digits = input.subarray(at, at + LENGTH).toString('latin1');
    if (!/^[0-9a-f]{4}$/i.test(digits)) return input;
    const length = Number.parseInt(digits, 16);
    const isMark = length < LENGTH;
    const end = at + (isMark ? LENGTH : length);
    if (end > input.length || length === 3) return input;
    const packet = input.subarray(at, end);
    if (isMark) kept.push(packet);
    else kept.push(...plainPacket(packet.subarray(LENGTH)));
    at = end;
  }
  return Buffer.concat(kept);
}

function plainPacket(content: Buffer): Buffer[] {
  const text = content.toString('latin1');
  // protocol 2 has a packet for each; before it they stand behind the first want
  if (/^(?:agent|session-id)=/.test(text)) return [];
  if (!text.startsWith('want ')) return [packetOf(content)];
  return [packetOf(Buffer.from(text.replace(/ (?:agent|session-id)=[^ \n]*/g, ''), 'latin1'))];
}

function packetOf(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from((content.length + LENGTH).toString(16).padStart(LENGTH, '0')), content]);
}
