// Gives a database the newest schema: node migrate-database.ts <url>
import { openCatalogue } from '../src/store/database-catalogue.ts';
import { openPostgres } from '../src/store/postgres/connections.ts';

const [url = ''] = process.argv.slice(2);
const catalogue = await openCatalogue(await openPostgres(url));
await catalogue.close();
