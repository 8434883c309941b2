import { type BundleFile, type InspectedBundle, inspectArchive, readBundle } from '@rolekit/sdk/bundle';
import { canonicalJson } from '@rolekit/sdk/internal';
import { commitId, treeId, versionMessage } from '../object-id.ts';
import { openArchive } from '../store/archives.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Catalogue, FullVersion, StoredVersion } from '../store/catalogue.ts';
import { allPlugins } from './history.ts';
import { FIX, type Findings } from './report.ts';

interface Check {
  catalogue: Catalogue;
  blobs: Blobs;
  repair: boolean;
  findings: Findings;
}

/** Every version with its archive, and the rows that are computed from versions. */
export async function checkPlugins(check: Check): Promise<void> {
  const { catalogue, repair, findings } = check;
  for (const { namespace, name } of await allPlugins(catalogue)) {
    const versions = await catalogue.versions(namespace, name);
    for (const [at, version] of versions.entries()) await checkVersion(version, versions[at - 1], check);
    for (const message of await catalogue.refresh(namespace, name, repair))
      findings.add('search', `${namespace}/${name}`, message, FIX.repair, repair);
  }
  for (const id of await catalogue.searchOrphans(repair))
    findings.add('search', `row ${id}`, 'The search finds a plugin that is not there.', FIX.repair, repair);
}

async function checkVersion(row: StoredVersion, before: StoredVersion | undefined, check: Check): Promise<void> {
  const { catalogue, blobs, findings } = check;
  const subject = `${row.namespace}/${row.name} ${row.version}`;
  const add = (message: string, fix: string) => findings.add('archive', subject, message, fix);
  findings.versions += 1;
  // its archive and its texts are gone for good
  if (row.withheld?.state === 'taken-down') return;
  const archive = await blobs.open(row.tgzDigest);
  if (archive === 'missing') return add(`Its archive ${row.tgzDigest} is missing.`, FIX.publish);
  if (archive === 'damaged')
    return add(`The bytes of its archive ${row.tgzDigest} have another checksum.`, FIX.publish);
  findings.bytes += archive.size;
  if (archive.size !== row.size)
    findings.add('version', subject, `Its row says ${row.size} bytes; the archive has ${archive.size}.`, FIX.restore);
  const bundle = await readByTodaysRules(row, archive.stream(), check);
  if (bundle === undefined) return add('Its archive cannot be read.', FIX.restore);
  if (bundle.digest !== row.digest)
    return add(`Its archive holds ${bundle.digest}, and ${row.digest} was published.`, FIX.restore);
  const full = await catalogue.version(row.namespace, row.name, row.version);
  if (full !== undefined) compareRow(subject, full, bundle, findings);
  const commit = commitOf(row, before, bundle.files);
  if (commit !== row.commit)
    findings.add('version', subject, `Its row says commit ${row.commit}; its files make ${commit}.`, FIX.restore);
}

/** Reads an archive, and notes what today's rules would refuse of it. */
async function readByTodaysRules(
  row: StoredVersion,
  stream: AsyncIterable<Uint8Array>,
  { blobs, findings }: Check,
): Promise<InspectedBundle | undefined> {
  const inspection = await inspectArchive(stream);
  if (inspection.ok) return inspection.bundle;
  const again = await openArchive(blobs, row);
  const reading = await readBundle(again.stream());
  if (!reading.ok) return undefined;
  const codes = inspection.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const subject = `${row.namespace}/${row.name} ${row.version}`;
  findings.refusedToday.push({ subject, ruleSet: row.ruleSet, codes: [...new Set(codes)] });
  return reading.bundle;
}

/** What was read from the archive at publication, against the archive. */
function compareRow(subject: string, row: FullVersion, bundle: InspectedBundle, findings: Findings): void {
  const skills = (list: readonly { name: string; digest: string }[]) =>
    list.map(({ name, digest }) => `${name} ${digest}`).sort();
  const parts: [string, unknown, unknown][] = [
    ['manifest', row.manifest, bundle.manifest],
    ['tools', row.tools, bundle.tools],
    ['skills', skills(row.skills), skills(bundle.skills)],
  ];
  for (const [part, has, wants] of parts) {
    if (canonicalJson(has) !== canonicalJson(wants))
      findings.add('version', subject, `Its row holds another ${part} than its archive.`, FIX.restore);
  }
}

function commitOf(
  { name, version, digest, publishedAt }: StoredVersion,
  before: StoredVersion | undefined,
  files: readonly BundleFile[],
): string {
  const message = versionMessage(name, version, digest);
  return commitId({ tree: treeId(files), parent: before?.commit, at: publishedAt, message });
}
