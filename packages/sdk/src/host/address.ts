import semver from 'semver';
import { RolekitError } from '../errors.ts';
import { isName } from '../tree/names.ts';

/** A plugin of a registry. */
export interface PluginId {
  namespace: string;
  name: string;
}

/** A plugin as a person names it: `acme/sales`, `acme/sales@1.2.0`, `acme/sales@beta`. */
export interface PluginAddress extends PluginId {
  /** A version or a channel. @default 'latest' */
  selector: string;
}

/**
 * Reads `namespace/name[@version|channel]`.
 *
 * @throws RK_INVALID_REQUEST
 * @example parsePluginAddress('acme/sales@beta') // { namespace: 'acme', name: 'sales', selector: 'beta' }
 */
export function parsePluginAddress(text: string): PluginAddress {
  const [id = '', selector = 'latest', ...surplus] = text.split('@');
  const [namespace = '', name = '', ...more] = id.split('/');
  const whole = surplus.length === 0 && more.length === 0 && isName(namespace) && isName(name);
  if (!whole || (semver.valid(selector) === null && !isName(selector))) {
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `\`${text}\` does not name a plugin.`,
      hint: 'Write namespace/name, namespace/name@1.2.0 or namespace/name@channel.',
    });
  }
  return { namespace, name, selector };
}
