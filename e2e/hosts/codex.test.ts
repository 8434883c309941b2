import { codex } from './codex.ts';
import { walkTheRoad } from './road.ts';

walkTheRoad({ title: 'Codex', open: codex });
