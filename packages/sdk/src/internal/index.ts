/**
 * What Rolekit's own packages share, here and in the files beside this one. It promises nothing: names change and leave in
 * any version. Use the public subpaths.
 */

export { listDifference } from '../connector/list-difference.ts';
export { outsideConnector } from '../connector/outside-connector.ts';
export { canonicalJson } from '../digest/canonical.ts';
export { digestOf } from '../digest/digest.ts';
export { withData } from '../errors.ts';
export { atExit } from '../files/at-exit.ts';
export { withLockFile } from '../files/lock-file.ts';
export { readParsed } from '../files/read-parsed.ts';
export { makeTemporary, removeTemporary } from '../files/temporary-folder.ts';
export { writeWhole } from '../files/write-whole.ts';
export { asksFor, matchesTag, mediaTypeOf } from '../header-fields.ts';
export { pluginPath, versionPath } from '../host/registry-paths.ts';
export { Html, html } from '../html.ts';
export { isPrivateHost } from '../http/request/allowed-hosts.ts';
export { createDialer, type Dialer, PRIVATE_ADDRESS } from '../http/request/dial.ts';
export { exactYamlNumber } from '../http/request/exact-json.ts';
export { maskDeep } from '../http/request/redact.ts';
export { isObject, placeOf, valueAt } from '../json-value.ts';
export { tableOf } from '../metrics/index.ts';
export { refusedFindings, refuseErrors } from '../refuse-errors.ts';
export { StdioLines } from '../serve/mcp/stdio-lines.ts';
export { metricParts } from '../serve/result/metric-text.ts';
export { readText } from '../tree/decode-text.ts';
export { shortened } from '../tree/hidden-characters.ts';
export { leftBehindBy } from '../tree/junk-files.ts';
export { isName, RESERVED_NAMES } from '../tree/names.ts';
export { isOutsideSource } from '../tree/walk-files.ts';
