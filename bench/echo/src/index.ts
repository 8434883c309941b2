import { defineConnection, defineConnector } from '@rolekit/sdk';
import { z } from 'zod';

const echo = defineConnection({ config: {}, open: () => ({}) });

const getText = echo.item({
  name: 'echo_get_text',
  title: 'Echo a text',
  description: 'Echoes a text.',
  input: { text: z.string() },
  item: z.object({ text: z.string() }),
  handler: async ({ text }) => ({ text }),
});

export default defineConnector({
  name: 'echo',
  version: '1.0.0',
  description: 'Echoes a text.',
  connection: echo,
  hosts: [],
  tools: [getText],
});
