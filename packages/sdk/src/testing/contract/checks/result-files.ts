import type { ScriptedHost } from '../../host.ts';
import { type Judgement, NO_ANSWER, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';

interface FileLink {
  uri: string;
  name: string;
  mimeType: string;
  bytes: number;
}

/** How content of a kind begins; what is not listed is taken for what it says it is. */
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['%PDF-'],
  'image/png': ['\x89PNG'],
  'image/jpeg': ['\xff\xd8\xff'],
  'image/gif': ['GIF8'],
  'image/svg+xml': ['<svg', '<?xml', '<!--'],
  'application/zip': ['PK'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['PK'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['PK'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['PK'],
};

export const resultFiles = toolCheck(
  { id: 'result-files', level: 'standard', title: 'serves the files that its results name' },
  async ({ name, examples }, bench): Promise<Judgement> => {
    if (!bench.connected) return NO_SANDBOX;
    if (examples.length === 0) return NO_EXAMPLE;
    const host = await (await bench.road()).open();
    try {
      let seen = 0;
      let answered = 0;
      for (const args of examples) {
        const answer = await host.call(name, args);
        if (answer.isError) continue;
        answered++;
        for (const file of (answer.structured.files ?? []) as FileLink[]) {
          seen++;
          const content = await contentOf(host, file.uri);
          bench.hear(`the file of ${name}`, content.toString('latin1'));
          const bytes = content.byteLength;
          if (bytes !== file.bytes) return `${file.name} has ${bytes} bytes, and its link says ${file.bytes}`;
          if (bytes === 0) return `${file.name} is empty`;
          const begins = BEGINNINGS[file.mimeType];
          const start = content.subarray(0, 80).toString('latin1').trimStart();
          if (begins && !begins.some((value) => start.startsWith(value)))
            return `${file.name} is no ${file.mimeType}: it begins with ${JSON.stringify(start.slice(0, 15))}`;
        }
      }
      if (answered === 0) return NO_ANSWER;
      return seen > 0 ? undefined : { missing: 'no example of it has a file' };
    } finally {
      await host.close();
    }
  },
  ({ tool }) => tool.kind === 'item' && tool.files,
);

async function contentOf(host: ScriptedHost, uri: string): Promise<Buffer> {
  const { contents } = await host.client.readResource({ uri });
  const [content] = contents;
  if (content && 'blob' in content) return Buffer.from(content.blob as string, 'base64');
  return Buffer.from(content && 'text' in content ? String(content.text) : '');
}
