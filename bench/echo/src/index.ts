import { defineConnection, defineConnector, defineTool } from '@rolekit/sdk';
import { z } from 'zod';

const connection = defineConnection({ config: {}, open: () => ({}) });

const getText = defineTool({
  connection,
  name: 'echo_get_text',
  title: 'Echo a text',
  description: 'Echoes a text.',
  access: 'read',
  input: z.object({ text: z.string() }),
  item: z.object({ text: z.string() }),
  handler: async ({ input }) => ({ item: { text: input.text } }),
});

export default defineConnector({
  name: 'echo',
  title: 'Echo',
  version: '1.0.0',
  description: 'Echoes a text.',
  connection,
  hosts: [],
  tools: [getText],
});
