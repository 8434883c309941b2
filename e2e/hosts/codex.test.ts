import { codex } from './codex.ts';
import { walkTheRoad } from './host-walkthrough.ts';

walkTheRoad({ title: 'Codex', open: codex });
