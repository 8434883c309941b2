import { copilot } from './copilot.ts';
import { walkTheRoad } from './road.ts';

walkTheRoad({ title: 'Copilot CLI', open: copilot });
