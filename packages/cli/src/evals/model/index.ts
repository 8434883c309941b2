import type { Network } from '@rolekit/sdk/http';
import { ANTHROPIC_VERSION, anthropicModel } from './anthropic.ts';
import { askerOf, type Patience } from './ask.ts';
import type { Endpoint } from './endpoint.ts';
import { openaiModel } from './openai.ts';
import type { Model } from './types.ts';

export { type Endpoint, endpointOf, type Provider } from './endpoint.ts';
export type { CallResult, Message, Model, ModelTool, ModelTurn, ToolCall, Usage } from './types.ts';

/** The model behind an endpoint. */
export function modelAt(
  endpoint: Endpoint,
  options: { model: string; maxTokens: number; network: Network; patience?: Patience },
): Model {
  const { model, maxTokens, ...rest } = options;
  const about = { model, maxTokens, host: endpoint.url.hostname };
  if (endpoint.provider === 'openai')
    return openaiModel(
      askerOf(endpoint, { ...rest, model, auth: { name: 'authorization', prefix: 'Bearer ' } }),
      about,
    );
  const headers = { 'anthropic-version': ANTHROPIC_VERSION };
  return anthropicModel(askerOf(endpoint, { ...rest, model, headers, auth: { name: 'x-api-key', prefix: '' } }), about);
}
